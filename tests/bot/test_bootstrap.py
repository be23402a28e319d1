from __future__ import annotations

import stat

import pytest

from bot.adapters.rasa_http import RasaHttpEngine
from bot.bootstrap import SUGGESTED, answering, build_application, catalogue, composer, read_secret, wording
from bot.domain.errors import EngineError, SettingsError, StoreError
from bot.settings import read_settings


def settings(folder, **more: str):
    return read_settings({"TROLY_DATA_DIR": str(folder)} | more)


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "new" / "secret.key"
    made = read_secret(path)
    assert len(made) == 32
    assert read_secret(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["secret.key"]


def test_two_installations_have_different_secrets(tmp_path):
    assert read_secret(tmp_path / "a.key") != read_secret(tmp_path / "b.key")


def test_a_damaged_secret_is_not_taken_as_a_key(tmp_path):
    path = tmp_path / "secret.key"
    path.write_bytes(b"")
    with pytest.raises(SettingsError, match="32 bytes"):
        read_secret(path)


def test_the_parts_are_made_once_from_the_project():
    for part in (catalogue, composer, wording, answering):
        assert part() is part()


@pytest.mark.parametrize("topic", SUGGESTED)
def test_every_suggested_topic_is_in_the_catalogue(topic):
    assert catalogue().get(topic) is not None


def test_an_application_in_memory_leaves_nothing_on_disk(tmp_path):
    application = build_application(settings(tmp_path, TROLY_ENGINE_URL="http://127.0.0.1:9"), in_memory=True)
    assert isinstance(application.engine, RasaHttpEngine)
    assert application.catalogue is catalogue()
    assert list(tmp_path.iterdir()) == []


def test_an_application_on_disk_keeps_its_database_and_its_secret(tmp_path):
    build_application(settings(tmp_path / "data", TROLY_ENGINE_URL="http://127.0.0.1:9"))
    kept = {path.name for path in (tmp_path / "data").iterdir()}
    assert {"troly.db", "secret.key"} <= kept


def test_without_a_model_the_next_step_is_told(tmp_path):
    with pytest.raises(EngineError, match="troly train"):
        build_application(settings(tmp_path), in_memory=True)


def test_a_corrupt_database_is_told_before_the_model_is_loaded(tmp_path):
    (tmp_path / "troly.db").write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match="healthy SQLite database"):
        build_application(settings(tmp_path))
