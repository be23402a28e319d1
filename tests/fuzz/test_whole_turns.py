"""Whole turns hold for every text: masking, understanding, answering, record; and the engine alone at any length."""

from __future__ import annotations

import asyncio
import time
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings

from bot.adapters.model_files import live_model
from bot.adapters.sqlite_store.database import open_database
from bot.bootstrap import Application, load_engine, wire
from bot.domain.errors import EngineError
from bot.domain.message import Message
from bot.domain.outcome import Outcome
from bot.settings import read_settings
from fuzz.texts import LONG, long, short

pytestmark = pytest.mark.model
TURNS, LONG_TURNS = 200, 15
MOST_CPU_SECONDS = 5.0


@pytest.fixture(scope="module")
def application() -> Application:
    try:
        model = live_model(read_settings().models)
    except EngineError as error:
        pytest.skip(str(error))
    database = open_database(None)
    return wire(read_settings({}), database, load_engine(model, database), b"only for tests, not a secret")


@pytest.fixture(scope="module")
def loop():
    made = asyncio.new_event_loop()
    yield made
    made.close()


def take(application, loop, text: str) -> None:
    message = Message("fuzz", uuid.uuid4().hex, "resident", text, datetime.now(UTC))
    begun = time.process_time()
    reply = loop.run_until_complete(application.conversing.take(message))
    assert time.process_time() - begun < MOST_CPU_SECONDS, f"{len(text)} characters like {text[:40]!r}"
    assert reply is not None
    assert reply.answer.outcome is not Outcome.ERROR
    assert reply.answer.text
    reply.answer.text.encode()


@settings(max_examples=TURNS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(short)
@example("")
@example("\ud800")
def test_a_turn_never_fails_and_ends_in_time(application, loop, text):
    take(application, loop, text)


@settings(max_examples=LONG_TURNS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(long)
@example("đăng ký khai sinh " * (LONG // 18))
def test_a_turn_of_100_kilobytes_never_fails(application, loop, text):
    take(application, loop, text)


@settings(max_examples=LONG_TURNS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(long)
@example("a" * LONG)
@example("a. " * (LONG // 3))
@example("e" + "\u0301" * LONG)
@example("đăng ký khai sinh ở đâu? " * (LONG // 25))
@example(" ".join(f"từ{number}" for number in range(LONG // 8)))
def test_the_engine_alone_holds_at_any_length(application, loop, text):
    begun = time.process_time()
    answer = loop.run_until_complete(application.engine.respond("fuzz", text))
    assert time.process_time() - begun < MOST_CPU_SECONDS, f"{len(text)} characters like {text[:40]!r}"
    assert answer.text
