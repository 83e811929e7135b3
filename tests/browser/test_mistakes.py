"""Overfitting, the recipe and the mistakes in a browser: they play, reveal, lead on, and link."""

import re

from playwright.sync_api import expect

from tests.browser.cockpit import button
from tests.browser.test_lessons import COLD, drag, grip, topic


def test_a_mistake_plays_is_asked_about_and_mended(open_page):
    page = open_page("/mistakes?topic=zeros", expected=COLD)
    say = page.locator(".np-plane-say")
    expect(say).to_contain_text("As written")
    expect(page.get_by_text("8 neurons, different: 1")).to_be_visible()
    page.locator("label").filter(has_text=re.compile("^1$")).click()
    expect(page).to_have_url(re.compile("mended=1"))
    expect(page.get_by_text("Random weights break the symmetry")).to_be_visible()
    expect(page.get_by_text("8 neurons, different: 8")).to_be_visible()
    expect(say).to_contain_text("Mended")
    topic(page, "8 · Prediction")
    expect(page).to_have_url(re.compile("topic=prediction"))
    drag(page, grip(page, "new_x"), 60)
    expect(page).to_have_url(re.compile("new_x="))
    page.go_back()
    expect(page).not_to_have_url(re.compile("new_x="))


def test_curves_part_remedies_run_and_the_sweep_is_pressed(open_page):
    page = open_page("/overfitting", expected=COLD)
    say = page.locator(".np-plane-say")
    expect(say).to_contain_text("Epoch 200", timeout=20_000)
    button(page, "A small network").click()
    expect(page).to_have_url(re.compile("units=2"))
    topic(page, "Remedies")
    expect(page.locator(".np-plane-board")).to_have_count(11)
    page.get_by_role("radio", name="Dropout", exact=True).click()
    expect(page).to_have_url(re.compile("remedy=dropout"))
    topic(page, "Wider still")
    button(page, "Run the sweep").click()
    expect(page).to_have_url(re.compile("swept=1"))
    expect(say).to_contain_text("Width 800", timeout=20_000)


def test_the_recipe_is_walked_to_the_playground(open_page):
    page = open_page("/recipe?data=spiral&rounds=10", expected=COLD)
    for step in ("2 · Build", "3 · Loss", "4 · Optimizer", "5 · Train", "6 · Validate", "7 · Test"):
        button(page, f"Next: {step}").click()
        expect(page.get_by_role("radio", name=step)).to_be_checked()
    expect(page).to_have_url(re.compile("topic=test"))
    expect(page.locator(".np-plane-say")).to_contain_text("of 500 new points are right")
    button(page, "Open in the Playground").click()
    expect(page).to_have_url(re.compile(r"/\?data=spiral.*initializer=glorot_uniform"))
    expect(button(page, "Play")).to_be_visible()
