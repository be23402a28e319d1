"""Events as Zalo was seen to send them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.zalo_oa.events import Event, EventKind, moment_of, read_event
from bot.domain.message import MessageKind
from standins.shapes import shapes

EVENTS = shapes("zalo_oa_events")
MEANINGS = {
    "user_send_text": (EventKind.MESSAGE, MessageKind.TEXT),
    "user_send_text, a reply": (EventKind.MESSAGE, MessageKind.TEXT),
    "user_send_image": (EventKind.MESSAGE, MessageKind.PICTURE),
    "user_send_location": (EventKind.MESSAGE, MessageKind.LOCATION),
    "user_send_location, numbers": (EventKind.MESSAGE, MessageKind.LOCATION),
    "user_send_file": (EventKind.MESSAGE, MessageKind.FILE),
    "user_send_sticker": (EventKind.MESSAGE, MessageKind.STICKER),
    "user_send_gif": (EventKind.MESSAGE, MessageKind.STICKER),
    "user_send_audio": (EventKind.MESSAGE, MessageKind.VOICE),
    "user_send_video": (EventKind.MESSAGE, MessageKind.OTHER),
    "user_send_link": (EventKind.MESSAGE, MessageKind.TEXT),
    "follow": (EventKind.FOLLOW, MessageKind.TEXT),
    "user_submit_info": (EventKind.PERSONAL_INFO, MessageKind.TEXT),
    "user_submit_info, older": (EventKind.PERSONAL_INFO, MessageKind.TEXT),
    "user_click_chatnow": (EventKind.CHAT_OPENED, MessageKind.TEXT),
}


@pytest.mark.parametrize("name", EVENTS)
def test_every_recorded_event_has_its_meaning(name):
    event = read_event(EVENTS[name])
    assert (event.kind, event.sent) == MEANINGS.get(name, (EventKind.IGNORED, MessageKind.TEXT))


def test_a_text_is_read_with_its_sender_and_its_id():
    assert read_event(EVENTS["user_send_text"]) == Event(
        EventKind.MESSAGE, "user_send_text", "96d3cdf3af150460909", "246845883529197922", "message", moment=154390853474
    )


@pytest.mark.parametrize("stamp", [None, "soon", "-1", 1.5, True, "9" * 40, [], "１"])
def test_a_time_stamp_that_is_none_puts_nothing_in_order(stamp):
    assert moment_of(stamp) == 0


def test_events_without_an_id_get_one_that_tells_repeats_from_others_and_does_not_name_the_resident():
    first = read_event(EVENTS["follow"])
    assert first == read_event(dict(EVENTS["follow"]))
    assert first.identifier != read_event(EVENTS["follow"] | {"timestamp": "1"}).identifier
    assert first.identifier != read_event(EVENTS["follow"] | {"follower": {"id": "8"}}).identifier
    assert EVENTS["follow"]["follower"]["id"] not in first.identifier


def test_personal_data_of_a_form_is_not_read():
    event = read_event(EVENTS["user_submit_info"])
    assert "84912345678" not in repr(event)


@pytest.mark.parametrize(
    "change",
    [
        {"event_name": None}, {"event_name": 7.5}, {"sender": None}, {"sender": {"id": ""}}, {"sender": {"id": "a b"}},
        {"message": None, "timestamp": None}, {"message": [], "timestamp": {}}, {"sender": {"id": "\ud800"}},
    ],
)  # fmt: skip
def test_an_event_without_name_sender_or_id_is_none(change):
    assert read_event(EVENTS["user_send_text"] | change) is None


def test_ids_as_numbers_are_taken():
    event = read_event(EVENTS["user_send_text"] | {"sender": {"id": 246845883529197922}})
    assert event.user == "246845883529197922"


PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@PATIENT
@given(st.dictionaries(st.sampled_from(["event_name", "sender", "message", "follower", "timestamp", "user_id"]), JSON))
def test_no_form_of_event_raises(data):
    read_event(data)


@PATIENT
@given(JSON)
def test_no_form_of_message_raises(message):
    read_event(EVENTS["user_send_text"] | {"message": message})
