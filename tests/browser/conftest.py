"""A real server with the trained model and a real browser; skipped where either is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from bot.settings import read_settings
from standins.desk_server import PASSWORD, DeskServer
from standins.full_console import FullConsole, a_full_console
from standins.troly_process import TrolyProcess
from standins.web_assistant import CommuneSite

DESKTOP = {"width": 1280, "height": 860}
# A bound for what is broken, not a measure: Playwright's own five seconds are over where the machine is busy.
expect.set_options(timeout=60_000)
PICTURE_TRIES = 3
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class Server:
    """A running assistant."""

    url: str
    data_dir: Path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`troly serve` on a free port with a fresh database and the project's model."""
    models = read_settings().models
    if not list(models.glob("*.tar.gz")):
        pytest.skip(f"no trained model in {models}: run `troly train` first")
    data_dir = tmp_path_factory.mktemp("data")
    process = TrolyProcess(data_dir, TROLY_LOCALITY="xa_my_hiep")
    yield Server(process.url, data_dir)
    process.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium.

    Closed after each module: while Playwright's synchronous API is open, no asyncio test can run.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on this machine: install Debian's package `chromium` to run the browser tests")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site() -> Iterator[CommuneSite]:
    """The commune's site."""
    opened = CommuneSite()
    yield opened
    opened.stop()


@pytest.fixture(scope="module")
def full_console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullConsole]:
    """A console with something on each page."""
    with a_full_console(tmp_path_factory.mktemp("console")) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh phone: no cookies, nothing kept."""
    opened = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN", has_touch=True)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """The chat page on a phone."""
    opened = context.new_page()
    opened.goto(server.url)
    return opened


@pytest.fixture
def open_page(browser: Browser, desk: DeskServer) -> Iterator[Callable[..., Page]]:
    """Opens a page of the console of the module's `desk`, signed in."""
    contexts: list[BrowserContext] = []

    def start(name: str = "officer", viewport: dict = DESKTOP) -> Page:
        context = browser.new_context(viewport=viewport, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{desk.url}/console/")
        page.get_by_label("Tên đăng nhập").fill(name)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(f"{desk.url}/console/")  # loaded: its script takes the keys
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def take_picture(tmp_path: Path) -> Callable[..., Path]:
    """Writes a screenshot into the test's folder, and into TROLY_SCREENSHOTS where that is a folder."""

    def take(page: Page, name: str, *, full_page: bool = False) -> Path:
        path = tmp_path / f"{name}.png"
        for left in reversed(range(PICTURE_TRIES)):
            try:
                page.screenshot(path=path, full_page=full_page)
                break
            except Error as error:  # a busy browser says so now and then
                if "Unable to capture screenshot" not in str(error) or not left:
                    raise
        wanted = Path(os.environ.get("TROLY_SCREENSHOTS") or "-")
        if wanted.is_dir():
            shutil.copy(path, wanted / path.name)
        return path

    return take
