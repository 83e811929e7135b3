"""The composition root: the Streamlit app, our own routes beside it, and how the process runs.

`streamlit run app.py` (which is what `make run` does) serves it on the first free port from 8501.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

import streamlit as st
from starlette.middleware import Middleware

from playground.compute import tune_interpreter
from playground.live import routes
from playground.live.headers import SafeHeaders
from playground.ui import __path__ as ui
from playground.ui.stage import ASSETS, VERSION

MAIN = "playground.ui.main"


def plotly_script() -> Path:
    """Return the plotly.min.js of the installed package, which is not imported for it."""
    package = find_spec("plotly")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "package_data" / "plotly.min.js"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Import what the pages will want, then tune: what is imported later is not frozen."""
    for module in iter_modules(ui, "playground.ui."):
        if module.name != MAIN:  # the script, which draws
            import_module(module.name)
    import_module("pandas")  # Streamlit's menus import it when the first one is drawn
    tune_interpreter()
    yield


app = st.App(
    "playground/ui/main.py",
    routes=routes({**ASSETS, "plotly.min.js": plotly_script()}, version=VERSION),
    middleware=[Middleware(SafeHeaders)],
    lifespan=lifespan,
)
