"""Counted links: only official hosts, only with our signature."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Answer, Link
from bot.domain.outcome import Outcome
from bot.services.link_tracking import LinkError, LinkTracking, TrackedLink

OFFICIAL = "https://dichvucong.gov.vn/p/home/dvc.html?ma_thu_tuc=1.001193&x=%C4%90"
LINKS = LinkTracking(b"k" * 32, ["dichvucong.gov.vn"])


def an_answer(*urls: str) -> Answer:
    links = tuple(Link("Nộp hồ sơ", url) for url in urls)
    return Answer(Outcome.ANSWERED, ("line",), links=links, topics=("khai_sinh", "khai_tu"))


def test_a_link_goes_through_our_address_and_names_its_host():
    tracked = LINKS.tracked("turn1", an_answer(OFFICIAL), "https://troly.example").links[0]
    assert tracked.label == "Nộp hồ sơ (dichvucong.gov.vn)"
    assert tracked.url.startswith("https://troly.example/go/")
    assert LINKS.read(tracked.url.rpartition("/")[2]) == TrackedLink("turn1", "khai_sinh", OFFICIAL)


def test_a_link_to_another_host_and_an_answer_without_a_turn_stay_as_they_are():
    elsewhere = an_answer("https://t.me/bot", "http://dichvucong.gov.vn/")
    assert LINKS.tracked("turn1", elsewhere) == elsewhere
    assert LINKS.tracked("", an_answer(OFFICIAL)) == an_answer(OFFICIAL)


def test_the_same_answer_gets_the_same_links_so_that_a_retry_sends_the_same_text():
    assert LINKS.tracked("turn1", an_answer(OFFICIAL)) == LINKS.tracked("turn1", an_answer(OFFICIAL))


@pytest.mark.parametrize(
    "url",
    [
        "http://dichvucong.gov.vn/",
        "https://dichvucong.gov.vn.evil.example/",
        "https://evil.example/dichvucong.gov.vn",
        "https://dichvucong.gov.vn@evil.example/",
        "https://evil.example#@dichvucong.gov.vn/",
        "https://evil.example\\@dichvucong.gov.vn/",
        "https://dichvucong.gov.vn\\.evil.example/",
        "https://user:pass@dichvucong.gov.vn/",
        "https://dichvucong.gov.vn:8443/",
        "https://DICHVUCONG.gov.vn/",
        "https://dichvucong.gov.vn./",
        "https://dichvucong。gov。vn/",
        "https://x.dichvucong.gov.vn/",
        "//dichvucong.gov.vn/",
        "https:dichvucong.gov.vn",
        "https:///dichvucong.gov.vn/",
        "javascript:alert(1)//dichvucong.gov.vn",
        "https://dichvucong.gov.vn/\r\nSet-Cookie: a=b",
        "https://dichvucong.gov.vn /",
        "\thttps://dichvucong.gov.vn/",
        "https://[dichvucong.gov.vn/",
        "",
    ],
)
def test_only_a_plain_https_address_of_a_listed_host_is_official(url):
    assert not LINKS.is_official(url)
    token = LINKS.token(TrackedLink("turn1", None, url))
    with pytest.raises(LinkError) as refused:
        LINKS.read(token)
    assert refused.value.status == 410


@given(place=st.integers(0, 10_000), char=st.characters(codec="ascii"))
def test_a_token_that_was_changed_anywhere_is_refused(place, char):
    token = LINKS.token(TrackedLink("turn1", "khai_sinh", OFFICIAL))
    place %= len(token)
    changed = token[:place] + char + token[place + 1 :]
    if changed != token:
        with pytest.raises(LinkError):
            LINKS.read(changed)


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text):
    with pytest.raises(LinkError) as refused:
        LINKS.read(text)
    assert refused.value.status == 404


@pytest.mark.parametrize("token", ["", ".", "..", "a" * 5000, "é.é", "W10.AAAA", "x." * 900])
def test_odd_tokens_are_refused(token):
    with pytest.raises(LinkError):
        LINKS.read(token)


def test_a_token_of_another_installation_is_refused():
    with pytest.raises(LinkError):
        LINKS.read(LinkTracking(b"z" * 32, ["dichvucong.gov.vn"]).token(TrackedLink("turn1", None, OFFICIAL)))


def test_a_host_that_was_taken_off_the_list_is_not_linked_any_more():
    token = LINKS.token(TrackedLink("turn1", None, OFFICIAL))
    with pytest.raises(LinkError) as refused:
        LinkTracking(b"k" * 32, ["other.gov.vn"]).read(token)
    assert refused.value.status == 410
