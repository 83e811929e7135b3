"""The page on backpropagation as a person walks it: step, play, set a weight, look at the proof."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

COLD = "404"  # a page opened by its own address is asked for files that only the first one has
WEIGHT = "Weight of layer 1 from 1 to 1"


def opened(open_page: OpenPage, words: str = "", **window: object) -> Page:
    page = open_page(f"/backpropagation?lang=en{words}", expected=COLD, **window)
    expect(page.locator(".np-graph-paper")).to_be_visible()
    return page


def test_the_walk_is_stepped_and_played_to_its_end(open_page: OpenPage) -> None:
    page = opened(open_page)
    expect(page.locator(".np-graph-count")).to_have_text("16 / 16")
    walk = page.get_by_role("slider", name="Step of the walk")
    walk.fill("0")
    expect(page.get_by_role("status").filter(has_text="Press Play")).to_be_visible()
    page.get_by_role("button", name="One step forward").click()
    expect(page.locator(".np-graph-count")).to_have_text("1 / 16")
    expect(page.locator(".np-graph-formula")).to_contain_text("0.34")
    assert page.locator(".np-graph-unit.np-lit").count() == 1
    page.get_by_role("button", name="Max", exact=True).click()
    play = page.locator(".np-play")
    play.click()
    expect(play).to_have_accessible_name("Pause")
    expect(page.locator(".np-graph-count")).to_have_text("16 / 16")
    expect(play).to_have_accessible_name("Play the steps")


def test_a_weight_is_typed_and_all_numbers_and_the_link_follow(open_page: OpenPage) -> None:
    page = opened(open_page)
    loss = page.locator(".np-graph-loss .np-graph-value")
    before = str(loss.text_content())
    weight = page.get_by_role("spinbutton", name=WEIGHT)
    weight.click()
    page.get_by_role("textbox", name=WEIGHT).fill("-3")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"theta=-3~"))
    expect(loss).not_to_have_text(before)
    weight.press("ArrowUp")
    expect(page).to_have_url(re.compile(r"theta=-2\.9~"))
    again = open_page(page.url[page.url.index("/backpropagation") :], expected=COLD)
    told = again.locator(".np-graph-loss .np-graph-value")
    expect(told).to_have_text(re.compile("0"))
    expect(loss).to_have_text(str(told.text_content()))


def test_a_weight_is_dragged(open_page: OpenPage) -> None:
    page = opened(open_page)
    box = page.get_by_role("spinbutton", name=WEIGHT).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 100, steps=10)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"theta=1\.34~"))


def test_pointing_lights_the_way_and_the_term(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.locator(".np-graph-unit").first.hover(position={"x": 30, "y": 20})
    expect(page.locator(".np-graph-loss.np-path")).to_be_visible()
    expect(page.locator(".np-graph-input.np-path")).to_have_count(0)
    expect(page.locator(".np-graph-term.np-lit").first).to_be_visible()


def test_the_proof_and_the_update_are_one_press_away(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.get_by_text("The proof", exact=True).click()
    expect(page.get_by_text("Largest difference among all 9 gradients")).to_be_visible()
    page.get_by_text("One update", exact=True).click()
    expect(page.get_by_text("These steps take the loss from")).to_be_visible()
    page.get_by_role("button", name="Take these steps").click()
    expect(page).to_have_url(re.compile("theta="))


def test_it_fits_a_phone(open_page: OpenPage) -> None:
    page = opened(open_page, "&hidden=3~3&inputs=1~0.5~-1", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    paper = page.locator(".np-graph-paper").bounding_box()
    assert paper is not None
    assert paper["x"] >= 0
    assert paper["x"] + paper["width"] <= 390
