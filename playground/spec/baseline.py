"""The honest baselines beside a network of images: what is reached without one."""

from playground.errors import N_
from playground.spec.choices import Choice

BASELINES: dict[str, Choice] = {
    "majority": Choice(
        N_("Always the same"), N_("Answers the most frequent class, whatever comes.")
    ),
    "logistic": Choice(
        N_("Logistic regression"), N_("One weighted sum of pixels for each class, no hidden layer.")
    ),
    "svm": Choice(
        N_("Support vectors (RBF)"), N_("Compares each image with the hardest training images.")
    ),
}
"""Word -> label and help; simplest first."""
