"""What is seen of a network equals what Keras itself, finite differences and plain loops say."""

import keras
import numpy as np
import pytest

from playground.data.pictures import normalise
from playground.deep import reasons
from playground.deep.embedding import principal
from playground.deep.inspection import CELL, MISTAKES, SLOW, VIEWS, Inspector
from playground.deep.lens import Lens
from tests.deep.networks import CLASSES, IMAGES, network, pictures

PICTURES = ("validation.3", "train.5", "drawn")
FIRST, SECOND = 0, 1


@pytest.fixture(scope="module")
def models():
    """Two variants of one architecture with different weights."""
    first, second = network(), network()
    second.set_weights([weights * 1.3 for weights in first.get_weights()])
    return first, second


@pytest.fixture(scope="module")
def inspector(models):
    shown = Inspector([Lens(model) for model in models], IMAGES, pictures())
    shown.place("drawn", np.random.default_rng(9).uniform(0, 1, shown.shape).astype(np.float32))
    return shown


@pytest.fixture(scope="module")
def image():
    """One image as the network sees it (H, W, C)."""
    return normalise(pictures().validation[3], IMAGES, pictures())


@pytest.fixture(scope="module")
def seen():
    """All validation images as the network sees them (N, H, W, C)."""
    return normalise(pictures().validation, IMAGES, pictures())


def scores_of(model, inputs):
    """Scores without softmax, from Keras' own layer outputs, float64."""
    last = model.get_layer("output")
    hidden = keras.Model(model.inputs[0], last.input)(inputs, training=False).numpy()
    kernel, bias = (weights.astype(np.float64) for weights in last.get_weights())
    return hidden.astype(np.float64) @ kernel + bias


def example_of(word):
    """A name for each view of the registry."""
    values = {
        "variant": "1", "picture": "drawn", "layer": "conv_2", "own_layer": "conv_2",
        "map_layer": "conv_2", "kernel_layer": "conv_2", "truth": "1", "answer": "2", "unit": "4",
    }  # fmt: skip
    return ":".join([word, *(values[kind] for kind in VIEWS[word].arguments)])


@pytest.mark.parametrize("word", VIEWS)
def test_each_view_is_finite_read_only_and_the_same_twice(inspector, word):
    name = example_of(word)
    assert inspector.sees(name)
    found = inspector.look(name)
    assert found.dtype in (np.float32, np.int32)
    assert np.isfinite(found).all()
    assert not found.flags.writeable
    assert found.flags.c_contiguous
    np.testing.assert_array_equal(inspector.look(name), found)


@pytest.mark.parametrize("word", VIEWS)
def test_names_of_what_is_not_there_are_not_seen(inspector, word):
    parts = example_of(word).split(":")
    wrong = {
        "variant": ["2", "-1", "x", ""],
        "picture": ["validation.30", "train.30", "test.0", "d", ""],
        "layer": ["conv_9", ""], "own_layer": ["input"], "map_layer": ["dense_1", "input"],
        "kernel_layer": ["flatten_1", "input"], "truth": ["4", "x"], "answer": ["4"],
        "unit": ["6", "-1", "²"],
    }  # fmt: skip
    assert not inspector.sees(":".join([*parts, "1"]))
    for place, kind in enumerate(VIEWS[word].arguments, start=1):
        for value in wrong[kind]:
            assert not inspector.sees(":".join([*parts[:place], value, *parts[place + 1 :]]))


@pytest.mark.parametrize("name", ["", ":", "weights", "map", "look:0", "__init__"])
def test_unknown_words_are_not_seen(inspector, name):
    assert not inspector.sees(name)


@pytest.mark.parametrize("picture", PICTURES)
def test_maps_equal_the_outputs_of_the_layers(models, inspector, picture):
    inputs = inspector.look(f"map:0:input:{picture}")[None]
    for layer in models[FIRST].layers:
        theirs = keras.Model(models[FIRST].inputs[0], layer.output)(inputs, training=False).numpy()[
            0
        ]
        ours = inspector.look(f"map:0:{layer.name}:{picture}")
        np.testing.assert_allclose(ours, theirs, atol=1e-5, err_msg=layer.name)


def test_the_input_is_the_picture_normalised(inspector, image):
    np.testing.assert_array_equal(inspector.look("map:0:input:validation.3"), image)


def test_kernels_are_the_layers_weights(models, inspector):
    for layer in models[SECOND].layers:
        name = f"kernel:1:{layer.name}"
        if inspector.sees(name):
            np.testing.assert_array_equal(inspector.look(name), layer.get_weights()[0])


@pytest.mark.parametrize("picture", PICTURES)
def test_probabilities_equal_the_models(models, inspector, picture):
    inputs = inspector.look(f"map:0:input:{picture}")[None]
    theirs = [model(inputs, training=False).numpy()[0] for model in models]
    np.testing.assert_allclose(inspector.look(f"probabilities:{picture}"), theirs, atol=1e-5)


def test_confusion_mistakes_and_cells_tell_of_the_same_answers(models, inspector, seen):
    truths = pictures().validation_labels
    for variant, model in enumerate(models):
        chances = model(seen, training=False).numpy()
        answers = chances.argmax(axis=1)
        table = np.zeros((CLASSES, CLASSES), int)
        for truth, answer in zip(truths, answers, strict=True):
            table[truth, answer] += 1
        np.testing.assert_array_equal(inspector.look("confusion")[variant], table)
        wrong = [n for n in range(len(truths)) if answers[n] != truths[n]]
        wrong.sort(key=lambda n: chances[n, truths[n]])
        rows = [(n, truths[n], answers[n], chances[n, truths[n]]) for n in wrong][:MISTAKES]
        np.testing.assert_allclose(inspector.look(f"mistakes:{variant}"), rows, atol=1e-5)
        for truth in range(CLASSES):
            for answer in range(CLASSES):
                cell = inspector.look(f"cell:{variant}:{truth}:{answer}")
                assert len(cell) == min(CELL, table[truth, answer])
                assert set(cell) <= {n for n in range(len(truths))
                                     if (truths[n], answers[n]) == (truth, answer)}  # fmt: skip


def slopes_by_differences(function, at, step=1e-2):
    """Central differences of a scalar function by every entry of an array, in one batch."""
    steps = step * np.eye(at.size, dtype=np.float32).reshape(at.size, *at.shape)
    return ((function(at + steps) - function(at - steps)) / (2 * step)).reshape(at.shape)


def test_saliency_equals_finite_differences(models, inspector, image):
    label = int(scores_of(models[FIRST], image[None])[0].argmax())
    slopes = slopes_by_differences(lambda x: scores_of(models[FIRST], x)[:, label], image)
    steepest = np.abs(slopes).max(axis=-1)
    found = inspector.look("saliency:0:validation.3")
    np.testing.assert_allclose(found, steepest, atol=0.03 * steepest.max())


def upper_part(model, layer, inputs):
    """The layers above `layer` on maps (B, h, w, K), each called by itself."""
    above = model.layers[[each.name for each in model.layers].index(layer) + 1 : -1]
    for each in above:
        inputs = each(inputs, training=False)
    last = model.get_layer("output")
    kernel, bias = (weights.astype(np.float64) for weights in last.get_weights())
    return inputs.numpy().astype(np.float64) @ kernel + bias


@pytest.mark.parametrize("layer", ["conv_1", "depthwise_1", "conv_2", "average_pool_1"])
def test_grad_cam_equals_finite_differences(models, image, layer):
    model = models[FIRST]
    values = keras.Model(model.inputs[0], model.get_layer(layer).output)(image[None]).numpy()[0]
    for label in range(CLASSES):
        slopes = slopes_by_differences(lambda x, c=label: upper_part(model, layer, x)[:, c], values)
        weights = slopes.mean(axis=(0, 1))
        theirs = np.zeros(values.shape[:2])
        for channel, weight in enumerate(weights):
            theirs += weight * values[..., channel]
        theirs = np.where(theirs > 0, theirs, 0)
        ours = reasons.grad_cam(Lens(model), layer, image, label)
        np.testing.assert_allclose(ours, theirs, atol=0.03 * max(theirs.max(), 1e-3))


def test_grad_cam_of_nothing_is_zero_everywhere(models):
    """A class for which no map speaks gets a picture of zeros, not of NaN."""
    model = network()
    *rest, kernel, bias = model.get_weights()
    model.set_weights([*rest, 0 * kernel, bias])
    found = Inspector([Lens(model)], IMAGES, pictures()).look("gradcam:0:conv_2:validation.0")
    np.testing.assert_array_equal(found, 0)


def test_grad_cam_covers_the_image(inspector):
    found = inspector.look("gradcam:0:conv_2:drawn")
    assert found.shape == inspector.shape[:2]
    assert found.min() >= 0
    assert found.max() == pytest.approx(1) or not found.any()


@pytest.mark.parametrize("picture", PICTURES)
def test_integrated_gradients_are_complete(models, inspector, picture):
    image = inspector.look(f"map:0:input:{picture}")
    black = normalise(np.zeros_like(image), IMAGES, pictures())
    scores = scores_of(models[FIRST], np.stack([image, black]))
    label = scores[0].argmax()
    difference = scores[0, label] - scores[1, label]
    total = inspector.look(f"integrated:0:{picture}").sum(dtype=np.float64)
    size = np.abs(inspector.look(f"integrated:0:{picture}")).sum()
    assert total == pytest.approx(difference, abs=float(0.01 * size))


def test_occlusion_equals_a_plain_loop(models, inspector, image):
    model, size = models[FIRST], reasons.patch_size(image.shape)
    grey = normalise(np.broadcast_to(pictures().mean, image.shape), IMAGES, pictures())
    whole = model(image[None]).numpy()[0]
    label, (height, width) = whole.argmax(), image.shape[:2]
    losses, counts = np.zeros((height, width)), np.zeros((height, width))
    for top in range(height - size + 1):
        for left in range(width - size + 1):
            covered = image.copy()
            covered[top : top + size, left : left + size] = grey[0, 0]
            loss = whole[label] - model(covered[None]).numpy()[0, label]
            losses[top : top + size, left : left + size] += loss
            counts[top : top + size, left : left + size] += 1
    found = inspector.look("occlusion:0:validation.3")
    np.testing.assert_allclose(found, losses / counts, atol=1e-5)


@pytest.mark.parametrize("shape", [(8, 8, 1), (25, 25, 1), (28, 28, 1), (32, 32, 3), (64, 40, 3)])
def test_patches_cover_every_pixel_and_are_not_too_many(shape):
    for size in {1, reasons.patch_size(shape)}:
        found = reasons.patches(shape, size)
        assert len(found.tops) <= 33 * 33
        if size > 1:
            ones = np.ones(shape, np.float32)
            assert (reasons.covered(ones, found, 0 * ones).min(axis=0) == 0).all()


def test_what_changes_its_mind_changes_the_answer(models, inspector):
    """Each row is a patch that does what it says, and no smaller patch does."""
    grey = normalise(np.broadcast_to(pictures().mean, inspector.shape), IMAGES, pictures())
    for number in range(6):
        image = inspector.look(f"map:0:input:validation.{number}")
        old = models[FIRST](image[None]).numpy()[0].argmax()
        for top, left, size, answer, chance, old_chance in inspector.look(
            f"mind:0:validation.{number}"
        ):
            covered = image.copy()
            rows, columns = (slice(int(at), int(at + size)) for at in (top, left))
            covered[rows, columns] = grey[0, 0]
            chances = models[FIRST](covered[None]).numpy()[0]
            assert chances.argmax() == answer != old
            np.testing.assert_allclose([chances[int(answer)], chances[old]], [chance, old_chance],
                                       atol=1e-5)  # fmt: skip


def test_stretching_keeps_a_slope_and_a_constant():
    ramp = np.broadcast_to(np.arange(4, dtype=np.float32), (4, 4))
    stretched = reasons.stretch(ramp, 8, 16)
    assert stretched.shape == (8, 16)
    inner = stretched[:, 2:-2]
    np.testing.assert_allclose(np.diff(inner, axis=1), 0.25, atol=1e-6)
    np.testing.assert_array_equal(reasons.stretch(np.ones((1, 1), np.float32), 5, 3), 1)
    np.testing.assert_array_equal(reasons.stretch(ramp, 4, 4), ramp)


def test_the_favourite_is_answered_to_more_than_any_validation_image(models, inspector, seen):
    inner = keras.Model(models[FIRST].inputs[0], models[FIRST].get_layer("conv_2").output)
    usual = inner(seen).numpy().mean(axis=(1, 2))  # (N, K)
    for unit in range(usual.shape[1]):
        favourite = inspector.look(f"favourite:0:conv_2:{unit}")
        assert favourite.min() >= 0
        assert favourite.max() <= 1
        answer = inner(normalise(favourite, IMAGES, pictures())[None]).numpy().mean(axis=(1, 2))
        assert answer[0, unit] >= usual[:, unit].max() - 1e-6


@pytest.mark.parametrize("shape", [(30, 7), (40, 60), (200, 90), (3, 5), (9, 1)])
def test_the_embedding_keeps_what_varies_most(shape):
    rng = np.random.default_rng(4)
    hidden = (rng.normal(size=shape) * np.linspace(3, 1, shape[1])).astype(np.float32)
    centred = (hidden - hidden.mean(axis=0)).astype(np.float64)
    variances = np.append(np.linalg.eigvalsh(centred.T @ centred)[::-1], 0)[:2]
    found = principal(hidden).astype(np.float64)
    assert found.shape == (len(hidden), 2)
    np.testing.assert_allclose(found.T @ found, np.diag(variances), atol=1e-3 * variances[0])
    np.testing.assert_allclose(principal(hidden), found, atol=1e-5)


def test_the_embedding_of_a_dead_layer_is_one_point():
    np.testing.assert_array_equal(principal(np.ones((30, 40), np.float32)), 0)


def test_a_lens_answers_for_the_weights_it_holds(models):
    """Holding others changes every answer to what a fresh lens says, and training changes none."""
    model = network()
    inspector = Inspector([Lens(model)], IMAGES, pictures())
    names = [example_of(word).replace(":1", ":0", 1).replace("drawn", "train.1")
             for word in VIEWS if word not in SLOW]  # fmt: skip
    before = [inspector.look(name) for name in names]
    model.set_weights(models[SECOND].get_weights())
    for name, was in zip(names, before, strict=True):
        np.testing.assert_array_equal(inspector.look(name), was)
    inspector.hold(0, model.get_weights())
    fresh = Inspector([Lens(model)], IMAGES, pictures())
    for name in names:
        np.testing.assert_array_equal(inspector.look(name), fresh.look(name))


def test_a_picture_placed_anew_is_seen_anew(models):
    inspector = Inspector([Lens(models[FIRST])], IMAGES, pictures())
    for value in (0.2, 0.9):
        pixels = np.full(inspector.shape, value, np.float32)
        inspector.place("drawn", pixels)
        shown = normalise(pixels, IMAGES, pictures())
        theirs = keras.Model(models[FIRST].inputs[0], models[FIRST].get_layer("conv_1").output)
        np.testing.assert_allclose(
            inspector.look("map:0:conv_1:drawn"), theirs(shown[None]).numpy()[0], atol=1e-5
        )
