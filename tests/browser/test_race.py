"""The race's page as a person goes through it: race, read the verdict, look closer, share."""

import re

from playwright.sync_api import Page, expect

from tests.browser.cockpit import await_epoch, button, epoch, figure, play, step
from tests.browser.conftest import OpenPage
from tests.browser.test_smoke import SEND_FRAMES_NOWHERE

QUICK = "starts=6&epochs=20&speed=fast"
RACE = f"/optimizers?{QUICK}"
# Streamlit itself asks for its health below a page's own address first.
COLD = "404"


def await_end(page: Page, epochs: int) -> None:
    await_epoch(page, epochs)
    expect(button(page, "Play")).to_be_visible()


def rows(page: Page) -> list[str]:
    """The racers of the table, best first."""
    return page.locator(".np-standings tbody b").all_inner_texts()


def medians(page: Page) -> list[float]:
    cells = page.locator(".np-standings tbody td:nth-child(3) span:first-child").all_inner_texts()
    return [float(cell.replace("<", "")) for cell in cells]


def test_a_race_ends_with_a_table_a_chart_and_a_verdict(open_page: OpenPage) -> None:
    page = open_page(RACE, expected=COLD)
    button(page, "Play").click()
    await_end(page, 20)
    expect(page.locator(".np-say")).to_contain_text(re.compile(r"equal starts"))
    assert sorted(rows(page)) == ["Adam", "Momentum", "SGD"]
    assert medians(page) == sorted(medians(page))
    expect(page.locator(".np-line-names > div")).to_have_count(3)
    expect(page.locator(".np-racecurves .scatterlayer .trace")).to_have_count(6)
    assert figure(page, "starts") == "6"


def test_pointing_at_a_racer_shows_it_everywhere(open_page: OpenPage) -> None:
    page = open_page(RACE, expected=COLD)
    step(page, 2)
    expect(page.locator(".np-racecurves .scatterlayer .trace")).to_have_count(6)
    page.locator(".np-standings tr[data-racer='1']").hover()
    expect(page.locator(".np-multiple.np-pointed")).to_have_attribute("data-racer", "1")
    expect(page.locator(".np-multiple.np-dimmed")).to_have_count(2)
    expect(page.locator(".np-line-names .np-dimmed")).to_have_count(2)
    page.locator(".np-multiple[data-racer='2']").hover()
    expect(page.locator(".np-standings .np-pointed")).to_have_attribute("data-racer", "2")
    page.locator(".np-title").first.hover()
    expect(page.locator(".np-pointed")).to_have_count(0)
    expect(page.locator(".np-dimmed")).to_have_count(0)


def test_a_racer_opens_in_the_playground_and_back_leads_to_the_race(open_page: OpenPage) -> None:
    page = open_page(RACE, expected=COLD)
    step(page, 3)
    before = rows(page), medians(page)
    page.locator(".np-multiple[data-racer='2']").hover()
    page.locator(".np-multiple[data-racer='2'] .np-open").click()
    expect(page.locator(".np-network")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?.*optimizer=adam"))
    assert epoch(page) == 0
    page.go_back()
    expect(page.locator(".np-standings")).to_be_visible()
    await_epoch(page, 3)
    expect(page.locator(".np-standings tbody tr")).to_have_count(3)
    assert (rows(page), medians(page)) == before


def test_a_link_reproduces_the_race(open_page: OpenPage) -> None:
    first = open_page(RACE, expected=COLD)
    button(first, "Adagrad").click()
    expect(first).to_have_url(re.compile("optimizer=sgd~momentum~adam~adagrad"))
    step(first, 3)
    second = open_page("/" + first.url.split("/", 3)[3], expected=COLD)
    step(second, 3)
    assert (rows(second), medians(second)) == (rows(first), medians(first))
    assert second.url == first.url


def test_the_menu_leads_there_and_back_in_one_step_each(open_page: OpenPage) -> None:
    page = open_page("/?data=xor")
    page.get_by_role("button", name="Play · Playground").click()
    page.get_by_role("menuitem", name="Optimizers").click()
    expect(page.locator(".np-standings")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/optimizers\?data=xor$"))
    expect(page).to_have_title("Optimizers · Neural Playground")
    page.go_back()
    expect(page.locator(".np-network")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?data=xor$"))
    page.go_forward()
    expect(page.locator(".np-standings")).to_be_visible()


def test_racers_come_and_go_by_their_chips(open_page: OpenPage) -> None:
    page = open_page(RACE, expected=COLD)
    expect(button(page, "Adam")).to_have_attribute("aria-pressed", "true")
    button(page, "Nesterov").click()
    expect(page.locator(".np-multiple")).to_have_count(4)
    for name in ("Nesterov", "Adam", "Momentum", "SGD"):
        button(page, name).click()
        expect(button(page, name)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".np-boundaries .np-nobody-line")).to_have_text(
        "Choose at least two optimizers."
    )
    expect(page.locator(".np-play")).to_be_disabled()
    expect(page).to_have_url(re.compile("optimizer=none"))


def test_a_racer_whose_name_has_changed_stays_open_in_another_language(open_page: OpenPage) -> None:
    page = open_page(RACE, expected=COLD)
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_text("Settings of each racer").click()
    button(page, "Duplicate").click()
    menus = sidebar.get_by_test_id("stExpander").first.get_by_test_id("stSelectbox")
    expect(menus.first.locator("input")).to_have_value("SGD 0.2 (2)")
    menus.first.click()
    page.get_by_role("option", name="SGD 0.2 (1)").click()
    expect(menus.first.locator("input")).to_have_value("SGD 0.2 (1)")
    menus.nth(1).click()
    page.get_by_role("option", name="0.001").first.click()
    expect(page.locator(".np-standings b").first).to_have_text("SGD 0.001")
    button(page, "中文").click()
    expect(page.get_by_role("button", name="动手 · 优化器")).to_be_visible()
    expect(button(page, "开始训练")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(menus.first.locator("input")).to_have_value("SGD 0.001")


def test_all_starts_and_single_ones_are_shown(open_page: OpenPage) -> None:
    page = open_page(RACE, expected=COLD)
    step(page, 1)
    page.get_by_role("button", name="Show the next start").click()
    expect(page.locator(".np-boundaries .np-stepper b")).to_have_text("Start 2")
    expect(page).to_have_url(re.compile("start_shown=1"))
    page.get_by_role("switch", name="All starts").click()
    expect(page.locator(".np-boundaries .np-sub")).to_contain_text("hatched")
    expect(page).to_have_url(re.compile("start_shown=ensemble"))
    button(page, "All lines").click()
    button(page, "Time").click()
    expect(page.locator(".np-axis-unit")).to_have_text("milliseconds")


def test_the_race_speaks_chinese(open_page: OpenPage) -> None:
    page = open_page(f"{RACE}&lang=zh", expected=COLD)
    button(page, "开始训练").click()
    expect(page.locator(".np-say")).to_contain_text("相同起点", timeout=60_000)
    expect(page.get_by_role("button", name="动手 · 优化器")).to_be_visible()


def test_frames_of_the_race_come_through_streamlit_where_the_socket_is_blocked(
    open_page: OpenPage,
) -> None:
    page = open_page(
        RACE,
        before=lambda page: page.add_init_script(SEND_FRAMES_NOWHERE),
        expected=f"WebSocket connection to .*/nothing/here/|{COLD}",
    )
    play(page)
    await_end(page, 20)
    expect(page.locator(".np-say")).to_contain_text("equal starts")


def test_the_whole_race_is_in_view_on_a_laptop(open_page: OpenPage) -> None:
    optimizers = "sgd~momentum~nesterov~adagrad~rmsprop~adam~lion~ftrl"
    page = open_page(f"{RACE}&optimizer={optimizers}", width=1440, height=900, expected=COLD)
    step(page, 1)
    for card in ("control", "standings", "racecurves", "boundaries"):
        box = page.locator(f".np-{card}").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 1440
        assert box["y"] + box["height"] <= 900, card
    for row in page.locator(".np-standings tbody tr, .np-multiple").all():
        box = row.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900


def test_a_phone_shows_the_race_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page(RACE, width=390, height=844, has_touch=True, is_mobile=True, expected=COLD)
    button(page, "Play").click()
    await_end(page, 20)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_coefficient_of_determination_below_nothing_is_told(open_page: OpenPage) -> None:
    words = "data=multi_gauss&optimizer=adadelta~adam&learning_rate=0~0.03&judged_by=test_score"
    page = open_page(f"/optimizers?{words}&starts=2&epochs=20", expected=COLD)
    step(page, 1)
    last = page.locator(".np-standings tr[data-racer='0'] td:nth-child(3)")
    expect(last).to_have_text(re.compile(r"^−0\.\d+ −0\.\d+–−0\.\d+$"))
