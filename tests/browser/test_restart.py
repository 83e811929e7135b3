"""The server goes away and comes back while a page is open."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.cockpit import await_epoch, button, play
from tests.serving import free_port, serve

pytestmark = pytest.mark.slow


def test_an_open_page_heals_after_a_restart(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    with serve(tmp_path / "first.txt", port) as server:
        page.goto(f"{server.address}/?data=xor&layers=3", wait_until="domcontentloaded")
        play(page)
        await_epoch(page, 5)
    # The last picture stays; nobody is asked to do anything.
    expect(page.locator("canvas.np-map")).to_be_visible()
    with serve(tmp_path / "second.txt", port):
        expect(page.locator(".np-figure:has([data-t=epoch]) b")).to_have_text("0", timeout=30_000)
        expect(button(page, "Play")).to_be_enabled()
        assert page.get_by_text("1 hidden layer").first.is_visible()
        play(page)
        await_epoch(page, 5)
    page.close()
