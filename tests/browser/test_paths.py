"""The card of the paths across the loss: trails after a race, from above, turned, and cut."""

import re

from playwright.sync_api import Page, expect

from tests.browser.cockpit import await_epoch, button, step
from tests.browser.conftest import OpenPage

# Streamlit itself asks for its health below a page's own address first.
COLD = "404"
RACE = "/optimizers?starts=2&epochs=20&speed=fast"
COLOURS = """() => {
  const [, canvas] = document.querySelectorAll('.np-terrain canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const found = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) found.add([data[i], data[i + 1], data[i + 2]].join());
  }
  return [...found];
}"""
SGD, MOMENTUM, ADAM = "90,100,114", "11,79,148", "190,58,10"


def press(page: Page, name: str) -> None:
    page.locator(".np-paths").get_by_role("button", name=name, exact=True).click()


def raced(open_page: OpenPage, link: str = RACE) -> Page:
    page = open_page(link, expected=COLD)
    expect(page.locator(".np-none")).to_have_text(re.compile("as soon as"))
    button(page, "Play").click()
    await_epoch(page, 20)
    return page


def test_a_race_leaves_a_trail_of_each_racer(open_page: OpenPage) -> None:
    page = raced(open_page)
    expect(page.locator(".np-paths .np-sub")).to_have_text(re.compile(r"\d+\s%"))
    expect(page.locator(".np-paths li")).to_have_count(3)
    expect(page.locator(".np-none")).to_be_hidden()
    assert {SGD, MOMENTUM, ADAM} <= set(page.evaluate(COLOURS))
    button(page, "Back to the start").click()
    expect(page.locator(".np-none")).to_be_visible()


def test_pointing_at_a_trail_shows_its_racer_everywhere(open_page: OpenPage) -> None:
    page = raced(open_page)
    page.locator(".np-standings tr[data-racer='2']").hover()
    page.wait_for_function(f"() => !({COLOURS})().includes('{MOMENTUM}')")
    assert ADAM in page.evaluate(COLOURS)


def test_the_same_ground_as_a_surface(open_page: OpenPage) -> None:
    page = raced(open_page)
    press(page, "3-D")
    expect(page.locator(".np-surface .gl-container canvas").first).to_be_visible()
    expect(page).to_have_url(re.compile("relief=surface"))
    press(page, "Map")
    expect(page.locator(".np-surface")).to_be_hidden()


def test_a_slice_runs_between_two_racers(open_page: OpenPage) -> None:
    page = raced(open_page)
    press(page, "Slice")
    expect(page.locator(".np-note")).to_contain_text("from SGD to Momentum")
    page.get_by_label("Other end of the slice").select_option("Adam")
    expect(page.locator(".np-note")).to_contain_text("from SGD to Adam")
    assert {SGD, ADAM} <= set(page.evaluate(COLOURS))


def test_a_link_opens_random_directions(open_page: OpenPage) -> None:
    page = open_page(f"{RACE}&plane=random", expected=COLD)
    step(page, 2)
    expect(page.locator(".np-note")).to_contain_text("random directions")
