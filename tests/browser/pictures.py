"""Pictures of the officers' console from the real pages.

`PYTHONPATH=.:tests python -m tests.browser.pictures FOLDER` writes every page, whole, on a phone and on a desk;
with `--guides docs/images` also those that the guides in `docs/vi` show, as an officer's screen shows them.
The picture of a training with its gate comes from `test_teaching_round_trip.py`, which really trains.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bot.domain.queue_item import QueueFilter, Sorting
from standins.full_console import DESK, LOGIN, PAGES, PASSWORD, PHONE, FullConsole, a_full_console

BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=vi-VN"]
PHONE_SCREEN, DESK_SCREEN = {"width": PHONE, "height": 740}, {"width": DESK, "height": 860}


def main() -> None:
    """Writes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--guides", type=Path, help="where the pictures of the guides are, docs/images")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, a_full_console(Path(data)) as console, a_browser() as browser:
        for size, screen in (("phone", PHONE_SCREEN), ("desktop", DESK_SCREEN)):
            take_all(browser, console, given.folder, size, screen)
        if given.guides:
            take_for_guides(browser, console, given.guides)


def take_all(browser: Browser, console: FullConsole, folder: Path, size: str, screen: dict[str, int]) -> None:
    """Every page, whole, with everything folded out."""
    page = browser.new_context(viewport=screen, locale="vi-VN").new_page()
    page.goto(console.url + LOGIN)
    page.screenshot(path=folder / f"console-dang-nhap-{size}.png", full_page=True)
    page = signed_in(browser, console, "ba", screen)
    for name, address in PAGES.items():
        page.goto(console.url + address)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.screenshot(path=folder / f"console-{name}-{size}.png", full_page=True)


def take_for_guides(browser: Browser, console: FullConsole, folder: Path) -> None:
    """What the guides show: the first screen of a page, or the part that the text is about."""
    announcing, now = console.application.desk.announcing, console.application.clock.now()
    announcing.add_notice("Chiều thứ Sáu bộ phận một cửa nghỉ để bảo trì máy.", now, now + timedelta(days=2), "ba")
    announcing.turn_off(
        "zalo_oa", "Đang đổi tài khoản Zalo", "Kênh Zalo nghỉ tới 17 giờ, mời bà con hỏi trên trang web.", "ba"
    )
    most_asked = console.application.desk.queue.items(QueueFilter(sorting=Sorting.ASKED))[0][0].id
    phone = signed_in(browser, console, "lan", PHONE_SCREEN)
    picture(phone, console, "/?xep=asked", folder / "console-hang-doi-phone.png")
    picture(phone, console, f"/muc/{most_asked}", folder / "console-muc-1-phone.png", scroll_to="Các câu hỏi trong mục")
    picture(phone, console, "/day/cau-hoi?ma=TL-7K2M4Q", folder / "teach-question.png")
    phone.locator("#form-sample").get_by_label("Vì sao").fill("Nhiều người gọi giấy khai sinh như vậy")
    phone.locator("#form-sample").get_by_label("Chủ đề").select_option("dang_ky_khai_sinh")
    phone.locator("#form-sample").get_by_role("button").click()
    phone.wait_for_url("**/day/xem-truoc")
    phone.screenshot(path=folder / "teach-preview.png")
    desk = signed_in(browser, console, "lan", DESK_SCREEN)
    desk.goto(f"{console.url}/muc/{most_asked}")
    desk.get_by_label("Nội dung trả lời").fill(
        "Xã mở lớp dạy bơi mỗi sáng thứ Bảy, mời gia đình ra Nhà văn hoá đăng ký."
    )
    desk.get_by_role("button", name="Xem trước").click()
    desk.wait_for_url("**/xem-truoc#xem-truoc")
    desk.get_by_label("Nội dung trả lời").scroll_into_view_if_needed()
    desk.screenshot(path=folder / "console-xem-truoc-desktop.png")
    admin = signed_in(browser, console, "ba", DESK_SCREEN)
    picture(admin, console, "/thong-bao", folder / "console-thong-bao-desktop.png")
    picture(admin, console, "/day/de-xuat/1", folder / "teach-review.png")


def picture(page: Page, console: FullConsole, address: str, path: Path, *, scroll_to: str = "") -> None:
    """The screen of a page, at its top or at a heading."""
    page.goto(console.url + address)
    if scroll_to:
        page.get_by_role("heading", name=scroll_to).evaluate("one => one.scrollIntoView()")
    page.screenshot(path=path)


def signed_in(browser: Browser, console: FullConsole, name: str, screen: dict[str, int]) -> Page:
    """A page of an officer's browser."""
    page = browser.new_context(viewport=screen, locale="vi-VN").new_page()
    page.goto(console.url + LOGIN)
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{console.url}/")
    return page


@contextmanager
def a_browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("expected Debian's package `chromium` on this machine, found none")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
