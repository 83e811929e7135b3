"""The script Streamlit runs: the shell around one of the pages in `pages/`."""

from pathlib import Path

import streamlit as st

from playground.ui import shell
from playground.ui.texts import _

PAGES = Path(__file__).resolve().parents[2] / "pages"

page = st.navigation(
    {
        _("Play"): [
            st.Page(PAGES / "playground.py", title=_("Playground"), default=True),
            st.Page(PAGES / "optimizers.py", title=_("Optimizers")),
        ]
    },
    position="top",
)
shell.configure(page)
with shell.guarded():
    page.run()
