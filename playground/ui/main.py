"""The script Streamlit runs: the shell around one of the pages in `pages/`.

While a page runs, Streamlit calls this file the main module, and a worker that is spawned then
imports it again under another name: it must do nothing there.
"""

import streamlit as st

from playground.ui import shell
from playground.ui.texts import _


def run() -> None:
    """Draw the menu and the open page."""
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
                _("Deep · {page}"): {"cnn": _("CNN"), "rnn": _("RNN")},
            }
        ),
        position="top",
    )
    shell.configure(page)
    with shell.guarded():
        page.run()


if __name__ == "__main__":
    run()
