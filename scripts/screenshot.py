"""Takes the README's picture from the real app: `.venv/bin/python -m scripts.screenshot`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.cockpit import await_epoch, pause, play
from tests.serving import serve

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "screenshot.png"
ADDRESS = (
    "/?data=spiral&noise=0.05&features=x1~x2~x1_squared~x2_squared~x1_x2~sin_x1~sin_x2"
    "&layers=8~8~8&optimizer=adam&learning_rate=0.003"
)
EPOCHS = 120


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
        page.screenshot(path=PICTURE)
        browser.close()
    print(PICTURE)


if __name__ == "__main__":
    main()
