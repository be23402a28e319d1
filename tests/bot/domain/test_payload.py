from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.aspect import Aspect
from bot.domain.errors import PayloadError
from bot.domain.payload import HelpedPayload, OfficerPayload, TopicPayload, decode

IDS = st.from_regex(r"\A[a-z][a-z0-9_]{1,39}\Z")


@given(IDS, st.sampled_from(Aspect), st.none() | IDS)
def test_a_topic_payload_comes_back_as_it_was(topic, aspect, case):
    payload = TopicPayload(topic, aspect, case)
    assert decode(payload.encode()) == payload


def test_the_other_payloads_come_back_as_they_were():
    for payload in (OfficerPayload(), HelpedPayload(True, "abc"), HelpedPayload(False, "abc")):
        assert decode(payload.encode()) == payload


@pytest.mark.parametrize("text", ["", "t", "t|x", "t|x|?", "h|z|1", "h|y|", "x|1|2", "t|a|s|", "/start"])
def test_a_foreign_payload_is_refused(text):
    with pytest.raises(PayloadError):
        decode(text)


def test_the_longest_id_fits_telegrams_64_bytes():
    assert len(TopicPayload("a" * 40, Aspect.SUMMARY, "b" * 18).encode().encode()) <= 64
