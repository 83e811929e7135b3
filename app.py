"""The composition root: the Streamlit app, our own routes beside it, and how the process runs.

`python app.py` starts it on the first free port from 8501 (Streamlit's own search); `streamlit run
app.py` and `uvicorn app:app` work as well.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from playground.live.route import routes

from playground.compute import tune_interpreter
from playground.ui.stage import ASSETS


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Prepare the process once everything has been imported."""
    tune_interpreter()
    yield


app = st.App("playground/ui/main.py", routes=routes(ASSETS), lifespan=lifespan)

if __name__ == "__main__":
    app.run()
