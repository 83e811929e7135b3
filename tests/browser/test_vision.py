"""Image networks in a browser, really trained in a worker: play, draw, look, change, compare."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cockpit import button, play

COLD = "404"  # a page opened by its own address is asked for files that only the first one has
WARM_MS = 90_000  # TensorFlow starts, the network is compiled, on a machine that may be busy

pytestmark = pytest.mark.slow


def opened(open_page, query=""):
    """The page once its worker is ready: the first maps are there."""
    page = open_page(f"/cnn{query}", expected=COLD)
    page.locator(".np-map-strip button").first.wait_for(timeout=WARM_MS)
    return page


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


def stop(page: Page) -> None:
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()


def test_digits_are_learned_drawn_and_looked_into(open_page):
    page = opened(open_page)
    before = ink(page, ".np-map-strip canvas")
    play(page)
    await_epoch(page, 12)
    stop(page)
    assert ink(page, ".np-map-strip canvas") != before, "the maps learn too"
    accuracy = page.locator(".np-accuracy b")
    expect(accuracy).to_have_text(re.compile(r"^(9[5-9]|100)(\.\d)? %$"))
    expect(page.locator(".np-say")).to_contain_text("unseen images are read correctly")
    button(page, "Clear").click()
    expect(page.locator(".np-pad-hint")).to_be_visible()
    box = page.locator("canvas.np-pad").bounding_box()
    assert box is not None
    for place, (x, y) in enumerate([(0.5, 0.15), (0.5, 0.5), (0.5, 0.85)]):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        if not place:
            page.mouse.down()
    page.mouse.up()
    expect(page.locator(".np-answer").first).to_contain_text(re.compile("The network reads [0-9]"))
    button(page, "Test digit").click()
    expect(page.locator(".np-pad-hint")).to_be_hidden()
    page.locator(".np-layer", has_text="Conv 2").click()
    expect(page.get_by_text("Feature maps of Conv 2")).to_be_visible()
    expect(page.get_by_text("Selected layer: Conv 2")).to_be_visible()


def test_frames_under_way_do_not_take_a_drawing_away(open_page):
    page = opened(open_page)
    play(page)
    await_epoch(page, 2)
    expect(page.locator(".np-answer").first).to_contain_text("The network reads")
    button(page, "Clear").click()
    expect(page.locator(".np-answer").first).to_have_text("")
    expect(page.locator(".np-pad-hint")).to_be_visible()
    button(page, "Test digit").click()
    expect(page.locator(".np-pad-hint")).to_be_hidden()


def test_every_closer_look_shows_something(open_page):
    page = opened(open_page)
    for epoch in range(3):
        button(page, "Step one epoch").click()
        await_epoch(page, epoch + 1)
    shown = {
        "Why this answer": ".np-panel-why canvas", "Film of the filters": ".np-film canvas",
        "Worst mistakes": ".np-mistakes canvas", "Convolution explained": ".np-window-grid b",
        "Embedding": ".np-embedding", "Baselines": ".np-baselines td",
        "The images": ".np-gallery-row canvas",
    }  # fmt: skip
    for name, selector in shown.items():
        page.get_by_role("tab", name=name).click()
        page.locator(selector).first.wait_for(timeout=WARM_MS)
    page.get_by_role("tab", name="Convolution explained").click()
    page.get_by_role("button", name="By hand").click()
    expect(page.locator(".np-window-grid")).to_be_visible()
    before = ink(page, ".np-plane-out")
    page.locator(".np-bench select").nth(1).select_option("edges")
    assert ink(page, ".np-plane-out") != before


def test_looking_back_shows_the_network_of_then(open_page):
    page = opened(open_page)
    for epoch in range(4):
        button(page, "Step one epoch").click()
        await_epoch(page, epoch + 1)
    now = page.locator(".np-accuracy b").inner_text()
    page.get_by_role("slider", name="Timeline").press("Home")
    expect(page.locator(".np-say")).to_contain_text("Looking back at epoch 0")
    assert page.locator(".np-accuracy b").inner_text() != now
    button(page, "Back to latest").click()
    expect(page.locator(".np-accuracy b")).to_have_text(now)


def test_two_networks_race_and_a_stack_is_edited(open_page):
    page = opened(open_page, "?net=small~~mlp")
    play(page)
    await_epoch(page, 2)
    stop(page)
    expect(page.locator(".np-say")).to_contain_text("MLP 128")
    page.locator(".np-vision-chips button", has_text="MLP 128").click()
    expect(page.locator(".np-layer", has_text="Conv 1")).to_be_hidden()
    expect(page.get_by_text("Network 2 of 2")).to_be_visible()
    page.locator(".np-vision-chips button", has_text="Small CNN").click()
    page.locator(".np-layer", has_text="Conv 2").click()
    expect(page.get_by_text("Selected layer: Conv 2")).to_be_visible()
    button(page, "Add layer").click()
    expect(page.locator(".np-layer", has_text="Conv 3")).to_be_visible()
    expect(page).to_have_url(re.compile("net=conv-8~max_pool~conv-16~conv-8"))
