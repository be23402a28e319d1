"""How heavy and how slow the chat is on a bad network. Figures are printed (`pytest -s`); only the weight can fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from slow_network import GOOD_2G, GPRS, Scales
from standins.web_assistant import CommuneSite, WebAssistant

MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def assistant(site: CommuneSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebAssistant]:
    """The assistant, which that site may show."""
    opened = WebAssistant(tmp_path_factory.mktemp("data"), TROLY_EMBED_SITES=site.url, TROLY_LOCALITY="xa_my_tho")
    site.assistant = opened.url
    yield opened
    opened.stop()


@pytest.mark.parametrize("network", [None, GOOD_2G, GPRS], ids=["unthrottled", "2G", "GPRS"])
def test_page_up_to_the_first_answer_is_light(
    browser: Browser, assistant: WebAssistant, network: tuple[int, int, int] | None
) -> None:
    """From an empty cache; then a second visit."""
    context = browser.new_context(viewport={"width": 320, "height": 568}, locale="vi-VN")
    page = context.new_page()
    scales = Scales(page)
    if network:
        scales.slow(*network)
    scales.restart()
    page.goto(assistant.url, wait_until="commit")
    question = page.get_by_label("Bạn cần hỏi gì?")
    expect(question).to_be_visible(timeout=60_000)
    seen = scales.seconds
    expect(page.get_by_role("button", name="Chữ to")).to_be_visible(timeout=60_000)
    ready = scales.seconds
    question.fill("làm khai sinh")
    question.press("Enter")
    expect(page.locator("#log .answer")).to_have_count(1)
    print(
        f"\n{network or 'unthrottled'}: {scales.bytes} bytes in {scales.requests} requests; seen after {seen:.1f} s,"
        f" ready after {ready:.1f} s, answered after {scales.seconds:.1f} s"
    )
    assert 5_000 < scales.bytes < MOST_BYTES
    scales.restart()
    page.reload()
    expect(page.locator("#log .answer")).to_have_count(1)
    print(f"second visit: {scales.bytes} bytes, shown after {scales.seconds:.1f} s")
    context.close()


def test_host_page_pays_for_one_script_until_the_button_is_pressed(
    browser: Browser, assistant: WebAssistant, site: CommuneSite
) -> None:
    """The frame is fetched when somebody wants it."""
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    scales = Scales(page)
    page.goto(site.url)
    expect(page.get_by_role("button", name="Hỏi trợ lý số")).to_be_visible()
    print(f"\nhost page with our script: {scales.bytes} bytes in {scales.requests} requests")
    assert scales.requests == 3
    assert scales.bytes < 10_000
    context.close()
