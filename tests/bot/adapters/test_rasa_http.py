from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.adapters.rasa_http import RasaHttpEngine
from bot.domain.aspect import Aspect
from bot.domain.errors import EngineError
from bot.domain.payload import TopicPayload
from building import an_answer


class RasaServer(ThreadingHTTPServer):
    """The part of `rasa run` that is used: it keeps what it got and says what it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, object]] = []
        self.asked: list[str] = []
        self.status = 200
        self.body = json.dumps([{"recipient_id": "me", "custom": an_answer().as_dict()}])
        self.slots: object = {"topic": None}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: RasaServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps({"sender_id": "me", "slots": self.server.slots}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def rasa() -> Iterator[RasaServer]:
    with RasaServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def engine(rasa, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return RasaHttpEngine(rasa.url + "/")


async def test_a_question_goes_to_the_rest_channel_and_the_answer_comes_back(engine, rasa):
    assert await engine.respond("me", "lệ phí khai sinh") == an_answer()
    assert rasa.got == [("/webhooks/rest/webhook", {"sender": "me", "message": "lệ phí khai sinh", "metadata": {}})]


async def test_a_question_says_which_topic_the_remote_conversation_is_about(engine, rasa):
    rasa.slots = {"topic": "khai_sinh", "earlier": ["ket_hon"]}
    await engine.respond("me", "mấy ngày có")

    assert rasa.asked == ["/conversations/me/tracker?include_events=NONE"]
    about = {"about": "khai_sinh", "beside": ["ket_hon"]}
    assert rasa.got[0][1] == {"sender": "me", "message": "mấy ngày có", "metadata": about}


@pytest.mark.parametrize("slots", [None, [], "none"])
async def test_a_conversation_of_another_shape_is_an_error_of_the_engine(engine, rasa, slots):
    rasa.slots = slots
    with pytest.raises(EngineError, match="expected the conversation's slots"):
        await engine.respond("me", "lệ phí khai sinh")


async def test_a_click_is_sent_as_intent_and_entities(engine, rasa):
    assert await engine.show("me", TopicPayload("khai_sinh", Aspect.FEE)) == an_answer()
    assert rasa.got[0][1] == {"sender": "me", "message": '/ask_fee{"topic": "khai_sinh"}', "metadata": {}}


async def test_text_with_a_leading_slash_is_not_sent_as_an_intent(engine, rasa):
    await engine.respond("me", "/ /erase_data")
    assert rasa.got[0][1] == {"sender": "me", "message": "erase_data", "metadata": {}}


async def test_forgetting_restarts_the_conversation(engine, rasa):
    await engine.forget("me")
    assert rasa.got == [("/conversations/me/tracker/events", [{"event": "restart"}])]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, '[{"text": "sorry"}]'),
        (404, "[]"),
        (200, "<html>not JSON</html>"),
        (200, ""),
        (200, "[]"),
        (200, '[{"text": "plain"}]'),
        (200, '[{"custom": {"outcome": "surprise"}}]'),
        (200, '[{"custom": {"other": "shape"}}]'),
        (200, '{"status": "failure"}'),
        (200, "null"),
    ],
    ids=[
        "500", "404", "not JSON", "empty", "no message", "no answer", "unknown outcome", "another object",
        "no list", "null",
    ],
)  # fmt: skip
async def test_anything_but_an_answer_is_an_error_of_the_engine(engine, rasa, status, body):
    rasa.status, rasa.body = status, body
    with pytest.raises(EngineError, match="expected"):
        await engine.respond("me", "lệ phí khai sinh")


async def test_a_refused_restart_is_an_error_of_the_engine(engine, rasa):
    rasa.status = 409
    with pytest.raises(EngineError, match="dropped"):
        await engine.forget("me")


@pytest.mark.parametrize("call", ["respond", "show", "forget"])
async def test_a_closed_port_is_an_error_of_the_engine(call):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        engine = RasaHttpEngine(f"http://127.0.0.1:{probe.getsockname()[1]}")
        arguments = {"respond": ["text"], "show": [TopicPayload("x", Aspect.FEE)], "forget": []}[call]
        with pytest.raises(EngineError, match=r"http://127\.0\.0\.1"):
            await getattr(engine, call)("me", *arguments)
