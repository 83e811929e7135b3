"""Baselines, model files and scripts: slow answers about one moment of a training."""

import io
import json
import re
import subprocess
import sys
import zipfile

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from playground.data.images import load_images
from playground.data.pictures import Pictures, normalise
from playground.deep.baselines import MODELS, measure
from playground.deep.building import build
from playground.deep.files import FILES, finished
from playground.deep.optimizers import optimizer_of
from playground.deep.rehearsal import IMAGES, SCRIPT, archive, compare, rehearse
from playground.deep.vision import VisionTrainer
from playground.errors import BackendError
from playground.export.vision import MODEL_FILES
from playground.export.vision_script import COMPARED, SHOWN, is_scheduled, keras_script
from playground.spec import RunSpec
from playground.spec.baseline import BASELINES
from playground.spec.choices import OPTIMIZERS
from playground.spec.parts import Schedule
from playground.spec.stack import LAYER_KINDS, STACK_ACTIVATIONS, STACKS, StackLayer
from playground.spec.vision import NORMALISATIONS, Images, Variant, Vision, on_images, shape_of

EVERY_LAYER = (
    StackLayer(kind="conv", filters=6, activation="gelu"),
    StackLayer(kind="batch_norm"),
    StackLayer(kind="max_pool"),
    StackLayer(kind="depthwise", stride=2, activation="tanh"),
    StackLayer(kind="dropout", dropout=0.2),
    StackLayer(kind="global_average_pool"),
    StackLayer(kind="dense", dense_units=9, activation="elu"),
)
MOVING = RunSpec(
    optimizer="nesterov", learning_rate=0.05, momentum=0.9, l1=1e-4, l2=1e-3, clipnorm=1.0, seed=3,
    schedule=Schedule(name="exponential", warmup_steps=5, decay_steps=20),
)  # fmt: skip


def vision(**fields):
    data = fields.pop("data", Images(images=300))
    return Vision(data=data, **fields)


@pytest.fixture(scope="module")
def trainer():
    """Two variants that have learned two epochs and half of one: nearly every setting is used."""
    stacks = Variant(stack=EVERY_LAYER, run=MOVING), Variant(stack=STACKS["mlp"])
    data = Images(images=300, normalisation="standard")
    learned = vision(data=data, variants=stacks, label_smoothing=0.1)
    made = VisionTrainer(on_images(learned), load_images(data))
    made.advance(2 * made.steps_per_epoch + made.steps_per_epoch // 2)
    yield made
    made.close()


def patches_and_labels():
    """Two classes apart by far, and the same number of each."""
    rng = np.random.default_rng(0)
    labels = np.arange(80) % 2
    pixels = rng.uniform(0, 0.2, (80, 4, 4, 1)).astype(np.float32)
    pixels[labels == 1] += 0.7
    mean = pixels[:60].mean((0, 1, 2))
    return Pictures(pixels[:60], labels[:60], pixels[60:], labels[60:], ("dark", "bright"),
                    np.arange(80), mean, np.ones(1, np.float32))  # fmt: skip


def test_each_baseline_is_named_and_made():
    assert list(MODELS) == list(BASELINES)


@pytest.mark.parametrize("word", MODELS)
def test_baselines_learn_what_is_easy_and_say_how_long_it_took(word):
    found = measure(word, patches_and_labels())
    assert found.accuracy == (0.5 if word == "majority" else 1)
    assert found.images == 60
    assert found.seconds > 0


def test_logistic_regression_is_scaled_by_the_training_images():
    """The same by hand: nothing of the validation images goes into the scale."""
    pictures = load_images(Images(images=400))
    flat = [pixels.reshape(len(pixels), -1) for pixels in (pictures.train, pictures.validation)]
    scaler = StandardScaler().fit(flat[0])
    model = LogisticRegression(C=0.1, max_iter=200)
    model.fit(scaler.transform(flat[0]), pictures.train_labels)
    expected = model.score(scaler.transform(flat[1]), pictures.validation_labels)
    assert measure("logistic", pictures).accuracy == pytest.approx(expected)


@pytest.mark.slow
def test_baselines_reach_on_digits_what_is_known_of_them():
    pictures = load_images(Images())
    accuracies = {word: measure(word, pictures).accuracy for word in MODELS}
    assert accuracies["majority"] < 0.15
    assert accuracies["logistic"] > 0.95
    assert accuracies["svm"] > 0.98


def test_each_kind_of_file_is_named_and_made():
    assert list(FILES) == list(MODEL_FILES)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_a_finished_network_takes_plain_pixels(normalisation):
    pictures = patches_and_labels()
    data = Images(name="own", images=80, shape=(4, 4, 1), names=pictures.names,
                  normalisation=normalisation)  # fmt: skip
    model = build((4, 4, 1), EVERY_LAYER[:1] + EVERY_LAYER[4:], 2)
    whole = finished(model, data, pictures)
    theirs = model(normalise(pictures.train, data, pictures), training=False).numpy()
    ours = whole(pictures.train, training=False).numpy()
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


OPEN = """
import json, sys, zipfile
import numpy as np
kind, path, folder = sys.argv[1:]
pixels = np.load(folder + "/pixels.npy")
if kind == "keras":
    import keras
    chances = keras.models.load_model(path)(pixels).numpy()
elif kind == "saved_model":
    import tensorflow as tf
    zipfile.ZipFile(path).extractall(folder)
    model = tf.saved_model.load(folder + "/network")
    chances = model.serve(pixels).numpy()
else:
    import tensorflow as tf
    model = tf.lite.Interpreter(model_path=path)
    entrance = model.get_input_details()[0]["index"]
    model.resize_tensor_input(entrance, pixels.shape)
    model.allocate_tensors()
    model.set_tensor(entrance, pixels)
    model.invoke()
    chances = model.get_tensor(model.get_output_details()[0]["index"])
print(json.dumps(chances.tolist()))
"""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras' own
@pytest.mark.parametrize("word", MODEL_FILES)
def test_a_file_opened_elsewhere_gives_the_same_probabilities(trainer, word, tmp_path):
    path = tmp_path / MODEL_FILES[word].file
    path.write_bytes(trainer.question("model", word, 0)())
    pixels = load_images(Images(images=300)).validation[:5]
    np.save(tmp_path / "pixels.npy", pixels)
    command = [sys.executable, "-c", OPEN, word, str(path), str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    theirs = np.array(json.loads(ended.stdout.splitlines()[-1]))
    ours = [trainer.snapshot([name := f"probabilities:validation.{number}"]).views[name][0]
            for number in range(len(pixels))]  # fmt: skip
    np.testing.assert_allclose(theirs, ours, atol=1e-5)


def test_tsne_is_a_question_too_and_others_are_refused(trainer):
    assert trainer.question("tsne:1")().shape == (
        len(trainer.snapshot(["embedding:1"]).views["embedding:1"]),
        2,
    )
    with pytest.raises(BackendError):
        trainer.question("tsne:7")()


def test_an_answer_is_about_the_moment_of_the_question(trainer):
    """Training goes on meanwhile and changes nothing of it."""
    before = trainer.snapshot(["probabilities:train.0"]).views["probabilities:train.0"]
    asked = trainer.question("probabilities:train.0")
    start = trainer.checkpoint()
    trainer.advance(5)
    np.testing.assert_allclose(asked(), before, atol=1e-6)
    now = trainer.snapshot(["probabilities:train.0"]).views["probabilities:train.0"]
    assert np.abs(now - before).max() > 1e-4
    trainer.restore(start)


@pytest.mark.slow
@pytest.mark.parametrize("variant", [0, 1])
def test_the_script_does_what_the_playground_did(trainer, variant):
    written = keras_script(trainer._vision, variant, 2)
    learned = trainer.question("script", written, COMPARED, variant)
    with zipfile.ZipFile(io.BytesIO(learned())) as packed:
        assert packed.namelist() == [SCRIPT, IMAGES]
        text = packed.read(SCRIPT).decode()
    told = re.search(r"2 epochs: validation loss\nwithin (\S+) of .* within (\S+)\.\n", text)
    assert told is not None, text[:600]
    assert float(told[1]) < 1e-4
    assert float(told[2]) < 0.02
    assert text == written.replace(COMPARED, text.split("[epochs]\n\n")[1].split('\n"""')[0])


@pytest.mark.slow
def test_a_script_with_augmentation_runs():
    data = Images(images=200, shift=1, rotate=10.0, flip=True, pixel_noise=0.1)
    text = keras_script(vision(data=data), 0, 1)
    images = archive(load_images(data), np.zeros(0, np.float32), 99)
    found = rehearse(text, images, {1: (2.3, 0.1)}, epochs=1)
    assert found.error == ""
    assert found.epochs == 1
    assert found.loss < 1


@pytest.mark.slow
def test_a_script_that_fails_says_why():
    found = rehearse("raise SystemExit('no luck')", b"", {})
    assert found.error == "no luck"
    assert "no luck" in found.sentence()


def test_curves_are_compared_over_the_epochs_that_both_have():
    found = compare({1: (2.0, 0.5), 2: (1.0, 0.75)}, {0: (3.0, 0.0), 2: (1.5, 0.5), 3: (9.0, 0.0)})
    assert (found.epochs, found.loss, found.accuracy) == (1, 0.5, 0.25)
    assert compare({}, {1: (2.0, 0.5)}).epochs == 0


def section(text, start, end):
    """The lines of a script from one that begins so up to another."""
    lines = text.splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith(start))
    last = next(at for at, line in enumerate(lines) if at > first and line.startswith(end))
    return "\n".join(lines[first:last])


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_the_script_has_the_trainers_optimizer(word):
    run = RunSpec(optimizer=word, learning_rate=0.02, weight_decay=0.01, clipvalue=0.5)
    text = keras_script(vision(variants=(Variant(run=run),)), 0, 3)
    names = {"keras": keras}
    exec(section(text, "optimizer = ", "model.compile"), names)
    theirs, ours = names["optimizer"].get_config(), optimizer_of(run).get_config()
    theirs.pop("name"), ours.pop("name")
    assert theirs == ours


def plain(config):
    """A layer's settings without what is drawn or counted."""
    kept = {
        "filters",
        "units",
        "kernel_size",
        "strides",
        "padding",
        "activation",
        "pool_size",
        "rate",
    }
    return {name: value for name, value in config.items() if name in kept}


@pytest.mark.parametrize("activation", STACK_ACTIVATIONS)
@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_the_script_has_the_trainers_layers(kind, activation):
    flat = () if kind in ("flatten", "global_average_pool") else (StackLayer(kind="flatten"),)
    layer = StackLayer(kind=kind, activation=activation, stride=2, padding="valid", size=3)
    stack = (*flat, layer) if kind == "dense" else (layer, *flat)
    text = keras_script(vision(variants=(Variant(stack=stack),)), 0, 3)
    names = {"keras": keras, "layers": keras.layers}
    exec(section(text, "model = ", "# Every kernel"), names)
    theirs, ours = names["model"], build((8, 8, 1), stack, 10)
    inner = [each for each in ours.layers if not isinstance(each, keras.layers.InputLayer)]
    for one, other in zip(theirs.layers, inner, strict=True):
        assert type(one) is type(other)
        assert one.name == other.name
        assert plain(one.get_config()) == plain(other.get_config())


@pytest.mark.parametrize("word", NORMALISATIONS)
def test_the_script_shows_images_as_the_playground_does(word):
    data = Images(images=60, normalisation=word)
    pictures = load_images(data)
    text = keras_script(vision(data=data), 0, 3)
    names: dict = {"data": {"mean": pictures.mean, "spread": pictures.spread}}
    exec(section(text, "def shown", "model = "), names)
    np.testing.assert_allclose(
        names["shown"](pictures.train), normalise(pictures.train, data, pictures), rtol=1e-6
    )
    assert list(SHOWN) == list(NORMALISATIONS)


@pytest.mark.parametrize("name", ["constant", "cosine", "exponential"])
def test_the_script_takes_rates_from_a_table_only_if_they_change(name):
    run = RunSpec(learning_rate=0.1, schedule=Schedule(name=name))
    text = keras_script(vision(variants=(Variant(run=run),)), 0, 3)
    assert ("Rates(" in text) == is_scheduled(run) == (name != "constant")


@pytest.mark.parametrize("stack", STACKS)
def test_every_preset_is_a_script_that_compiles(stack):
    data = Images(name="cifar10", images=500)
    assert shape_of(data) == (32, 32, 3)
    compile(
        keras_script(vision(data=data, variants=(Variant(stack=STACKS[stack]),)), 0, 9),
        stack,
        "exec",
    )
