"""The microscope as a person uses it: open, play, go back through the steps, look elsewhere."""

import base64
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.ui.shell import INK
from tests.browser.cockpit import button
from tests.browser.conftest import OpenPage

COLD = "404"  # a page opened by its own address is asked for files that only the first one has
ADDRESSES = {"optimizers": "/optimizers?starts=2&epochs=4", "surfaces": "/surfaces?steps=60"}
WORDS = {
    "en": ("Microscope", "Play", "Which step", "The whole step"),
    "zh": ("显微镜", "开始训练", "第几步", "整步"),
}


def after_a_race(page: Page, language: str) -> tuple[Locator, Locator]:
    """Open the microscope and play to the end; returns it and the slider of its steps."""
    name, play, which, _ = WORDS[language]
    microscope = page.get_by_test_id("stExpander").filter(has_text=name)
    microscope.locator("summary").click()
    expect(microscope.get_by_test_id("stSelectbox").first).to_be_visible()
    button(page, play).click()
    slider = microscope.get_by_role("slider", name=which)
    expect(slider).to_be_visible()
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^(60|100)$"))
    return microscope, slider


def formulas(microscope: Locator) -> list[str]:
    return microscope.locator(".katex-mathml").all_text_contents()


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("word", ADDRESSES)
def test_the_steps_can_be_gone_through(open_page: OpenPage, word: str, language: str) -> None:
    page = open_page(f"{ADDRESSES[word]}&lang={language}", expected=COLD)
    microscope, slider = after_a_race(page, language)
    expect(microscope.get_by_text(WORDS[language][3])).to_have_count(2)
    expect(microscope.locator("img")).to_have_count(2)
    expect(microscope.locator(".katex-error")).to_have_count(0)
    newest, before = slider.get_attribute("aria-valuetext"), formulas(microscope)
    slider.focus()
    for _ in range(5):
        slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", str(int(newest or 0) - 5))
    expect(microscope.locator(".katex-mathml").last).not_to_have_text(before[-1])
    for _ in range(5):
        slider.press("ArrowRight")
    expect(microscope.locator(".katex-mathml").last).to_have_text(before[-1])


def test_the_other_coordinate_has_its_own_letter(open_page: OpenPage) -> None:
    page = open_page(ADDRESSES["surfaces"], expected=COLD)
    microscope, _ = after_a_race(page, "en")
    assert "x_t" in formulas(microscope)[-1]
    microscope.get_by_role("radio", name="y").click()
    expect(microscope.locator(".katex-mathml").last).to_contain_text("y_t")


@pytest.mark.parametrize("theme", INK)
@pytest.mark.parametrize("word", ADDRESSES)
def test_a_phone_shows_it_in_either_look(open_page: OpenPage, word: str, theme: str) -> None:
    page = open_page(
        ADDRESSES[word], width=390, height=844, color_scheme=theme, has_touch=True,
        is_mobile=True, expected=COLD,
    )  # fmt: skip
    microscope, _ = after_a_race(page, "en")
    drawn = microscope.locator("img").first.get_attribute("src") or ""
    assert INK[theme] in base64.b64decode(drawn.partition(",")[2]).decode()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_stays_open_where_it_was_in_another_language(open_page: OpenPage) -> None:
    page = open_page(ADDRESSES["optimizers"], expected=COLD)
    after_a_race(page, "en")
    microscope = page.get_by_test_id("stExpander").filter(has_text="Microscope")
    boxes = microscope.get_by_test_id("stSelectbox")
    boxes.nth(1).scroll_into_view_if_needed()
    boxes.nth(1).click()
    page.get_by_role("option", name="Momentum", exact=True).click()
    expect(microscope.get_by_text("Momentum", exact=True).last).to_be_visible()
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    button(page, "中文").click()
    microscope = page.get_by_test_id("stExpander").filter(has_text="显微镜")
    expect(microscope.get_by_text("整步")).to_have_count(2)
    expect(microscope.locator("p > strong")).to_have_text(["SGD", "Momentum"])
