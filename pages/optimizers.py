import streamlit as st

from playground.ui import microscope, playing, racing, shell

PAGE = "optimizers"

session = shell.open_page(PAGE)
with st.sidebar:
    racing.sidebar(session, PAGE)
playing.stage(session, PAGE, playing.OPTIMIZERS)
microscope.panel(session, PAGE, microscope.WEIGHT)
