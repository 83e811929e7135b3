"""The baselines beside a network: scikit-learn's, learned and tested on the very same split.

Each entry of `MODELS` is `(images) -> classifier`; it is given rows of pixels within [0, 1].
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from playground.data.pictures import Pictures

MOST_IMAGES = 5000
"""Training images that a baseline gets: support vectors take four times as long on twice."""
ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a baseline reached on the validation images.

    `images` it learned from; `seconds` it took to learn and to answer.
    """

    word: str
    accuracy: float
    images: int
    seconds: float


def majority() -> Any:
    """The most frequent class."""
    return DummyClassifier(strategy="most_frequent")


def logistic() -> Any:
    """Multinomial logistic regression; pixels at mean 0 and spread 1, so that one penalty fits."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=ROUNDS))


def svm() -> Any:
    """Support vectors with RBF kernel; all pixels on one scale, so that empty ones stay quiet."""
    return SVC(C=10.0, kernel="rbf", gamma="scale")


MODELS: dict[str, Callable[[], Any]] = {"majority": majority, "logistic": logistic, "svm": svm}
"""Word of BASELINES (spec/baseline.py) -> model."""


def measure(word: str, pictures: Pictures) -> Baseline:
    """Train a baseline on the training images and count its right answers in validation."""
    train, validation = (
        pixels.reshape(len(pixels), -1) for pixels in (pictures.train, pictures.validation)
    )
    train, labels = train[:MOST_IMAGES], pictures.train_labels[:MOST_IMAGES]
    model, begin = MODELS[word](), perf_counter()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # so many rounds are what it gets
        answers = model.fit(train, labels).predict(validation)
    seconds = perf_counter() - begin
    accuracy = float(np.mean(answers == pictures.validation_labels))
    return Baseline(word, accuracy, len(train), seconds)
