"""The surfaces in a browser: a surface is chosen, trails move, a click sets the start."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.cockpit import button, play

COLD = "404"  # a page opened by its own address is asked for files that only the first one has


def ink(page: Page) -> str:
    """The picture of the trails, as text."""
    return page.locator(".np-surface-plane canvas").last.evaluate("canvas => canvas.toDataURL()")


def tab(page: Page, name: str) -> Locator:
    """One half of the switch between the two pages."""
    return page.get_by_test_id("stSidebar").get_by_role("radio", name=name)


def await_steps(page: Page, at_least: int) -> None:
    page.wait_for_function(
        """least => Number(document.querySelector(".np-figure:has([data-t=steps]) b")
             ?.textContent.replaceAll(",", "")) >= least""",
        arg=at_least,
    )


def test_surface_is_chosen_trails_move_and_a_click_sets_the_start(open_page):
    page = open_page("/surfaces?optimizer=sgd~adam&learning_rate=0.001~0.05", expected=COLD)
    page.get_by_role("combobox", name="Surface").click()
    page.get_by_role("option", name="Rosenbrock").click()
    expect(page).to_have_url(re.compile("surface=rosenbrock"))
    expect(page.locator(".np-say")).to_contain_text("Ready")
    before = ink(page)
    play(page)
    await_steps(page, 20)
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()
    assert ink(page) != before
    plane = page.locator(".np-surface-plane")
    box = plane.bounding_box()
    assert box is not None
    plane.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(page).to_have_url(re.compile("start_x=-1&start_y=0|start_x=-(1.00|0.99)"))
    expect(page.get_by_role("spinbutton", name="Start x")).to_have_value(
        re.compile(r"^-(1|0\.99|1\.0)")
    )
    page.wait_for_function(
        """() => document.querySelector(".np-figure:has([data-t=steps]) b").textContent === "0" """
    )
    button(page, "One step").click()
    await_steps(page, 1)
    rows = page.locator(".np-surfacetable tbody tr")
    expect(rows).to_have_count(2)
    button(page, "3-D").click()
    expect(page.locator(".np-surface-space .gl-container")).to_be_attached()


def test_the_switch_keeps_the_surface(open_page):
    page = open_page("/surfaces?surface=booth", expected=COLD)
    tab(page, "Your network").click()
    expect(page).to_have_url(re.compile("/optimizers"))
    expect(page.locator(".np-racecurves")).to_be_visible()
    tab(page, "Classic surfaces").click()
    expect(page).to_have_url(re.compile(r"/surfaces\?.*surface=booth"))
    expect(page.locator(".np-surfacemap")).to_be_visible()


def test_refused_formula_is_told_below_the_field(open_page):
    page = open_page("/surfaces?surface=own", expected=COLD)
    field = page.get_by_role("textbox", name="Formula of x and y")
    field.fill("x/0")
    field.press("Enter")
    expect(page.get_by_text("perhaps it divides by zero")).to_be_visible()
    field.fill("x^2 + 3y^2")
    field.press("Enter")
    expect(page).to_have_url(re.compile("formula="))
    expect(page.get_by_text("perhaps it divides by zero")).to_have_count(0)
