"""The stage as a component: it survives reruns, lost sockets and other windows, and reads aloud."""

import re
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.cockpit import await_epoch, button, epoch, pause, play
from tests.browser.conftest import OpenPage

MARK_NODES = """() => {
  window.kept = [...document.querySelectorAll(".np-stage, canvas, .np-plot svg, .np-play")];
}"""
COUNT_NODES = "() => kept.length > 8 && kept.every((node) => node.isConnected)"


def module(page: Page, name: str, expression: str) -> Any:
    """The value of an expression in `m`, one of the stage's own modules."""
    return page.evaluate(
        f"async () => {{ const m = await import('/assets/{name}'); {expression} }}"
    )


def status(page: Page) -> Any:
    return expect(page.locator(".np-say [role=status]"))


def test_play_and_pause_keep_every_node_and_the_focus(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".np-plot svg").first.wait_for()
    page.evaluate(MARK_NODES)
    for _ in range(3):
        play(page)
        await_epoch(page, epoch(page) + 3)
        pause(page)
    assert page.evaluate(COUNT_NODES)
    assert page.evaluate("document.activeElement.className") == "np-play"


def test_another_window_takes_over_and_this_one_says_so(open_page: OpenPage) -> None:
    addresses: list[str] = []
    page = open_page(before=lambda page: page.on("websocket", lambda ws: addresses.append(ws.url)))
    play(page)
    await_epoch(page, 1)
    address = next(address for address in addresses if "/live/frames/" in address)
    page.evaluate("address => { window.other = new WebSocket(address); }", address)
    status(page).to_contain_text("another window")
    expect(page.locator(".np-play")).to_be_disabled()


def test_a_forgotten_run_is_set_up_again(open_page: OpenPage) -> None:
    turned_away: list[str] = []

    def forget_once(route: WebSocketRoute) -> None:
        if turned_away:
            route.connect_to_server()
        else:
            turned_away.append(route.url)
            route.close(code=4404)

    page = open_page(
        before=lambda page: page.route_web_socket(re.compile("live/frames"), forget_once)
    )
    play(page)
    await_epoch(page, 3)
    assert turned_away


def test_a_lost_socket_is_told_and_found_again(open_page: OpenPage) -> None:
    routes: list[WebSocketRoute] = []
    is_cut: list[bool] = []

    def cut(route: WebSocketRoute) -> None:
        if is_cut:
            route.close(code=1011)
            return
        routes.append(route)
        route.connect_to_server()

    page = open_page(before=lambda page: page.route_web_socket(re.compile("live/frames"), cut))
    play(page)
    await_epoch(page, 3)
    is_cut.append(True)
    routes[-1].close(code=1011)
    status(page).to_contain_text("connection was lost at epoch")
    expect(page.locator(".np-play")).to_be_disabled()
    is_cut.clear()
    expect(page.locator(".np-play")).to_be_enabled()
    await_epoch(page, epoch(page) + 5)


def test_the_sentence_rests_two_seconds(open_page: OpenPage) -> None:
    page = open_page()
    play(page)
    await_epoch(page, 1)
    page.evaluate(
        """() => {
          window.changes = [];
          const told = document.querySelector(".np-say [role=status]");
          new MutationObserver(() => changes.push(performance.now()))
            .observe(told, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.wait_for_function("changes.length >= 3")
    times = page.evaluate("changes")
    assert all(later - earlier >= 1900 for earlier, later in pairwise(times))


def test_the_curves_can_be_read_as_a_table(open_page: OpenPage) -> None:
    page = open_page()
    button(page, "Step one epoch").click()
    await_epoch(page, 1)
    button(page, "Show as table").click()
    table = page.locator(".np-table")
    expect(table.get_by_role("columnheader").first).to_have_text("Epoch")
    expect(table.get_by_role("rowheader").first).to_have_text("1")
    button(page, "Show as chart").click()
    expect(table).to_be_hidden()


def test_the_log_axis_is_kept_in_the_link(open_page: OpenPage) -> None:
    page = open_page()
    button(page, "Log axis").click()
    expect(page).to_have_url(re.compile("log_loss"))
    expect(button(page, "Log axis")).to_have_attribute("aria-pressed", "true")


def test_numbers_are_written_in_the_language(open_page: OpenPage) -> None:
    page = open_page()
    written = module(
        page,
        "format.js",
        """return ["percent", "loss", "integer", "number"].map((kind) =>
             [0, 0.996, 0.0004, -12345.678, -2.5e-300, null].map(
                 (value) => m.format(kind, value)));""",
    )
    assert written == [
        ["0\u00a0%", "99\u00a0%", "1\u00a0%", "0\u00a0%", "0\u00a0%", "\u2013"],
        ["0.000", "0.996", "<0.001", "\u221212,345.678", "\u22120.000", "\u2013"],
        ["0", "1", "0", "\u221212,346", "\u22120", "\u2013"],
        ["0", "0.996", "0.0004", "\u221212,300", "\u22122.5e\u2212300", "\u2013"],
    ]


def test_axes_hold_every_value_and_grow_in_steps(open_page: OpenPage) -> None:
    page = open_page()
    ends = module(
        page, "scales.js", "return [0, 50, 51, 100, 101, 420, 999, 1001, 84000].map(m.epochEnd);"
    )
    assert ends == [50, 50, 100, 100, 150, 500, 1000, 1500, 100000]
    assert (
        module(
            page,
            "scales.js",
            """for (let power = -6; power < 6; power += 0.05) {
             const values = [10 ** power, 3 * 10 ** (power - 2)];
             const top = m.lossScale(values).range[1];
             const [low, high] = m.logScale(values).range;
             if (top < values[0] || top > 10 * values[0]) return `linear ${values}`;
             if (10 ** low > values[1] * 1.001 || 10 ** high < values[0] * 0.999)
               return `log ${values}`;
           }
           return "all";""",
        )
        == "all"
    )


def test_thinned_lines_keep_ends_and_extremes(open_page: OpenPage) -> None:
    page = open_page()
    assert module(
        page,
        "scales.js",
        """const x = Array.from({ length: 1000 }, (_, i) => i);
           const y = x.map((i) => (i === 333 ? 9 : i === 777 ? -9 : Math.sin(i)));
           const thin = m.thin(x, y);
           return [thin.x.length < 200, Math.max(...thin.y), Math.min(...thin.y), thin.x.at(-1),
             thin.x.every((value, i) => i === 0 || value > thin.x[i - 1])];""",
    ) == [True, 9, -9, 999, True]


def test_copying_says_copied(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    button(page, "Copy link").click()
    expect(button(page, "Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    expect(button(page, "Copy link")).to_be_visible()


def test_the_gallery_is_a_radio_group(open_page: OpenPage) -> None:
    page = open_page()
    circle = page.get_by_role("radio", name="Circle")
    expect(circle).to_be_checked()
    circle.focus()
    page.keyboard.press("ArrowRight")
    expect(circle).not_to_be_checked()
    expect(page).to_have_url(re.compile("data="))
    hidden = page.get_by_role("radio").count()
    button(page, "More data sets").click()
    assert page.get_by_role("radio").count() > hidden


def test_every_tile_has_its_picture_under_its_button(open_page: OpenPage) -> None:
    page = open_page("/?data=blobs&classes=3&output=softmax&layers=8~8~8")
    button(page, "Step one epoch").click()
    await_epoch(page, 1)
    assert page.locator(".np-network canvas").count() == 1
    opaque = page.evaluate(
        """() => {
          const canvas = document.querySelector(".np-network canvas");
          const { left, top } = canvas.getBoundingClientRect();
          return [...document.querySelectorAll(".np-unit")].map((tile) => {
            const box = tile.getBoundingClientRect();
            const at = [box.left - left + box.width / 2, box.top - top + box.height / 2];
            return canvas.getContext("2d").getImageData(...at, 1, 1).data[3];
          });
        }"""
    )
    assert opaque == [255] * (9 + 3 * 8 + 3)


def test_a_picture_ends_at_its_own_edge(open_page: OpenPage) -> None:
    page = open_page()
    # Two flat maps below each other, one drawn larger than it is: no colour of the other in it.
    colours = module(
        page,
        "strip.js",
        """const strip = m.createStrip();
           const maps = new Uint8Array(2 * 16).fill(1, 16);
           const table = new Uint32Array([0xff0000ff, 0xffff0000]);
           strip.paint(maps, 4, [table, table]);
           const pen = new OffscreenCanvas(30, 30).getContext("2d");
           return [0, 1].map((n) => {
             strip.draw(pen, n, 0, 0, 30, 30);
             const pixels = new Uint32Array(pen.getImageData(0, 0, 30, 30).data.buffer);
             return [...new Set(pixels)];
           });""",
    )
    assert colours == [[0xFF0000FF], [0xFFFF0000]]


def test_figures_rest_while_it_plays(open_page: OpenPage) -> None:
    page = open_page("/?speed=fast")
    play(page)
    await_epoch(page, 5)
    page.evaluate(
        """() => {
          window.writes = [];
          const figure = document.querySelector(".np-figure:has([data-t=epoch]) b");
          new MutationObserver(() => writes.push(performance.now()))
            .observe(figure, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.wait_for_function("writes.length >= 10")
    times = page.evaluate("writes")
    assert (times[-1] - times[0]) / (len(times) - 1) >= 80
