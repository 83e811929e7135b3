"""What the stage is told about an Experiment."""

import numpy as np

from playground.data import FEATURES
from playground.spec import Experiment, change
from playground.ui.scene import feature_maps, header_of
from playground.ui.state import Session


def test_features_say_which_input_they_are():
    session = Session(experiment=change(Experiment(), features=("sin_x1", "x1")))
    told = {entry["word"]: entry for entry in header_of(session)["features"]}
    assert list(told) == list(FEATURES)
    assert told["sin_x1"]["index"] == 0
    assert told["x1"]["index"] == 1
    assert told["x2"] == {"word": "x2", "on": False}


def test_every_feature_fills_the_colours():
    maps = np.abs(feature_maps())
    assert (np.percentile(maps, 98, axis=(1, 2)) == 1).all()
    assert maps.max() < 1.5
