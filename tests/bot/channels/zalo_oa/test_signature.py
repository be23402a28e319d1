from __future__ import annotations

import json

import pytest

from bot.channels.zalo_oa.signature import is_signed, signature

SECRET = "oa-secret-for-tests-only"
BODY = (
    '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},"user_id_by_app":"552177279717587730",'
    '"recipient":{"id":"388613280878808645"},"event_name":"user_send_text",'
    '"message":{"text":"làm khai sinh","msg_id":"96d3cdf3af150460909"},"timestamp":"1727000000000"}'
).encode()
EVENT = json.loads(BODY)
MAC = "8fe95619a68072595b30f54d69f3801e67b74188fde99798511b63a2b328a17d"
APP = EVENT["app_id"]


def test_the_formula_gives_the_known_vector():
    assert len(BODY) == 271
    assert signature(APP, BODY, "1727000000000", SECRET) == MAC


@pytest.mark.parametrize("given", [f"mac={MAC}", MAC, f"MAC={MAC.upper()}", f"  mac= {MAC} "])
def test_the_signature_is_taken_with_or_without_its_mark_in_any_case(given):
    assert is_signed(given, BODY, EVENT, APP, SECRET)


@pytest.mark.parametrize("given", ["", "mac=", f"mac={MAC[:-1]}", f"mac={MAC[:-1]}0", "mac=á", "\udce1" * 64])
def test_another_signature_is_not_taken(given):
    assert not is_signed(given, BODY, EVENT, APP, SECRET)


def test_a_changed_body_another_app_or_another_secret_is_not_taken():
    assert not is_signed(MAC, BODY + b" ", EVENT, APP, SECRET)
    assert not is_signed(MAC, BODY, EVENT, "1", SECRET)
    assert not is_signed(MAC, BODY, EVENT, APP, "other")


@pytest.mark.parametrize("timestamp", [None, [], {}, 1.5, True, "\ud800"])
def test_a_body_without_a_proper_time_stamp_is_not_signed(timestamp):
    assert not is_signed(MAC, BODY, EVENT | {"timestamp": timestamp}, APP, SECRET)


def test_an_empty_secret_signs_nothing():
    mac = signature(APP, BODY, "1727000000000", "")
    assert not is_signed(mac, BODY, EVENT, APP, "")
