import streamlit as st

from playground.ui import playing, racing, shell

PAGE = "optimizers"

session = shell.open_page(PAGE)
with st.sidebar:
    racing.sidebar(session, PAGE)
playing.stage(session, PAGE, playing.OPTIMIZERS)
