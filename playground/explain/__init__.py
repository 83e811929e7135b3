"""What is happening, in words: one sentence at a time, as data that any language can fill."""

from playground.explain.diagnosis import Diagnosis, Situation, diagnose
from playground.explain.rendering import render
from playground.explain.sentences import SENTENCES

__all__ = ["SENTENCES", "Diagnosis", "Situation", "diagnose", "render"]
