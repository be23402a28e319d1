"""Reads the bodies of requests: JSON of the API, the form of the page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request

from bot.channels.web.refusals import Refused, bad_body
from bot.domain.payload import MAX_PAYLOAD_BYTES

MAX_BODY_BYTES = 16 * 1024
MAX_SENDER_CHARACTERS = 200

_CLIENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A question as the API or the form takes it.

    Attributes:
        sender: name of a conversation, for callers that are not our page.
        id: the caller's own id of the message; the same one is answered once.
        locality: commune whose site the question comes from.
        assisted: somebody asks for another person.
        tracked: whether the answer's links shall also come as counted ones.
    """

    text: str
    sender: str | None = None
    payload: str | None = None
    id: str | None = None
    locality: str | None = None
    assisted: bool = False
    tracked: bool = False


async def read_body(request: Request) -> bytes:
    """The body of a request. Raises Refused when it is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Refused(413, "too_large", expected=f"at most {MAX_BODY_BYTES} bytes", got="more")
    return body


def read_chat_request(body: bytes, localities: Collection[str] = ()) -> ChatRequest:
    """Reads the body of `/api/chat`. Raises Refused with every mistake."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise bad_body([("body", "a JSON object in UTF-8", type(error).__name__)]) from error
    if not isinstance(data, dict):
        raise bad_body([("body", 'a JSON object with "text"', _shortened(data))])
    text, payload, locality = data.get("text"), data.get("payload"), data.get("locality")
    sender, identifier = (str(value) if type(value) is int else value for value in (data.get("sender"), data.get("id")))
    assisted, tracked = data.get("assisted", False), data.get("tracked", False)
    checks = (
        ("text", isinstance(text, str), "a string"),
        ("sender", _is_sound(sender, MAX_SENDER_CHARACTERS), f"a string of 1 to {MAX_SENDER_CHARACTERS} characters"),
        (
            "payload",
            _is_sound(payload, MAX_PAYLOAD_BYTES),
            f"the payload of a button, at most {MAX_PAYLOAD_BYTES} bytes",
        ),
        ("id", _is_client_id(identifier), f"a string like {_CLIENT_ID.pattern}"),
        (
            "locality",
            locality is None or locality in list(localities),
            "the id of a file in data/localities",
        ),
        ("assisted", isinstance(assisted, bool), "true or false"),
        ("tracked", isinstance(tracked, bool), "true or false"),
    )
    problems = [(name, expected, _shortened(data.get(name))) for name, is_right, expected in checks if not is_right]
    if problems:
        raise bad_body(problems)
    return ChatRequest(
        text=str(text),
        sender=sender,
        payload=payload,
        id=None if identifier is None else str(identifier),
        locality=locality,
        assisted=assisted,
        tracked=tracked,
    )


def read_form(body: bytes) -> ChatRequest:
    """Reads the body of `/hoi`. Raises Refused when it is not one of the page's forms."""
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=10)
    except ValueError as error:
        raise bad_body([("body", "a form in UTF-8", type(error).__name__)]) from error
    text, payload, form_id, assisted = (fields.get(name, [""])[0] for name in ("text", "payload", "id", "assisted"))
    if len(payload.encode()) > MAX_PAYLOAD_BYTES or not _CLIENT_ID.fullmatch(form_id or "-"):
        raise bad_body([("payload, id", "what the page's own form sends", _shortened([payload, form_id]))])
    # A browser that goes back sends another question with the id of the first page.
    content = hashlib.sha256(f"{text}\0{payload}".encode()).hexdigest()[:16]
    return ChatRequest(
        text=text,
        payload=payload or None,
        id=f"{form_id}-{content}" if form_id else None,
        assisted=assisted == "1",
        tracked=True,
    )


def _is_sound(value: object, most: int) -> bool:
    """Whether an optional field is left out or a string of fitting length that UTF-8 can hold."""
    return value is None or (isinstance(value, str) and 0 < len(value) <= most and not _SURROGATE.search(value))


def _is_client_id(value: object) -> bool:
    return value is None or (isinstance(value, str) and _CLIENT_ID.fullmatch(value) is not None)


def _shortened(value: object) -> str:
    return json.dumps(value)[:60]
