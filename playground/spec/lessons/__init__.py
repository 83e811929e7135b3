"""The lessons: one frozen record of settings for each page that explains something.

A page's word is the field of `Lessons` that holds its settings.
"""

from playground.spec.lessons.activations import Activations
from playground.spec.lessons.backpropagation import Backpropagation, change_network
from playground.spec.lessons.lesson import (
    Lesson,
    change_lesson,
    lesson_from_query,
    lesson_to_query,
)
from playground.spec.lessons.linear import Linear
from playground.spec.lessons.mistakes import Mistakes
from playground.spec.lessons.neuron import Neuron
from playground.spec.lessons.overfitting import Overfitting
from playground.spec.lessons.recipe import Recipe
from playground.spec.parts import Part

__all__ = [
    "LESSONS",
    "Activations",
    "Backpropagation",
    "Lesson",
    "Lessons",
    "Linear",
    "Mistakes",
    "Neuron",
    "Overfitting",
    "Recipe",
    "change_lesson",
    "change_network",
    "lesson_from_query",
    "lesson_to_query",
]


class Lessons(Part):
    """What a session holds of each lesson."""

    neuron: Neuron = Neuron()
    linear: Linear = Linear()
    activations: Activations = Activations()
    backpropagation: Backpropagation = Backpropagation()
    overfitting: Overfitting = Overfitting()
    recipe: Recipe = Recipe()
    mistakes: Mistakes = Mistakes()


LESSONS: dict[str, type[Lesson]] = {
    name: type(getattr(Lessons(), name)) for name in Lessons.model_fields
}
"""Page's word -> its settings."""
