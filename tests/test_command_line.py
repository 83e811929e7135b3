"""`python -m playground`: what it computes, what it writes, and how it refuses."""

import io
import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground import __main__ as command_line
from playground.__main__ import main

ROOT = Path(__file__).resolve().parents[1]
FIXTURE = Path(__file__).parent / "engine" / "data" / "tf_playground_circle.json"


def run(*words: object) -> tuple[int, str, str]:
    """Call the command line in this process: (exit code, output, errors)."""
    out, err = io.StringIO(), io.StringIO()
    code = main([str(word) for word in words], out, err)
    return code, out.getvalue(), err.getvalue()


def in_process(*words: object) -> subprocess.CompletedProcess[str]:
    """Call the command line as a person does."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "playground", *(str(word) for word in words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.fixture(name="experiment")
def a_small_experiment(tmp_path: Path) -> Path:
    layers = [{"units": 3, "activation": "relu"}]
    runs = [{"optimizer": "adam"}, {"seed": 1}]
    return write(tmp_path / "experiment.json", {"layers": layers, "runs": runs})


def test_tensorflow_playground_is_reproduced(tmp_path: Path) -> None:
    """Its own engine's losses after each of 60 epochs and its end weights, to 1e-9 in float64."""
    (theirs,) = json.loads(FIXTURE.read_text())
    sides = {"train": theirs["train"], "test": theirs["test"]}
    experiment = {
        "data": {
            "name": "points",
            "points": [point for points in sides.values() for point in points],
            "split": [side for side, points in sides.items() for _ in points],
        },
        "layers": [{"units": units, "activation": theirs["act"]} for units in theirs["shape"]],
        "batch_size": theirs["batch"],
        "shuffle": False,
        "runs": [{"optimizer": "sgd", "learning_rate": theirs["lr"]}],
    }
    out = tmp_path / "result.json"
    done = in_process(
        "run", write(tmp_path / "experiment.json", experiment),
        "--epochs", theirs["epochs"], "--float64",
        "--initial", write(tmp_path / "weights.json", [theirs["init"]]), "--out", out,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    ours = json.loads(out.read_text())
    np.testing.assert_allclose(ours["losses"][0], theirs["losses"], rtol=0, atol=1e-9)
    for layer, expected in zip(ours["weights"][0], theirs["final"], strict=True):
        for part in ("kernel", "bias"):
            np.testing.assert_allclose(layer[part], expected[part], rtol=0, atol=1e-9)


def test_the_result_has_every_run_and_starts_another(experiment: Path, tmp_path: Path) -> None:
    """Ten epochs are five and, from their weights, five more (SGD remembers nothing)."""
    write(experiment, {"shuffle": False, "runs": [{"seed": 1}, {"seed": 2}]})
    code, out, err = run("run", experiment, "--epochs", 10)
    assert (code, err) == (0, "")
    whole = json.loads(out)
    assert set(whole) == {"losses", "weights"}
    assert np.shape(whole["losses"]) == (2, 10, 2)
    half = json.loads(run("run", experiment, "--epochs", 5)[1])
    start = write(tmp_path / "weights.json", half["weights"])
    rest = json.loads(run("run", experiment, "--epochs", 5, "--initial", start)[1])
    assert rest["weights"] == whole["weights"]
    assert half["losses"][0] + rest["losses"][0] == whole["losses"][0]


def test_no_test_points_is_null(experiment: Path) -> None:
    write(experiment, {"data": {"train_share": 1.0}})
    losses = json.loads(run("run", experiment, "--epochs", 2)[1])["losses"]
    assert [test for _, test in losses[0]] == [None, None]


def test_what_was_asked_for_comes_along(experiment: Path) -> None:
    """Metrics and rates after each epoch; with a patience, how each run ended and its best."""
    runs = [{"learning_rate": 0.0}, {"schedule": {"name": "exponential", "decay_steps": 25}}]
    work = {"metrics": ["auc", "accuracy"], "stop": {"patience": 3}, "runs": runs}
    code, out, err = run("run", write(experiment, work), "--epochs", 6)
    assert (code, err) == (0, "")
    result = json.loads(out)
    metrics, names = result["metrics"], ["train_auc", "test_auc", "train_accuracy", "test_accuracy"]
    assert list(metrics) == [*names, "learning_rate"]
    assert all(np.shape(curves) == (2, 6) for curves in metrics.values())
    np.testing.assert_allclose(metrics["learning_rate"][1][:2], [0.015, 0.0075])
    assert metrics["learning_rate"][0] == [0.0] * 6
    assert result["states"] == ["stopped_early", "training"]
    assert result["best_epoch"][0] == 1


def test_losses_are_those_of_the_epoch_and_weights_the_best(experiment: Path) -> None:
    stop = {"patience": 4, "min_delta": 0.05, "restore_best": True}
    data = {"name": "xor", "samples": 40, "noise": 0.5}
    work = {"data": data, "stop": stop, "runs": [{"learning_rate": 0.3}]}
    result = json.loads(run("run", write(experiment, work), "--epochs", 999)[1])
    (best,), (losses,) = result["best_epoch"], result["losses"]
    assert len(losses) == best + 4
    del work["stop"]
    shorter = json.loads(run("run", write(experiment, work), "--epochs", best)[1])
    assert shorter["weights"] == result["weights"]
    assert shorter["losses"][0] == losses[:best]


def test_a_diverged_run_is_named_and_the_result_is_still_json(experiment: Path) -> None:
    runs = [{"learning_rate": 100.0}, {"learning_rate": 0.001}]
    layers = [{"units": 4, "activation": "relu"}]
    work = {"data": {"name": "plane"}, "output": "linear", "layers": layers, "runs": runs}
    code, out, err = run("run", write(experiment, work), "--epochs", 3)
    assert code == 0
    assert err == "runs.0 diverged; its weights are those of its last good epoch\n"
    result = json.loads(out, parse_constant=pytest.fail)
    assert all(len(losses) == 3 for losses in result["losses"])
    assert np.isfinite(result["losses"][1]).all()


def test_nothing_heavy_is_imported(experiment: Path) -> None:
    code = (
        "import sys, io; from playground.__main__ import main;"
        f"main(['run', {str(experiment)!r}, '--epochs', '1'], io.StringIO(), io.StringIO());"
        "heavy = {'streamlit', 'plotly', 'sklearn', 'scipy', 'pandas', 'keras', 'tensorflow'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


EXPERIMENTS = {
    "": "experiment is not valid JSON",
    "{": "experiment is not valid JSON",
    "[" * 100_000: "experiment is not valid JSON",
    "[]": "experiment must be",
    '{"layer": []}': "layer is not a field",
    '{"features": ["x3"]}': "features must be one of x1, x2,",
    '{"layers": [{"units": 65}]}': "units must be within [1, 64]; received 65",
    '{"layers": [{"units": 2.5}]}': "units must be a whole number",
    '{"layers": [{"units": true}]}': "units must be a whole number",
    '{"runs": [{"learning_rate": NaN}]}': "learning_rate must be a number",
    '{"runs": [{"learning_rate": 1e400}]}': "learning_rate must be a number",
    '{"runs": [{"learning_rate": -1}]}': "learning_rate must be within [0, 100]",
    '{"runs": [{"optimizer": "sdg"}]}': "optimizer must be one of sgd, momentum,",
    '{"runs": []}': "runs must have 1 to",
    '{"runs": [{"seed": 1}], "runs": []}': "runs must have 1 to",
    '{"batch_size": 1, "batch_size": 2}': "experiment must not name batch_size twice",
    '{"layers": [{"units": 1, "units": 2}]}': "experiment must not name units twice",
    '{"version": true}': "version must be a whole number; received true",
    '{"version": 1.0}': "version must be a whole number; received 1.0",
    '{"batch_size": ' + "9" * 4000 + "}": "batch_size must be within [1, 5000]; received 99",
    '{"batch_size": ' + "9" * 5000 + "}": "experiment is not valid JSON",
    '{"data": {"noise": 3}}': "noise must be within [0, 0.5]; received 3",
    '{"data": {"name": "cirle"}}': "data must be one of circle,",
    '{"output": "softmax"}': "loss half_squared_error does not fit",
    '{"data": {"name": "points", "points": [[0, 1]], "split": ["train"]}}': "data.points.0.2",
    '{"data": {"name": "points", "points": [[0, 1, 1]], "split": []}}': "data.split must name",
    '{"data": {"name": "points", "points": [[0, 1, 1]], "split": ["test"]}}': "data.split must",
}


@pytest.mark.parametrize(("content", "start"), EXPERIMENTS.items(), ids=lambda text: text[:40])
def test_a_wrong_experiment_gets_one_line(content: str, start: str, experiment: Path) -> None:
    code, out, err = run("run", write(experiment, content), "--epochs", 1)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert start in err
    assert len(err) < 400


def layers(kernel_1: Any = None, bias_1: Any = None, **more: Any) -> list[dict[str, Any]]:
    """Weights for the small experiment (2-3-1), with one part replaced."""
    kernel = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]] if kernel_1 is None else kernel_1
    bias = [0.0, 0.0, 0.0] if bias_1 is None else bias_1
    return [{"kernel": kernel, "bias": bias, **more}, {"kernel": [[1], [2], [3]], "bias": [0]}]


WEIGHTS: dict[str, tuple[Any, str]] = {
    "not json": ("{", "weights is not valid JSON"),
    "deep": ("[" * 100_000, "weights is not valid JSON"),
    "an object": ({"weights": []}, "weights must be a list"),
    "one run": ([layers()], "weights must have the shape one list of layers for each run"),
    "no layers": ([layers(), []], "weights.1 must have the shape one object for each layer"),
    "a number": ([layers(), 5], "weights.1 must be a list; received 5"),
    "not an object": ([layers(), [1, 2]], "weights.1.0 must be an object"),
    "no bias": ([layers(), [{"kernel": []}] * 2], "weights.1.0.bias is missing"),
    "unknown": ([layers(gain=1), layers()], "weights.0.0.gain is not a field"),
    "turned": (
        [layers(), layers([[1, 2], [3, 4], [5, 6]])],
        "weights.1.0.kernel must have the shape (2, 3); received 3 entries",
    ),
    "ragged": (
        [layers(), layers([[1, 2, 3], [4, 5]])],
        "weights.1.0.kernel.1 must have the shape (3,); received 2 entries",
    ),
    "flat": ([layers(), layers([1, 2])], "weights.1.0.kernel.0 must be a list; received 1"),
    "bias": ([layers(), layers(None, [1])], "weights.1.0.bias must have the shape (3,)"),
    "a word": ([layers(), layers(None, [0, "1", 2])], "weights.1.0.bias.1 must be a number"),
    "true": ([layers(), layers(None, [0, True, 2])], "weights.1.0.bias.1 must be a number"),
    "null": ([layers(), layers(None, [0, None, 2])], "weights.1.0.bias.1 must be a number"),
    "NaN": ([layers(), layers(None, [0, 1, float("nan")])], "weights.1.0.bias.2 must be a number"),
    "infinite": ([layers(None, [0, 1e400, 2]), layers()], "weights.0.0.bias.1 must be a number"),
    "bias twice": (
        '[[{"kernel": [], "bias": [], "bias": []}], []]',
        "weights must not name bias twice",
    ),
    "huge": ([layers(None, [10**400, 0, 2]), layers()], "weights.0.0.bias.0 must be a number"),
}


@pytest.mark.parametrize(("content", "start"), WEIGHTS.values(), ids=WEIGHTS)
def test_wrong_weights_get_one_line(
    content: Any, start: str, experiment: Path, tmp_path: Path
) -> None:
    file = write(tmp_path / "weights.json", content)
    code, out, err = run("run", experiment, "--epochs", 1, "--initial", file)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(start)
    assert len(err) < 400


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (["--epochs", 0], "--epochs must be within [1, 1000000]; received 0"),
        (["--epochs", 1_000_001], "--epochs must be within"),
        (["--epochs", -3], "--epochs must be within"),
        (["--epochs", "2.5"], "--epochs must be a whole number; received 2.5"),
        (["--epochs", "ten"], "--epochs must be a whole number"),
        (["--epochs", "１"], "--epochs must be a whole number; received １"),
        (["--epochs", "1_0"], "--epochs must be a whole number; received 1_0"),
        (["--epochs", 1, "--initial", "two\nlines"], "weights cannot be read: two lines"),
        (["--epochs", 1, "--initial", "a\0b"], "weights cannot be read: a"),
        (["--epochs", 1, "--out", "no\nwhere/x"], "--out must be a file that can be written"),
        (["--epochs", 1, "--out", "a\0b"], "--out must be a file that can be written"),
        (["--epochs", 1, "--out", "x" * 300], "--out must be a file that can be written"),
        (["--epochs", 1, "--out", "/dev/full"], "--out must be a file that can be written"),
        (["--epochs", "9" * 5000], "--epochs must be a whole number"),
        (["--epochs", 1, "--initial", "nowhere.json"], "weights cannot be read: nowhere.json"),
        (["--epochs", 1, "--initial", "."], "weights cannot be read: ."),
        (["--epochs", 1, "--out", "nowhere/x.json"], "--out must be a file that can be written"),
        (["--epochs", 1, "--out", "."], "--out must be a file that can be written"),
    ],
)
def test_a_wrong_argument_gets_one_line(words: list[Any], start: str, experiment: Path) -> None:
    code, out, err = run("run", experiment, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(start)
    assert len(err) < 400


WITH_A_BREAK = ["run", "x.json", "--epochs", "1", "two\nlines"]
SHORT = ["run", "x.json", "--epoch", "1"]


@pytest.mark.parametrize(
    "words", [[], ["walk"], ["run"], ["run", "x.json"], ["run", "--what"], WITH_A_BREAK, SHORT]
)
def test_a_wrong_command_gets_one_line(words: list[str]) -> None:
    done = in_process(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_a_missing_file_is_named() -> None:
    code, _, err = run("run", "nowhere.json", "--epochs", 1)
    assert (code, err) == (
        2,
        "experiment cannot be read: nowhere.json: No such file or directory.\n",
    )


@pytest.mark.parametrize("labels", [(0, 1, 7), (7, 0, 1), (-1, 1, 7), (0, 0, 1, 1, 7)])
def test_the_label_at_fault_is_named(labels: tuple[float, ...], experiment: Path) -> None:
    points = [[0, 0, label] for label in labels]
    data = {"name": "points", "points": points, "split": ["train"] * len(points)}
    err = run("run", write(experiment, {"data": data}), "--epochs", 1)[2]
    assert err.startswith("data.points must hold labels")
    assert "received 7.0" in err


def test_of_two_ways_of_labelling_the_rarer_one_is_named(experiment: Path) -> None:
    data = {"name": "points", "points": [[0, 0, k] for k in (0, -1, 0)], "split": ["train"] * 3}
    assert "received -1.0" in run("run", write(experiment, {"data": data}), "--epochs", 1)[2]


def test_where_the_result_goes_is_opened_before_training(
    experiment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line, "train", pytest.fail)
    code, out, err = run("run", experiment, "--epochs", 1, "--out", tmp_path / ("x" * 300))
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("before", [None, "what was there"])
def test_an_interrupt_is_quiet_and_leaves_no_file(
    before: str | None, experiment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "result.json"
    if before is not None:
        file.write_text(before)
    monkeypatch.setattr(command_line, "train", interrupted)
    assert run("run", experiment, "--epochs", 1, "--out", file) == (130, "", "")
    assert (file.read_text() if file.exists() else None) == before


def test_a_result_replaces_what_was_there(experiment: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "result.json", "x" * 100_000)
    assert run("run", experiment, "--epochs", 1, "--out", file) == (0, "", "")
    assert set(json.loads(file.read_text())) == {"losses", "weights"}


@pytest.mark.parametrize("where", [">&-", "> /dev/full", "| true"])
def test_standard_output_that_cannot_be_written_gets_one_line(where: str, experiment: Path) -> None:
    words = [sys.executable, "-W", "error", "-m", "playground", "run", experiment, "--epochs", "1"]
    command = shlex.join(map(str, words))
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} {where}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("--out must be a file that can be written; received standard")
