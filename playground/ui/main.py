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
            _("Learn · {page}"): {
                "neuron": _("Neuron"),
                "linear": _("Linear models"),
                "activations": _("Activations"),
                "backpropagation": _("Backpropagation"),
                "overfitting": _("Overfitting"),
                "recipe": _("The whole recipe"),
                "mistakes": _("What goes wrong?"),
            },
        }
    ),
    position="top",
)
shell.configure(page)
with shell.guarded():
    page.run()
