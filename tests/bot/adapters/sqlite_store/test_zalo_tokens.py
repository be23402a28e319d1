from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.sqlite_store.database import open_database
from bot.adapters.sqlite_store.zalo_tokens import SqliteZaloTokens, TokenPair


@pytest.fixture
def store(database, clock):
    return SqliteZaloTokens(database, clock.now)


@pytest.fixture
def pair(clock):
    return TokenPair("access", "refresh", clock.now(), clock.now() + timedelta(hours=25))


def test_without_a_pair_and_a_seed_there_is_none(store):
    assert store.load("app", "") is None


def test_the_seed_of_the_settings_is_the_first_refresh_token(store):
    first = store.load("app", "seed")
    assert (first.access, first.refresh) == ("", "seed")


def test_a_kept_pair_lives_on_while_the_settings_stay_the_same_or_lose_the_seed(store, pair):
    store.load("app", "seed")
    store.save("app", "seed", pair)
    assert store.load("app", "seed") == pair
    assert store.load("app", "") == pair
    store.save("app", "", pair)
    assert store.load("app", "seed") == pair


def test_another_seed_begins_anew(store, pair):
    store.save("app", "seed", pair)
    assert store.load("app", "other").refresh == "other"
    assert store.load("app", "other").refused == ""


def test_another_app_has_another_pair(store, pair):
    store.save("app", "seed", pair)
    assert store.load("another", "") is None


def test_one_process_at_a_time_may_refresh_and_a_dead_one_does_not_keep_others_out(store, pair, clock):
    store.save("app", "seed", pair)
    assert store.claim("app", "one", timedelta(seconds=30))
    assert not store.claim("app", "two", timedelta(seconds=30))
    store.release("app", "two")
    assert not store.claim("app", "two", timedelta(seconds=30))
    store.release("app", "one")
    assert store.claim("app", "two", timedelta(seconds=30))
    clock.move(seconds=31)
    assert store.claim("app", "one", timedelta(seconds=30))


def test_a_pair_is_written_through_to_the_disk(tmp_path, clock, pair):
    """`synchronous` is raised for this one transaction; a power cut must not lose the only refresh token."""
    database = open_database(tmp_path / "troly.db")
    statements = []
    database.conn.set_trace_callback(statements.append)
    SqliteZaloTokens(database, clock.now).save("app", "seed", pair)
    full, commit, normal = (
        next(place for place, text in enumerate(statements) if text.lower().startswith(start))
        for start in ("pragma synchronous = full", "commit", "pragma synchronous = normal")
    )
    assert full < commit < normal
    assert database.execute("pragma synchronous").fetchone()[0] == 1


def test_a_pair_shows_no_token_when_it_is_printed(pair):
    assert "access" not in repr(pair)
    assert "refresh'" not in repr(pair)
