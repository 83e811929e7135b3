"""Schedules, early stops and what else helps training, as a person meets them on the page."""

import re

from playwright.sync_api import Page, expect

from tests.browser.cockpit import await_epoch, button, epoch, figure, play, step
from tests.browser.conftest import OpenPage

SOON_OVER = "data=circle&noise=0.4&samples=60&layers=16~16&learning_rate=0.3&stop_patience=15"


def told(page: Page, pattern: str) -> re.Match[str]:
    """The sentence, once it is as expected."""
    status = page.locator(".np-say [role=status]")
    expect(status).to_have_text(re.compile(pattern))
    found = re.search(pattern, status.inner_text())
    assert found
    return found


def test_an_early_stop_is_told_marked_and_undone(open_page: OpenPage) -> None:
    page = open_page(f"/?{SOON_OVER}&speed=fast")
    page.locator(".np-plot svg").first.wait_for()
    play(page)
    said = told(
        page,
        r"Stopped early at epoch (\d+): no better test loss for 15 epochs. Best was epoch (\d+)\.",
    )
    last, best = map(int, said.groups())
    assert (epoch(page), last) == (last, best + 15)
    expect(page.locator('.np-say[data-mark="stopped"]')).to_be_visible()
    expect(page.locator(".np-best.np-kept")).to_have_count(2)
    before = float(figure(page, "test_loss"))
    button(page, "Go to best").click()
    told(page, rf"at epoch {last}; these are the weights of the best epoch, {best}\.")
    assert float(figure(page, "test_loss")) < before
    expect(button(page, "Go to best")).to_be_hidden()
    play(page)
    await_epoch(page, last + 5)


def test_the_rate_in_force_is_a_curve_while_it_follows_a_schedule(open_page: OpenPage) -> None:
    page = open_page("/?schedule=step&schedule_decay_steps=50&schedule_decay_rate=0.1")
    rate = page.locator(".np-rate-part")
    expect(rate).to_be_visible()
    step(page, 1)
    expect(rate.locator(".np-in-force")).to_have_text("0.03")
    step(page, 1)
    expect(rate.locator(".np-in-force")).to_have_text("0.003")
    rate.locator("svg").first.wait_for()
    button(page, "Show as table").click()
    expect(page.locator(".np-table").get_by_role("columnheader").last).to_have_text("Rate")
    expect(open_page().locator(".np-rate-part")).to_be_hidden()


def test_another_metric_takes_the_second_curves_place(open_page: OpenPage) -> None:
    page = open_page("/?metrics=recall")
    expect(page.locator(".np-curves h3").nth(1)).to_have_text("Recall")
    step(page, 1)
    expect(page.locator(".np-curves .np-end").nth(1)).to_have_text(re.compile(r"^[\d.]+%$"))


def test_a_saturated_network_is_offered_a_new_start_with_a_lower_rate(open_page: OpenPage) -> None:
    page = open_page("/?learning_rate=10&speed=fast")
    play(page)
    told(page, "Saturated")
    button(page, "Lower the rate").click()
    expect(page).to_have_url(re.compile(r"learning_rate=3(&|$)"))
    expect(page.locator(".np-figure:has([data-t=epoch]) b")).to_have_text("0")


def test_a_notice_and_a_refusal_leave_everything_in_its_place(open_page: OpenPage) -> None:
    places = []
    for address in ("/", "/?layers=999"):
        page = open_page(address)
        places.append(page.locator(".np-control").bounding_box())
    assert places[0] == places[1]
    page.get_by_role("button", name="Dismiss").click()
    rate = page.get_by_role("combobox", name=re.compile("Learning rate"))
    rate.fill("1000")
    rate.press("Enter")
    alert = page.get_by_test_id("stSidebar").get_by_role("alert")
    expect(alert).to_contain_text("within [0, 100]")
    box = alert.bounding_box()
    assert box is not None
    assert box["width"] > 200  # both columns, not half of them


def test_a_number_that_begins_like_the_chosen_one_can_be_typed(open_page: OpenPage) -> None:
    page = open_page("/?learning_rate=0.01")
    rate = page.get_by_role("combobox", name="Learning rate")
    rate.click()
    rate.press_sequentially("0.015")
    rate.press("Enter")
    expect(page).to_have_url(re.compile(r"learning_rate=0\.015(&|$)"))


def test_a_rates_axis_is_logarithmic_only_when_it_stays_far_down(open_page: OpenPage) -> None:
    types = open_page().evaluate(
        """async () => {
          const { rateScale } = await import("/assets/scales.js");
          const cosine = Array.from({ length: 50 }, (_, i) => 0.5 + 0.5 * Math.cos(i / 49 * 3.15));
          const warm = cosine.map((_, i) => Math.min(1, i / 9));
          const fall = cosine.map((_, i) => 0.8 ** i);
          const over = cosine.concat(cosine.map(() => 0));
          return [[], [0], [0.03], cosine, over, warm, fall].map((rates) => {
            const { type, range, ticks } = rateScale(rates);
            return ticks.every(Number.isFinite) && range[0] < range[1] ? type : "broken";
          });
        }"""
    )
    assert types == ["linear"] * 6 + ["log"]


def test_advice_on_the_rate_leaves_an_open_group_open(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_text("Optimizer settings", exact=True).click()
    page.get_by_role("combobox", name="Gradient clipping").wait_for()
    page.get_by_role("combobox", name="Optimizer", exact=True).click()
    page.get_by_role("option", name="Lion", exact=True).click()
    expect(page.get_by_text("Lion usually learns at rates")).to_be_visible()
    expect(page.get_by_role("combobox", name="Gradient clipping")).to_be_visible()
