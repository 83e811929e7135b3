"""One Chromium a test run, a fresh window a test, and every complaint of its console counted."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import chromium
from tests.serving import Server

HERE = Path(__file__).parent
PATIENCE_MS = 20_000
# What the browser says by itself about pages of any kind.
HARMLESS = re.compile("favicon|preload|Permissions-Policy|Unrecognized feature")

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark this folder's tests, put them last; without a browser skip them, but never in CI."""
    missing = chromium.find() is None and os.environ.get("CI") != "true"
    for item in items:
        if is_ours(item):
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason="no Chromium: sh scripts/browser.sh"))
    # Playwright keeps an event loop running in this thread, which no later test could do with.
    items.sort(key=is_ours)


def is_ours(item: pytest.Item) -> bool:
    return HERE in item.path.parents


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    path = chromium.find()
    assert path is not None, "CI needs Chromium: scripts/browser.sh installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        expect.set_options(timeout=PATIENCE_MS)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """Open an address of the app in a window of its own; its console must stay silent."""
    complaints: list[str] = []
    contexts = []

    def open_page(
        address: str = "/",
        *,
        width: int = 1440,
        height: int = 900,
        locale: str = "en-US",
        before: Callable[[Page], object] = lambda page: None,
        expected: str = "(?!)",
        **options: Any,
    ) -> Page:
        """Return the page once its stage stands.

        `before` may prepare it (routes, scripts); complaints matching `expected` are not counted.
        """
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)

        def complain(words: str) -> None:
            if not HARMLESS.search(words) and not re.search(expected, words):
                complaints.append(words)

        page.on("console", lambda said: complain(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complain(str(error)))
        before(page)
        page.goto(server.address + address, wait_until="domcontentloaded")
        page.locator(".np-stage").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints
