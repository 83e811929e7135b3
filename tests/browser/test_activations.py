"""The page on activations as a person walks it: along the curve, dead units, a lost signal."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

COLD = "404"  # a page opened by its own address is asked for files that only the first one has


def opened(open_page: OpenPage, words: str = "", **window: object) -> Page:
    page = open_page(f"/activations?lang=en{words}", expected=COLD, **window)
    expect(page.get_by_text("Forward: activations of each layer")).to_be_visible()
    return page


def test_the_handle_moves_along_the_curve(open_page: OpenPage) -> None:
    page = opened(open_page, "&activation=tanh&z=0")
    handle = page.get_by_label("Sum z, at which the curve is looked at").first
    handle.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"z=0\.1"))


def test_the_signal_vanishes_and_is_kept(open_page: OpenPage) -> None:
    page = opened(open_page, "&topic=signal")
    expect(page.get_by_text("Vanished", exact=True)).to_be_visible()
    page.get_by_role("button", name="Kept: ReLU from He's start").click()
    expect(page.get_by_text("Alive", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("activation=relu"))
    page.get_by_role("button", name="Exploding: weights twice too large").click()
    expect(page.get_by_text("Exploded", exact=True)).to_be_visible()


def test_a_row_is_pressed_and_its_initializer_taken(open_page: OpenPage) -> None:
    page = opened(open_page, "&topic=signal")
    board = page.locator(".np-plane-hold canvas").nth(1)
    box = board.bounding_box()
    assert box is not None
    board.click(position={"x": box["width"] * 0.7, "y": 14})
    expect(page).to_have_url(re.compile("initializer=playground_uniform"))


def test_dead_units_are_counted(open_page: OpenPage) -> None:
    page = opened(open_page, "&topic=dead")
    page.get_by_role("button", name="A bias of −1.5 kills ReLUs").click()
    expect(page.get_by_text("dead units in red")).to_be_visible()
    page.get_by_role("button", name="The same with Leaky ReLU").click()
    expect(page.get_by_text("dead units in red")).to_have_count(0)


def test_it_fits_a_phone(open_page: OpenPage) -> None:
    page = opened(open_page, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
