"""The script Streamlit runs: the shell around one of the pages in `pages/`."""

from pathlib import Path

import streamlit as st

from playground.ui import shell
from playground.ui.texts import _

PAGES = Path(__file__).resolve().parents[2] / "pages"

shell.configure()
page = st.navigation(
    [st.Page(PAGES / "playground.py", title=_("Playground"), default=True)], position="top"
)
with shell.guarded():
    page.run()
