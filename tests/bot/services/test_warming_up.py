from __future__ import annotations

from bot.domain.errors import EngineError
from bot.services.warming_up import warm_up
from building import FakeEngine


async def test_an_engine_is_asked_once_and_forgets_it():
    engine = FakeEngine()
    await warm_up(engine, "sample")
    ((sender, text),) = engine.heard
    assert text == "sample"
    assert engine.forgotten == [sender]


async def test_an_engine_that_does_not_answer_keeps_nobody_from_starting(caplog):
    class Broken(FakeEngine):
        async def respond(self, sender, text):
            raise EngineError("expected an answer, got none")

    await warm_up(Broken(), "sample")
    assert "does not answer yet" in caplog.text
