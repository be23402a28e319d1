"""Responses of Telegram that the library would stumble over."""

from __future__ import annotations

import json

import pytest
from telegram.error import TelegramError

from bot.channels.telegram.http_requests import PollingRequest, QuietRequest


def a_batch(*updates: object) -> bytes:
    return json.dumps({"ok": True, "result": updates}).encode()


def test_an_update_that_the_library_cannot_read_is_emptied_and_the_others_stay(caplog):
    good = {"update_id": 2, "message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "a"}}
    broken = {"update_id": 1, "message": {"text": "căn cước 079123456789"}}
    data = PollingRequest.parse_json_payload(a_batch(broken, good, {"no": "id"}, "odd"))
    assert data["result"] == [{"update_id": 1}, good]
    assert "update 1" in caplog.text
    assert "079123456789" not in caplog.text


def test_an_error_response_is_left_as_it_is():
    payload = b'{"ok": false, "error_code": 409, "description": "Conflict"}'
    assert PollingRequest.parse_json_payload(payload) == json.loads(payload)


@pytest.mark.parametrize("payload", [b"<html>079123456789", b'{"ok": true, "text": "079123456789', b"[]", b"\xff"])
def test_a_broken_response_is_an_error_whose_text_and_log_hold_nothing_of_it(payload, caplog):
    with pytest.raises(TelegramError) as failure:
        QuietRequest.parse_json_payload(payload)
    assert "079123456789" not in str(failure.value) + caplog.text
