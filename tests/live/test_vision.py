"""Frames of image networks: complete, small, in step with what is looked at, and without NaN."""

from dataclasses import replace

import numpy as np
import pytest

from playground.compute.status import Status
from playground.compute.watch import Wish
from playground.live.sight import PANELS, WAYS, Sight, kind_of, views
from playground.live.vision import COLUMNS, MOST, SHOWN, VisionEncoder, kernels_of, quantised
from playground.live.vision_still import FILM_ROWS, thinned
from playground.live.wire import unpack
from playground.spec.stack import STACKS
from playground.spec.vision import IMAGES, Images, Variant, Vision, on_images, stack_of
from tests.vision import ScriptedVision

TWO = Vision(variants=(Variant(), Variant(stack=STACKS["mlp"])))
LARGE = Images(name="mnist", images=1000)


def told(vision, sight, steps=45):
    """The frame's header and arrays, as a browser gets them."""
    experiment = on_images(vision)
    trainer, encoder = ScriptedVision(experiment), VisionEncoder()
    trainer.advance(steps)
    for _ in range(2):  # what stands still is asked for once what is kept is known
        wanted = encoder.views(experiment, Wish(shown=sight), batch=False, predictions=True)
        frame = trainer.snapshot(wanted)
        status = Status(
            experiment, 1, 1, "paused", "normal", trainer.step, trainer.epoch, 5, 20, 0.0, {}, 0.0,
            history=trainer.history, shown=sight, views=frame.views,
        )  # fmt: skip
        content = encoder(frame, status)
    header, arrays = unpack(content)
    return header["frame"], arrays, len(content)


@pytest.mark.parametrize("stack", STACKS)
def test_every_layer_of_every_preset_is_shown(stack):
    vision = Vision(data=LARGE, variants=(Variant(stack=STACKS[stack]),))
    header, arrays, size = told(vision, Sight().within(vision))
    names = [one["name"] for one in header["maps"]]
    assert names == ["input", *(level.name for level in stack_of(vision, 0))]
    for one, level in zip(header["maps"][1:], stack_of(vision, 0), strict=True):
        shown = arrays[f"map:{one['name']}"]
        is_map = len(level.shape) == 3
        assert shown.shape[1:] == (level.shape[:2] if is_map else (1, level.shape[0]))
        assert len(shown) <= (MOST if one["name"] == header["sight"]["layer"] else SHOWN)
    assert arrays["confusion"].shape == (10, 10)
    assert size < 120_000


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_gets_what_it_shows(panel):
    _, arrays, _ = told(Vision(), Sight(panel=panel))
    needed = {
        "why": {"why"}, "film": {"film"}, "mistakes": {"mistakes", "mistakes_pictures"},
        "convolution": {"conv_input", "conv_output", "conv_kernel", "conv_bias"},
        "embedding": {"embedding", "embedding_pictures", "truths"}, "baselines": set(),
        "images": {"gallery", "augmented", "balance"},
    }  # fmt: skip
    assert needed[panel] <= arrays.keys()
    closed = set().union(*needed.values()) - needed[panel]
    assert not closed & arrays.keys(), "a closed panel costs nothing"


def test_curves_hold_every_network_by_column():
    header, arrays, _ = told(TWO, Sight())
    assert header["columns"] == list(COLUMNS)
    assert arrays["curve"].shape == (1 + len(COLUMNS) * 2, 3)
    assert arrays["curve"][0].tolist() == [0, 1, 2]
    assert len(header["rows"]) == 2
    assert arrays["probabilities"].shape == (2, 10)


def test_figures_are_those_of_the_matrix_that_is_shown():
    header, arrays, _ = told(TWO, Sight(variant=1))
    matrix = arrays["confusion"]
    assert header["metrics"] == header["rows"][1]
    right = np.trace(matrix) / matrix.sum()
    assert header["metrics"]["test_accuracy"] == pytest.approx(right, 1e-5)


def test_who_looks_back_sees_the_losses_of_then():
    experiment = on_images(Vision())
    trainer = ScriptedVision(experiment)
    trainer.advance(100)
    header, _, _ = told(Vision(), Sight(epoch=2), steps=100)
    then = trainer.history.column("test_loss")[2, 0]
    assert header["metrics"]["test_loss"] == pytest.approx(then, 1e-5)
    assert header["sight"]["epoch"] == 2


def test_a_sight_looks_at_what_there_is():
    sight = Sight(variant=3, layer="conv_9", epoch=4, cell=(2, 8))
    assert sight.within(TWO) == replace(sight, variant=1, layer="flatten_1")
    wanted = views(TWO, sight, slow=True)
    assert "map:1:flatten_1:validation.0@4" in wanted
    assert {"confusion@4", "cell:1:2:8@4", "cell_pictures:1:2:8@4", "epochs_kept"} <= set(wanted)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stack", ["small", "mlp"])
def test_every_way_of_explaining_is_asked_for_where_it_makes_sense(way, stack):
    vision = Vision(variants=(Variant(stack=STACKS[stack]),))
    wanted = views(vision, Sight(panel="why", way=way).within(vision), slow=False)
    expected = {("gradcam", "mlp"): "saliency:0:validation.0",
                ("gradcam", "small"): "gradcam:0:conv_2:validation.0"}  # fmt: skip
    assert expected.get((way, stack), f"{way}:0:validation.0") in wanted


def test_occlusion_tells_what_would_change_its_mind():
    _, arrays, _ = told(Vision(), Sight(panel="why", way="occlusion"))
    assert arrays["mind"].shape == (1, 6)
    assert "mind" not in told(Vision(), Sight(panel="why"))[1]


@pytest.mark.parametrize("count", [0, 1, 5, 15, 16, 17, 100, 4000])
def test_the_film_stays_short_and_keeps_what_it_has(count):
    epochs = list(range(count))
    kept = thinned(epochs)
    assert len(kept) <= FILM_ROWS
    assert kept[:1] == epochs[:1]
    later = thinned(list(range(count + 1)))
    assert set(later) - {count} <= set(kept), "an old still is never asked for again"


@pytest.mark.parametrize(
    ("maps", "is_signed", "ends"),
    [
        ([[0.0, 0.5], [1.0, 2.0]], False, (0, 255)),
        ([[-2.0, 0.0], [1.0, 2.0]], True, (0, 255)),
        ([[0.0, 0.0], [0.0, 0.0]], False, (0, 0)),
        ([[np.nan, np.inf], [-np.inf, 1.0]], False, (0, 255)),
    ],
)
def test_maps_fill_the_bytes_and_nothing_is_lost_to_nan(maps, is_signed, ends):
    levels, top, signed = quantised(np.array(maps))
    assert signed == is_signed
    assert (levels.min(), levels.max()) == ends
    assert np.isfinite(top)


def test_kernels_are_pictures():
    weights = np.arange(3 * 3 * 2 * 5).reshape(3, 3, 2, 5)
    assert kernels_of(weights, "conv").shape == (5, 3, 3)
    assert np.array_equal(kernels_of(weights, "conv")[4], weights.mean(axis=2)[..., 4])
    assert kernels_of(weights[..., :1], "depthwise").shape == (2, 3, 3)


def test_kinds_are_told_from_names():
    assert [kind_of(name) for name in ("conv_1", "max_pool_2", "output", "input")] == [
        "conv", "max_pool", "output", "input",
    ]  # fmt: skip


def test_every_set_fits_a_frame():
    for word in IMAGES:
        vision = Vision(data=Images(name=word, images=200), variants=(Variant(),))
        assert told(vision, Sight(panel="mistakes"))[2] < 200_000
