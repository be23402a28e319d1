"""Who may reach the webhook, and what a stranger can do there: nothing."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest

from bot.channels.webhook_body import MAX_BODY_BYTES
from standins.bad_bodies import bad_bodies
from standins.messenger_wiring import until
from standins.webhook_sender import UNHURRIED_SECONDS

PATH = "/webhooks/zalo-oa"
RESIDENT = "246845883529197922"


@pytest.fixture
async def client(serve, zalo):
    async with serve() as application:
        url = zalo._sender.url
        async with httpx.AsyncClient(base_url=url.removesuffix(PATH), timeout=UNHURRIED_SECONDS) as client:
            client.application = application
            yield client


def state(client) -> str:
    """Everything in the database but the tokens."""
    return "\n".join(line for line in client.application.store._db.conn.iterdump() if "zalo_oa_tokens" not in line)


async def test_a_signed_event_is_taken(client, zalo):
    body, headers = zalo.signed(zalo.event(RESIDENT, "user_send_text", {"text": "x"}))
    assert (await client.post(PATH, content=body, headers=headers)).status_code == 200
    await until(lambda: client.application.store.outcome_counts())


@pytest.mark.parametrize("mac", ["mac=", "mac=00", "x", f"mac={'0' * 64}"])
async def test_a_forged_event_is_refused_and_changes_nothing(client, zalo, mac):
    before = state(client)
    body, headers = zalo.signed(zalo.event(RESIDENT, "user_send_text", {"text": "x"}))
    response = await client.post(PATH, content=body, headers=headers | {"X-ZEvent-Signature": mac})
    assert response.status_code == 403
    assert state(client) == before


async def test_a_body_that_was_changed_on_its_way_is_refused(client, zalo):
    body, headers = zalo.signed(zalo.event(RESIDENT, "user_send_text", {"text": "x"}))
    changed = body.replace(b'"text":"x"', b'"text":"y"')
    assert (await client.post(PATH, content=changed, headers=headers)).status_code == 403


@pytest.mark.parametrize("body", [b"", b"{}", b"test", b"hello=world", b'{"event_name":"user_send_text"}'])
async def test_the_consoles_test_call_gets_200_and_changes_nothing(client, body):
    before = state(client)
    assert (await client.post(PATH, content=body)).status_code == 200
    assert state(client) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe"])
async def test_a_signed_body_that_is_no_object_gets_200_and_changes_nothing(client, body):
    before = state(client)
    response = await client.post(PATH, content=body, headers={"X-ZEvent-Signature": "mac=00"})
    assert response.status_code == 200
    assert state(client) == before


async def test_a_signed_event_of_an_unknown_form_gets_200_and_changes_nothing(client, zalo):
    before = state(client)
    body, headers = zalo.signed({"timestamp": "1", "event_name": "user_send_text", "sender": []})
    assert (await client.post(PATH, content=body, headers=headers)).status_code == 200
    assert state(client) == before


async def test_a_body_beyond_the_bound_is_refused_unread(client):
    response = await client.post(PATH, content=b"x" * (MAX_BODY_BYTES + 1))
    assert response.status_code == 413
    assert response.headers["connection"] == "close"


async def test_a_body_without_an_announced_length_is_cut_off_at_the_bound(client):
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 20_000:
            sent += 1
            await asyncio.sleep(0)
            yield b"x" * 4096

    with contextlib.suppress(httpx.WriteError, httpx.ReadError):
        response = await client.post(PATH, content=endless())
        assert response.status_code == 413
    assert sent < 20_000


async def test_only_post_is_served(client):
    assert (await client.get(PATH)).status_code == 405


async def test_nine_hundred_bad_bodies_change_nothing_and_cause_no_server_error(client, zalo):
    """`benchmark.zalo_webhook_bodies` does it with ten thousand and looks at the memory."""
    before = state(client)
    good, _ = zalo.signed(zalo.event(RESIDENT, "user_send_text", {"text": "làm khai sinh"}))
    statuses = set()
    for bad in bad_bodies(900, "X-ZEvent-Signature", good):
        statuses.add((await client.post(PATH, content=bad.body, headers=bad.headers)).status_code)
    assert statuses == {200, 403, 413}
    assert state(client) == before
