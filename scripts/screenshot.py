"""Takes the README's pictures from the real app: `.venv/bin/python -m scripts.screenshot`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.cockpit import await_epoch, pause, play
from tests.serving import serve

DOCS = Path(__file__).resolve().parents[1] / "docs"
ADDRESS = (
    "/?data=spiral&noise=0.05&features=x1~x2~x1_squared~x2_squared~x1_x2~sin_x1~sin_x2"
    "&layers=8~8~8&optimizer=adam&learning_rate=0.003"
)
EPOCHS = 120
RACE = (
    "/optimizers?data=spiral&noise=0.05&features=x1~x2~sin_x1~sin_x2&layers=8~8&speed=fast&epochs=150"
    "&optimizer=sgd~momentum~nesterov~adagrad~rmsprop~adam~adamw~lion"
    "&learning_rate=0.3~0.03~0.03~0.3~0.01~0.01~0.01~0.003"
)
RACED = 150


def main() -> None:
    """Train for a while, pause, and take the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder) / "log.txt") as server,
        sync_playwright() as playwright,
    ):
        path = chromium.find()
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        page.goto(server.address + ADDRESS)
        play(page)
        await_epoch(page, EPOCHS)
        pause(page)
        page.screenshot(path=DOCS / "screenshot.png")
        page.goto(server.address + RACE)
        play(page)
        await_epoch(page, RACED)
        page.get_by_role("button", name="Find the best rates").click()
        page.get_by_role("button", name="Use all the best").wait_for()
        page.mouse.move(0, 0)
        page.screenshot(path=DOCS / "optimizers.png")
        browser.close()


if __name__ == "__main__":
    main()
