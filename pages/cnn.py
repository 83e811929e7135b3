import streamlit as st

from playground.ui import playing, shell, vision

PAGE = "cnn"

session = shell.open_page(PAGE)
with st.sidebar:
    vision.sidebar(session, PAGE)
playing.stage(session, PAGE, playing.CNN)
