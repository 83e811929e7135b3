import streamlit as st

from playground.ui import playing, shell, sloping

PAGE = "surfaces"

session = shell.open_page(PAGE)
with st.sidebar:
    sloping.sidebar(session, PAGE)
playing.stage(session, PAGE, playing.SURFACES)
sloping.formula(session)
