"""The script Streamlit runs: the shell around one of the pages in `pages/`."""

import streamlit as st

from playground.ui import shell
from playground.ui.texts import _

page = st.navigation(
    shell.menu(
        {
            _("Play · {page}"): {
                "playground": _("Playground"),
                "optimizers": _("Optimizers"),
                "surfaces": _("Classic surfaces"),
            },
            _("Deep · {page}"): {"cnn": _("CNN")},
        }
    ),
    position="top",
)
shell.configure(page)
with shell.guarded():
    page.run()
