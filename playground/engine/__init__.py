"""The NumPy network: knows no clock, no screen, no Streamlit and no Keras."""

from playground.engine.trainer import MLPTrainer

__all__ = ["MLPTrainer"]
