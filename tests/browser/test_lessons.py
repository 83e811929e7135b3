"""The lessons in a browser: handles are dragged, motions play, points are added, links hold it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.cockpit import button

COLD = "404"  # a page opened by its own address is asked for files that only the first one has


def grip(page: Page, name: str) -> Locator:
    return page.locator(f'[data-grip="{name}"]').first


def drag(page: Page, what: Locator, right: float, down: float = 0.0) -> None:
    """Drag by so many pixels, in a few moves as a hand does."""
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=6)
    page.mouse.up()


def ink(page: Page, board: int) -> str:
    """The picture of a board, as text."""
    return page.locator(".np-plane-hold canvas").nth(board).evaluate("canvas => canvas.toDataURL()")


def topic(page: Page, name: str) -> None:
    page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).click()


def test_a_weight_is_dragged_and_the_sum_is_played(open_page):
    page = open_page("/neuron", expected=COLD)
    say = page.locator(".np-plane-say")
    expect(say).to_contain_text("0.622")
    before = ink(page, 3)
    drag(page, grip(page, "w1"), 30)
    expect(page).to_have_url(re.compile(r"\?w1="))
    expect(say).not_to_contain_text("0.622")
    page.wait_for_function(
        """old => document.querySelectorAll(".np-plane-hold canvas")[3].toDataURL() !== old""",
        arg=before,
    )
    button(page, "Back to the start").click()
    expect(say).to_contain_text("the sum is 0")
    button(page, "One step").click()
    expect(say).to_contain_text("The first input")
    button(page, "Play the steps").click()
    expect(say).to_contain_text("Through the activation")


def test_a_handle_is_moved_by_the_keys(open_page):
    page = open_page("/neuron", expected=COLD)
    grip(page, "bias").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"bias=-0\.4"))


def test_the_perceptron_settles_and_xor_needs_two_layers(open_page):
    page = open_page("/neuron?topic=perceptron&gate=or", expected=COLD)
    say = page.locator(".np-plane-say")
    expect(say).to_contain_text("A whole round without a mistake")
    page.get_by_role("radio", name="XOR", exact=True).click()
    expect(page).to_have_url(re.compile("gate=xor"))
    expect(say).to_contain_text(re.compile("Look|XOR"))
    button(page, "XOR with two layers: solved").click()
    expect(page).to_have_url(re.compile("hidden=1"))
    expect(say).to_contain_text("one line separates them")
    page.go_back()
    expect(page).not_to_have_url(re.compile("hidden=1"))
    expect(page.get_by_text("What the last neuron sees")).to_have_count(0)


def test_descent_plays_points_are_added_and_the_bowl_turns_solid(open_page):
    page = open_page("/linear?learning_rate=0.2&rounds=30", expected=COLD)
    say = page.locator(".np-plane-say")
    expect(say).to_contain_text("Epoch 30")
    hold = page.locator(".np-plane-hold").first
    box = hold.bounding_box()
    assert box is not None
    hold.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.1})
    expect(page).to_have_url(re.compile("dots="))
    assert len(page.url.split("dots=")[1].split("&")[0].split("~")) == 202
    button(page, "Too large").click()
    expect(say).to_contain_text("Diverged")
    page.get_by_role("radio", name="3-D", exact=True).click()
    expect(page.locator(".np-plane-space .gl-container")).to_be_attached()


def test_threshold_moves_table_and_link(open_page):
    page = open_page("/linear?topic=logistic&rounds=10", expected=COLD)
    expect(page.locator(".np-plane-say")).to_contain_text("threshold 0.50")
    drag(page, grip(page, "cut"), -40)
    expect(page).to_have_url(re.compile(r"cut=0\."))
    expect(page.locator(".np-plane-say")).not_to_contain_text("threshold 0.50")
    topic(page, "Three classes")
    expect(page).to_have_url(re.compile("topic=softmax"))
    drag(page, grip(page, "probe"), 40, -30)
    expect(page).to_have_url(re.compile("probe_x="))


def test_a_phone_shows_the_boards_below_each_other(open_page):
    page = open_page("/linear", width=390, height=844, expected=COLD)
    boxes = [board.bounding_box() for board in page.locator(".np-plane-board").all()]
    assert all(box is not None and box["width"] <= 360 for box in boxes)
    tops = [box["y"] for box in boxes if box is not None]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_phone_keeps_play_and_sentence_in_sight_and_comes_back_to_what_a_prompt_changed(
    open_page,
):
    page = open_page("/linear", width=390, height=844, expected=COLD)
    card = page.locator(".np-plane-control")
    page.locator('[data-grip="learning_rate"]').scroll_into_view_if_needed()
    expect(card).to_be_in_viewport(ratio=0.9)
    prompt = button(page, "Too large")
    prompt.scroll_into_view_if_needed()
    expect(card).not_to_be_in_viewport()
    prompt.click()
    expect(card).to_be_in_viewport(ratio=0.9)
    expect(page.locator(".np-plane-say")).to_contain_text("Diverged")


def test_while_the_rate_is_dragged_the_end_is_shown_and_let_go_it_plays(open_page):
    page = open_page("/linear?learning_rate=0.001&rounds=100", expected=COLD)
    say = page.locator(".np-plane-say")
    button(page, "Play the steps").or_(button(page, "Pause")).first.wait_for()
    expect(say).to_contain_text("Epoch 100")
    what = grip(page, "learning_rate")
    box = what.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 11, box["y"] + 11)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 11, steps=6)
    expect(say).to_contain_text(re.compile(r"Epoch 100: y = (3\.[6-9]|4)"))
    page.mouse.up()
    expect(say).to_contain_text(re.compile(r"Epoch \d\d?:"))
    expect(say).to_contain_text("Epoch 100")


def test_the_line_is_asked_for_a_new_x(open_page):
    page = open_page("/linear?rounds=10", expected=COLD)
    expect(page.locator(".np-plane-say")).to_contain_text("Epoch 10")
    drag(page, grip(page, "ask"), 60)
    expect(page).to_have_url(re.compile(r"ask=(0\.[6-9]|1)"))
    button(page, "y = 2x + 1: what is y at 0.5?").click()
    expect(page).to_have_url(re.compile("slope=2"))
    expect(page).not_to_have_url(re.compile("ask="))
    expect(page.locator(".np-plane-say")).to_contain_text("Epoch 1000: y = 1.99 x + 1.00")
