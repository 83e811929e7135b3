"""Recurrent networks in a browser, really trained in a worker: play, look into, forecast, write."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cockpit import button, play

COLD = "404"  # a page opened by its own address is asked for files that only the first one has
WARM_MS = 120_000  # TensorFlow starts, networks are compiled, on a machine that may be busy

pytestmark = pytest.mark.slow


def ready(page: Page) -> None:
    expect(page.locator(".np-say")).to_contain_text("Ready", timeout=WARM_MS)


def await_epoch(page: Page, at_least: int) -> None:
    page.wait_for_function(
        """least => Number(document.querySelector(".np-figure:has([data-t=epoch]) b")
             ?.textContent.replaceAll(",", "")) >= least""",
        arg=at_least,
        timeout=WARM_MS,
    )


def ink(page: Page, selector: str) -> str:
    """A canvas's picture, as text."""
    return page.locator(selector).first.evaluate("canvas => canvas.toDataURL()")


def test_a_gate_is_looked_into_while_it_learns_to_add(open_page):
    page = open_page("/rnn?cell=gru&length=20", expected=COLD)
    ready(page)
    before = ink(page, "canvas.np-memory")
    play(page)
    await_epoch(page, 3)
    button(page, "Pause").click()
    expect(page.locator(".np-say")).to_contain_text("always saying 1")
    assert ink(page, "canvas.np-memory") != before, "the states learn too"
    expect(page.locator(".np-horizon .np-recurrent-legend")).to_contain_text("halves")
    page.locator("canvas.np-memory").hover(position={"x": 5, "y": 20})
    expect(page.locator(".np-account")).to_contain_text("Step 1,")
    expect(page.locator(".np-task .np-answer")).to_contain_text("After step 1 ")
    button(page, "Update gate").click()
    expect(page.locator(".np-account .np-this")).to_contain_text("Update gate")
    before = ink(page, "canvas.np-memory")
    button(page, "Another sequence").click()
    page.wait_for_function(
        "old => document.querySelector('canvas.np-memory').toDataURL() !== old", arg=before
    )


def test_the_same_worker_forecasts_reads_and_writes(open_page):
    page = open_page("/rnn?data=nile&cell=gru", expected=COLD)
    ready(page)
    play(page)
    await_epoch(page, 2)
    expect(page.locator(".np-baselines")).to_contain_text("linear autoregression")
    expect(page.locator(".np-baselines")).to_contain_text("GRU")
    page.goto(re.sub(r"\?.*", "?data=place_names&cell=gru", page.url))
    ready(page)
    play(page)
    await_epoch(page, 2)
    expect(page.locator(".np-samples p")).to_have_count(3)
    page.get_by_label("Type a beginning, then Enter").fill("Lon")
    page.get_by_label("Type a beginning, then Enter").press("Enter")
    expect(page.locator(".np-next b").first).to_be_visible()
