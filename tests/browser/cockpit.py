"""The page in a person's words: its buttons by their names, its figures as numbers."""

from playwright.sync_api import Locator, Page, expect


def button(page: Page, name: str) -> Locator:
    """A button by its accessible name; a section of the menu may have the same one."""
    is_no_section = page.locator(":not([data-testid=stTopNavSection])")
    return page.get_by_role("button", name=name, exact=True).and_(is_no_section)


def figure(page: Page, key: str) -> str:
    """What a figure of the control card shows; key is "epoch", "train_loss" or "test_loss"."""
    return page.locator(f".np-figure:has([data-t={key}]) b").inner_text()


def epoch(page: Page) -> int:
    return int(figure(page, "epoch").replace(",", "") or 0)


def await_epoch(page: Page, at_least: int) -> None:
    """Wait until the page shows at least this epoch."""
    page.wait_for_function(
        """least => Number(document.querySelector(".np-figure:has([data-t=epoch]) b")
             ?.textContent.replaceAll(",", "")) >= least""",
        arg=at_least,
    )


def step(page: Page, epochs: int) -> None:
    """Step so many epochs, each seen before the next."""
    first = epoch(page)
    for count in range(1, epochs + 1):
        button(page, "Step one epoch").click()
        await_epoch(page, first + count)


def play(page: Page) -> None:
    button(page, "Play").click()
    expect(button(page, "Pause")).to_be_visible()


def pause(page: Page) -> None:
    """Pause and wait for the last picture: the button turns round before the run has heard."""
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()
    expect(page.locator('.np-say[data-mark="paused"]')).to_be_visible()
