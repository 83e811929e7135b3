"""What is happening, in words: one sentence at a time, as data that any language can fill."""

from playground.explain.diagnosis import Diagnosis, Situation, diagnose
from playground.explain.race_sentences import RACE_SENTENCES
from playground.explain.recurrent_sentences import RECURRENT_SENTENCES
from playground.explain.rendering import render
from playground.explain.sentences import SENTENCES
from playground.explain.slope_sentences import SLOPE_SENTENCES
from playground.explain.vision_sentences import VISION_SENTENCES

__all__ = [
    "RACE_SENTENCES",
    "RECURRENT_SENTENCES",
    "SENTENCES",
    "SLOPE_SENTENCES",
    "VISION_SENTENCES",
    "Diagnosis",
    "Situation",
    "diagnose",
    "render",
]
