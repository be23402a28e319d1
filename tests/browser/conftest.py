"""A real server with the trained model and a real browser; skipped where either is missing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.settings import PROJECT, read_settings

START_SECONDS = 120
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
    (data_dir / "models").symlink_to(models, target_is_directory=True)
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TROLY_", "TELEGRAM_", "ZALO_"))}
    environment = kept | {"TROLY_PORT": str(port), "TROLY_DATA_DIR": str(data_dir), "TROLY_LOCALITY": "xa_my_hiep"}
    output = data_dir / "server.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve"], cwd=PROJECT, env=environment, stdout=log, stderr=log
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_up(url, process, output)
        yield Server(url, data_dir)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
def take_picture(tmp_path: Path) -> Callable[..., Path]:
    """Writes a screenshot into the test's folder, and into TROLY_SCREENSHOTS where that is a folder."""

    def take(page: Page, name: str, *, full_page: bool = False) -> Path:
        path = tmp_path / f"{name}.png"
        page.screenshot(path=path, full_page=full_page)
        wanted = Path(os.environ.get("TROLY_SCREENSHOTS") or "-")
        if wanted.is_dir():
            shutil.copy(path, wanted / path.name)
        return path

    return take


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(url: str, process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    said = output.read_text(errors="replace")[-3000:]
    pytest.fail(f"expected a server at {url} within {START_SECONDS} s, got:\n{said}")
