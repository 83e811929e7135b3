"""The loop of the playground, as a person goes through it: play, look, change, share."""

import re

from playwright.sync_api import Page, expect

from tests.browser.cockpit import await_epoch, button, epoch, figure, pause, play, step
from tests.browser.conftest import OpenPage

SEND_FRAMES_NOWHERE = """
const Real = window.WebSocket;
window.WebSocket = class extends Real {
  constructor(url, ...rest) {
    super(String(url).replace("/live/frames/", "/nothing/here/"), ...rest);
  }
};
"""


def test_play_moves_the_epoch_and_pause_holds_it(open_page: OpenPage) -> None:
    page = open_page()
    play(page)
    await_epoch(page, 20)
    pause(page)
    held = epoch(page)
    step(page, 1)
    assert epoch(page) == held + 1


def test_the_loss_falls_while_it_plays(open_page: OpenPage) -> None:
    page = open_page()
    step(page, 1)
    before = float(figure(page, "train_loss"))
    play(page)
    await_epoch(page, 100)
    pause(page)
    assert float(figure(page, "train_loss").replace("<", "")) < before / 2


def test_reset_returns_to_the_same_start(open_page: OpenPage) -> None:
    page = open_page()
    start = figure(page, "train_loss"), figure(page, "test_loss")
    step(page, 3)
    assert (figure(page, "train_loss"), figure(page, "test_loss")) != start
    button(page, "Back to the start").click()
    expect(page.locator(".np-figure:has([data-t=epoch]) b")).to_have_text("0")
    assert (figure(page, "train_loss"), figure(page, "test_loss")) == start


def after_three_epochs(page: Page) -> tuple[str, str]:
    step(page, 3)
    return figure(page, "train_loss"), figure(page, "test_loss")


def test_a_link_reproduces_the_page_and_its_run(open_page: OpenPage) -> None:
    first = open_page("/?data=xor&layers=3~2&optimizer=adam&learning_rate=0.01")
    first.get_by_role("button", name="Add a hidden layer").click()
    expect(first).to_have_url(re.compile(r"layers=3~2~\d"))
    address = first.url.partition("/?")[2]
    losses = after_three_epochs(first)
    second = open_page(f"/?{address}")
    assert after_three_epochs(second) == losses
    assert second.url.partition("/?")[2] == address


def test_a_feature_is_switched_on_the_network_and_written_to_the_link(open_page: OpenPage) -> None:
    page = open_page()
    feature = page.get_by_role("switch", name="x₁²", exact=True)
    expect(feature).to_have_attribute("aria-checked", "false")
    feature.click()
    expect(feature).to_have_attribute("aria-checked", "true")
    expect(page).to_have_url(re.compile("features=x1~x2~x1_squared"))


def test_back_and_forward_are_followed(open_page: OpenPage) -> None:
    page = open_page()
    button(page, "x₁²").click()
    expect(page).to_have_url(re.compile("x1_squared"))
    button(page, "x₁x₂").click()
    expect(page).to_have_url(re.compile("x1_x2"))
    page.go_back()
    expect(button(page, "x₁x₂")).to_have_attribute("aria-pressed", "false")
    expect(button(page, "x₁²")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(button(page, "x₁²")).to_have_attribute("aria-pressed", "false")
    page.go_forward()
    expect(button(page, "x₁²")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("features=x1~x2~x1_squared$"))


def test_a_hostile_link_opens_the_defaults_with_one_notice(open_page: OpenPage) -> None:
    page = open_page("/?layers=9999999&learning_rate=1e400")
    notice = page.get_by_role("alert")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("could not be followed")
    play(page)
    await_epoch(page, 3)


def test_the_language_switches_and_stays_in_the_link(open_page: OpenPage) -> None:
    page = open_page()
    button(page, "中文").click()
    expect(button(page, "开始训练")).to_be_visible()
    expect(page).to_have_url(re.compile("lang=zh"))
    button(page, "English").click()
    expect(button(page, "Play")).to_be_visible()


def test_the_browsers_language_is_the_first_choice(open_page: OpenPage) -> None:
    page = open_page(locale="zh-CN")
    expect(button(page, "开始训练")).to_be_visible()


def test_keys_play_step_and_reset(open_page: OpenPage) -> None:
    page = open_page()
    expect(button(page, "Play")).to_be_enabled()
    page.keyboard.press(".")
    await_epoch(page, 1)
    page.keyboard.press("Space")
    expect(button(page, "Pause")).to_be_visible()
    await_epoch(page, 5)
    page.keyboard.press("Space")
    expect(button(page, "Play")).to_be_visible()
    page.keyboard.press("r")
    expect(page.locator(".np-figure:has([data-t=epoch]) b")).to_have_text("0")


def test_frames_come_through_streamlit_where_the_socket_is_blocked(open_page: OpenPage) -> None:
    page = open_page(
        before=lambda page: page.add_init_script(SEND_FRAMES_NOWHERE),
        expected="WebSocket connection to .*/nothing/here/",
    )
    play(page)
    await_epoch(page, 40)
    pause(page)


def test_the_whole_loop_is_in_view_on_a_laptop(open_page: OpenPage) -> None:
    page = open_page(width=1440, height=900)
    for card in ("control", "network", "board", "curves"):
        box = page.locator(f".np-{card}").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= 1440
        assert box["y"] + box["height"] <= 900, card


def test_a_phone_shows_it_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    play(page)
    await_epoch(page, 5)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_finger_finds_every_tile_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    tiles = page.locator(".np-unit")
    expect(tiles).to_have_count(2 + 4 + 2 + 1)
    for tile in tiles.all():
        assert tile.evaluate(
            """(tile) => {
              tile.scrollIntoView({ block: "center" });
              const box = tile.getBoundingClientRect();
              const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
              const isHit = (across, down) =>
                document.elementFromPoint(x + across, y + down) === tile;
              const reach = (across, down) => {
                let length = 0;
                while (isHit(across * (length + 1), down * (length + 1))) length += 1;
                return length;
              };
              return reach(-1, 0) + reach(1, 0) >= 42 && reach(0, -1) + reach(0, 1) >= 42;
            }"""
        ), tile.get_attribute("aria-label")
    sheet = page.locator(".np-scroll")
    assert sheet.evaluate("(sheet) => sheet.scrollWidth === sheet.clientWidth")
