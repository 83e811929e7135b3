import streamlit as st

from playground.ui import microscope, playing, shell, sloping

PAGE = "surfaces"

session = shell.open_page(PAGE)
with st.sidebar:
    sloping.sidebar(session, PAGE)
playing.stage(session, PAGE, playing.SURFACES)
sloping.formula(session)
microscope.panel(session, PAGE, microscope.COORDINATE)
