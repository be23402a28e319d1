"""The dashboard and the open data in a real browser: phone and desktop, keyboard, axe, print."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accessibility import axe_findings
from standins.desk_server import DeskServer, a_desk
from tests.indicator.small_folder import fill_folder

pytestmark = pytest.mark.browser
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 860}
PATH = "/console/chi-so"
PAGES = {
    f"{PATH}?ky=2026-10": "bang-so-lieu",
    f"{PATH}/replied_in_time?ky=2026-10": "dinh-nghia",
    f"{PATH}/answered/luot?ky=2026-10": "luot",
    "/du-lieu-mo": "du-lieu-mo",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    folder = tmp_path_factory.mktemp("counted")
    parts = fill_folder(folder, turns=6000, odd=False)
    parts.open_data.publish(date(2026, 11, 25))
    with a_desk(folder) as server:
        yield server
        server.application.indicator.charts.close()


def see_all(page: Page) -> None:
    """Scrolls through the page and waits for its charts, which load when they come near."""
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    wait(page, "[...document.images].every(image => image.complete && image.naturalWidth > 0)")


def wait(page: Page, condition: str, seconds: float = 120) -> None:
    """Waits for a condition of the page; its policy forbids the evaluating that `wait_for_function` needs."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"expected {condition}"
        time.sleep(0.05)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_accessible_fits_and_has_its_picture(open_page, desk, take_picture, viewport):
    page = open_page(viewport=viewport)
    size = "phone" if viewport is PHONE else "desktop"
    for path, name in PAGES.items():
        page.goto(desk.url + path)
        see_all(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert axe_findings(page.main_frame) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} at {size}: {wide} pixels too wide"
        take_picture(page, f"indicator-{name}-{size}", full_page=name == "bang-so-lieu" and viewport is DESKTOP)


def test_period_and_commune_are_chosen_by_keyboard_alone(open_page, desk):
    page = open_page()
    page.goto(f"{desk.url}{PATH}")
    page.get_by_label("Kỳ", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chi-so?ky=2026-09&xa=xa_ba_sao")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tháng 9/2026")
    page.get_by_role("link", name="Số người đã dùng").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/chi-so/residents_reached?ky=2026-09&xa=xa_ba_sao")
    page.get_by_role("link", name="Xem các lượt phía sau con số này").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_be_visible()


def test_a_table_opens_by_keyboard_and_scrolls_inside_itself(open_page, desk):
    page = open_page(viewport=PHONE)
    page.goto(f"{desk.url}{PATH}?ky=2026-10")
    hours = page.locator("section[aria-labelledby=h-hour]")
    hours.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(hours.get_by_role("table")).to_be_visible()
    region = hours.locator(".wide")
    region.focus()
    page.keyboard.press("ArrowRight")
    wait(page, "document.querySelector('section[aria-labelledby=h-hour] .wide').scrollLeft > 0")


def test_the_dashboard_prints_with_all_tables_and_without_controls(open_page, desk, tmp_path):
    page = open_page()
    page.goto(f"{desk.url}{PATH}?ky=2026-10")
    see_all(page)
    page.emulate_media(media="print")
    expect(page.get_by_label("Kỳ", exact=True)).to_be_hidden()
    expect(page.get_by_role("link", name="XLSX")).to_be_hidden()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 between Chromium's margins
    too_wide = (
        "[...document.querySelectorAll('table')].filter(table => table.getBoundingClientRect().right > 718).length"
    )
    assert page.evaluate(too_wide) == 0, "expected tables that fit on paper"
    path = tmp_path / "print.pdf"
    page.pdf(path=path, format="A4", print_background=True)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout
    for wanted in ("Tháng 10/2026", "Thứ hai", "Theo lĩnh vực", "Trả lời ngay", "Tất cả các chỉ số"):
        assert wanted in text, wanted
    assert shutil.which("pdfinfo")


def test_figures_are_read_without_scripts(browser, desk, open_page):
    state = open_page().context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{desk.url}{PATH}?ky=2026-10")
    expect(page.locator(".figure")).to_have_count(4)
    expect(page.locator("#h-topic")).to_be_visible()
    context.close()


def test_a_file_of_the_open_data_is_downloaded_without_signing_in(context, desk):
    page = context.new_page()
    page.goto(f"{desk.url}/du-lieu-mo")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="troly-open-data.db").click()
    assert waiting.value.path().read_bytes().startswith(b"SQLite format 3")
