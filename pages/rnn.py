import streamlit as st

from playground.ui import playing, recurrent, shell

PAGE = "rnn"

session = shell.open_page(PAGE)
with st.sidebar:
    recurrent.sidebar(session, PAGE)
playing.stage(session, PAGE, playing.RNN)
