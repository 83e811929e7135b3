"""What is seen, said in words: data and pure functions."""

from playground.explain.diagnosis import Diagnosis, diagnose
from playground.explain.sentences import SENTENCES

__all__ = ["SENTENCES", "Diagnosis", "diagnose"]
