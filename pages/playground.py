import streamlit as st

from playground.ui import controls, datasets, playing, shell

PAGE = "playground"

session = shell.open_page(PAGE)
with st.sidebar:
    datasets.gallery(session, PAGE)
    controls.sidebar(session, PAGE)
playing.stage(session, PAGE)
