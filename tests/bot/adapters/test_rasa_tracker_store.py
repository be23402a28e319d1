from __future__ import annotations

import json

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.adapters.rasa_tracker_store import SqliteTrackerStore
from bot.settings import PROJECT

pytestmark = pytest.mark.component


@pytest.fixture(scope="module")
def domain():
    return Domain.load(str(PROJECT / "domain.yml"))


@pytest.fixture
def store(domain, database):
    return SqliteTrackerStore(domain, database)


async def take_turn(store, domain, text: str, *, topic: str | None = "khai_sinh", sender: str = "me") -> None:
    """One turn as Rasa runs it: load, add events, save."""
    tracker = await store.retrieve(sender) or DialogueStateTracker(sender, domain.slots)
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(UserUttered(text, {"name": "ask_fee", "confidence": 0.9}), domain)
    tracker.update(ActionExecuted("action_answer_topic"))
    for name, value in {"topic": topic, "case": None, "aspect": "fee", "offered": ["o"]}.items():
        tracker.update(SlotSet(name, value))
    tracker.update(BotUttered("answer"))
    await store.save(tracker)


def kept_row(database) -> str:
    (row,) = database.query("select events from trackers")
    return row["events"]


async def test_an_unknown_sender_has_no_conversation(store):
    assert await store.retrieve("nobody") is None


async def test_slots_come_back_as_they_were(store, domain):
    await take_turn(store, domain, "lệ phí khai sinh")
    tracker = await store.retrieve("me")
    slots = {name: tracker.get_slot(name) for name in ("topic", "case", "aspect", "offered")}
    assert slots == {"topic": "khai_sinh", "case": None, "aspect": "fee", "offered": ["o"]}
    assert tracker.latest_message.text == "lệ phí khai sinh"


async def test_the_slots_of_a_conversation_are_those_of_its_last_turn(store, domain):
    assert store.slots_of("nobody") == {}
    await take_turn(store, domain, "lệ phí khai sinh")
    await take_turn(store, domain, "còn khai tử", topic="khai_tu")
    assert store.slots_of("me")["topic"] == "khai_tu"
    await take_turn(store, domain, "thôi", topic=None)
    assert store.slots_of("me")["topic"] is None


async def test_only_the_last_turn_is_kept(store, domain):
    for text in ("một", "hai", "ba"):
        await take_turn(store, domain, text)
    tracker = await store.retrieve("me")
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["ba"]


async def test_a_slot_of_an_earlier_turn_outlives_the_cut(store, domain):
    await take_turn(store, domain, "một")
    tracker = await store.retrieve("me")
    for text in ("hai", "ba"):
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(text), domain)
    await store.save(tracker)
    assert (await store.retrieve("me")).get_slot("topic") == "khai_sinh"


async def test_an_emptied_slot_stays_empty(store, domain):
    for topic in ("khai_sinh", None, None):
        await take_turn(store, domain, "câu hỏi", topic=topic)
    assert (await store.retrieve("me")).get_slot("topic") is None


async def test_thirty_turns_do_not_grow_the_row(store, domain, database):
    sizes = []
    for number in range(30):
        await take_turn(store, domain, f"câu hỏi số {number:02}")
        sizes.append((len(json.loads(kept_row(database))), len(kept_row(database))))
    assert len({events for events, _ in sizes[1:]}) == 1
    assert max(size for _, size in sizes[1:]) < 1.02 * min(size for _, size in sizes[1:])


async def test_conversations_of_two_senders_are_apart(store, domain):
    await take_turn(store, domain, "một", sender="first")
    await take_turn(store, domain, "hai", sender="second", topic="ket_hon")
    assert (await store.retrieve("first")).get_slot("topic") == "khai_sinh"
    assert sorted(await store.keys()) == ["first", "second"]


async def test_a_dropped_conversation_is_gone_and_others_stay(store, domain):
    for sender in ("first", "second"):
        await take_turn(store, domain, "một", sender=sender)
    await store.delete("first")
    assert await store.retrieve("first") is None
    assert await store.keys() == ["second"]
