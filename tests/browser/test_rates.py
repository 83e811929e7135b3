"""The choice of a learning rate: a button, a curve that forms, a click, and the rate is adopted."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.cockpit import button
from tests.browser.conftest import OpenPage
from tests.browser.test_smoke import SEND_FRAMES_NOWHERE

PATIENCE_MS = 60_000  # a trial gives way to all that somebody watches, on this machine too
QUICK = "/optimizers?starts=2&epochs=10"
COLD = "404"
"""Opened by its own address, a page is asked for at two addresses first: Streamlit's way."""


def card(page: Page) -> Locator:
    return page.locator(".np-rates")


def found(page: Page, name: str) -> Locator:
    """Press the button and wait for the end; returns the rates that are offered."""
    card(page).get_by_role("button", name=name, exact=True).click()
    expect(card(page).get_by_role("button", name="Find anew")).to_be_visible(timeout=PATIENCE_MS)
    picks = card(page).locator(".np-pick")
    expect(picks.first).to_be_enabled()
    return picks


def rates(page: Page) -> list[str]:
    """What the address says of the racers' rates."""
    said = re.search(r"learning_rate=([^&]+)", page.url)
    return said.group(1).replace("%7E", "~").split("~") if said else []


def test_a_click_on_a_dip_adopts_its_rate(open_page: OpenPage) -> None:
    page = open_page(QUICK, expected=COLD)
    picks = found(page, "Find the best rates")
    best = picks.nth(2).inner_text()
    dots = card(page).locator(".scatterlayer .trace").nth(5).locator("path.point")
    expect(dots).to_have_count(1)
    box = dots.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".np-standings tr.np-pointed")).to_have_attribute("data-racer", "2")
    page.mouse.down()
    page.mouse.up()
    expect(picks.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("learning_rate="))
    assert rates(page)[2] == best
    expect(page.locator(".np-standings tbody tr[data-racer='2'] td").first).to_have_text(best)


def test_all_the_best_are_adopted_and_another_task_has_another_curve(open_page: OpenPage) -> None:
    page = open_page(QUICK, expected=COLD)
    picks = found(page, "Find the best rates")
    best = picks.all_inner_texts()
    assert len(best) == 3
    button(page, "Use all the best").click()
    for pick in picks.all():
        expect(pick).to_have_attribute("aria-pressed", "true")
    assert rates(page) == best
    page.get_by_role("button", name="Nesterov").click()
    expect(card(page)).to_contain_text("This is of another experiment")
    expect(picks.first).to_be_disabled()
    found(page, "Find anew")
    expect(picks).to_have_count(4)


def test_the_best_epoch_may_count_instead_of_the_last(open_page: OpenPage) -> None:
    page = open_page(QUICK, expected=COLD)
    found(page, "Find the best rates")
    expect(card(page)).to_contain_text("at the end")
    card(page).get_by_role("button", name="Best", exact=True).click()
    expect(card(page)).to_contain_text("at the best epoch")
    expect(page).to_have_url(re.compile("rated_by=best"))


def test_every_racer_that_diverged_has_a_row_of_marks(open_page: OpenPage) -> None:
    page = open_page(f"{QUICK}&data=plane&layers=4&activation=relu", expected=COLD)
    found(page, "Find the best rates")
    marks = card(page).locator(".xy2 .scatterlayer .trace")
    expect(marks).to_have_count(3)
    boxes = [mark.locator("path.point").first.bounding_box() for mark in marks.all()[:2]]
    tops = [box["y"] for box in boxes if box]
    assert tops[1] - tops[0] > 5, "plain descent above momentum"


def test_the_keyboard_reaches_every_rate_in_the_table(open_page: OpenPage) -> None:
    page = open_page(QUICK, expected=COLD)
    found(page, "Find the best rates")
    card(page).get_by_role("button", name="Show as table", exact=True).focus()
    page.keyboard.press("Enter")
    rows = card(page).locator("tbody tr")
    expect(rows).to_have_count(24)
    expect(rows.nth(1).get_by_role("rowheader")).to_have_text("0.000165")
    rows.nth(1).get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("learning_rate=0.000165"))


def test_the_range_test_advises_two_rates(open_page: OpenPage) -> None:
    page = open_page(QUICK, expected=COLD)
    card(page).get_by_role("button", name="Range test").click()
    picks = found(page, "Test the range")
    adam = card(page).locator("li").nth(2).locator(".np-pick")
    expect(adam).to_have_count(2)
    adam.first.click()
    expect(adam.first).to_have_attribute("aria-pressed", "true")
    assert rates(page)[2] == adam.first.inner_text()
    expect(picks.first).to_be_enabled()


def test_the_curve_comes_through_streamlit_where_the_socket_is_blocked(open_page: OpenPage) -> None:
    page = open_page(
        QUICK,
        before=lambda page: page.add_init_script(SEND_FRAMES_NOWHERE),
        expected=f"{COLD}|WebSocket connection to .*/nothing/here/",
    )
    picks = found(page, "Find the best rates")
    expect(picks).to_have_count(3)
    expect(card(page).locator(".scatterlayer path.point").first).to_be_attached()
