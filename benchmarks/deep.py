"""What networks cost that train in a worker and are watched, as ratios within one run.

    python -m benchmarks.deep [--only 8 28 gru lstm sessions pages] [--rounds 3] [--seconds 4]

1. Live training (the page's own Runner, encoder and usual views, ten pictures a second) against
   plain `model.fit` of the same network on the same images (`fit.py`), in turns; how long Pause and
   Reset take until their picture is there.
2. Two sessions at once against one.
3. The first paint of another page, before and after a worker has come up beside the server.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from playground.compute import Runner
from playground.compute.cluster import CLUSTERS
from playground.compute.remote import RemoteTrainer
from playground.compute.turns import Apart
from playground.data.album import Album, album
from playground.data.images import load_images
from playground.explain import recurrent as explain_sequences
from playground.explain import vision as explain
from playground.live.recurrent import RecurrentEncoder
from playground.live.recurrent_sight import RecurrentSight
from playground.live.sight import Sight
from playground.live.vision import VisionEncoder
from playground.spec.recurrent import CELLS, CellSpec, Recurrent, RecurrentVariant, on_sequences
from playground.spec.stack import STACKS
from playground.spec.vision import Images, Variant, Vision, VisionExperiment, on_images
from tests.serving import serve
from tests.visitor import visit

PRESET = "small"
PICTURES = 10
PATIENCE = 120.0


def digits(side: int) -> tuple[VisionExperiment, Album]:
    """The digits on images of so many pixels a side, and the default network."""
    plain = load_images(Images())
    pixels = np.concatenate([plain.train, plain.validation])[..., 0]
    places = np.arange(side) * 8 // side
    large = np.uint8(255 * pixels[:, places][:, :, places])[..., None]
    labels = np.concatenate([plain.train_labels, plain.validation_labels])
    own = album(large, labels, plain.names)
    data = Images(name="own", digest=own.digest, names=plain.names, shape=(side, side, 1))
    return on_images(Vision(data=data, variants=(Variant(stack=STACKS[PRESET]),))), own


def seeing(side: int) -> Runner:
    """The run of the page of image networks."""
    experiment, own = digits(side)
    return Runner(
        partial(RemoteTrainer, own=own),
        experiment,
        encode=VisionEncoder(),
        diagnose=explain.comment,
        speed="fast",
        shown=Sight(),
        turns=Apart(),
        pictures=PICTURES,
    )


def remembering(cell: str) -> Runner:
    """The run of the page of recurrent networks: one cell and the adding problem of 50 steps."""
    variant = RecurrentVariant(network=CellSpec(cell=cell))
    return Runner(
        RemoteTrainer,
        on_sequences(Recurrent(variants=(variant,))),
        encode=RecurrentEncoder(),
        diagnose=explain_sequences.comment,
        speed="fast",
        shown=RecurrentSight(),
        turns=Apart(),
        pictures=PICTURES,
    )


class Session:
    """One page's worth of watching: demands ten pictures a second."""

    def __init__(self, runner: Runner, trained: int) -> None:
        """Come up and train a little; `trained` are the examples of an epoch."""
        self.runner, self._trained = runner, trained
        self._changed = threading.Condition()
        self.pictures = 0
        self.runner.subscribe(self._picture)
        self.runner.demand()
        self.runner.play()
        self.until(lambda: self.runner.status.epoch > 3)

    def _picture(self) -> None:
        with self._changed:
            self.pictures += 1
            self._changed.notify_all()
        self.runner.demand()

    def until(self, holds: Callable[[], bool]) -> float:
        """Seconds until a picture shows it."""
        began = time.perf_counter()
        with self._changed:
            assert self._changed.wait_for(holds, PATIENCE), self.runner.status
        return time.perf_counter() - began

    def train(self, seconds: float) -> tuple[float, float]:
        """Train so long; returns samples and pictures a second."""
        status, pictures, began = self.runner.status, self.pictures, time.perf_counter()
        time.sleep(seconds)
        now, taken = self.runner.status, time.perf_counter() - began
        epochs = (now.step - status.step) / status.batches
        return epochs * self._trained / taken, (self.pictures - pictures) / taken

    def stops(self) -> float:
        """Seconds from Pause to the picture of it."""
        self.runner.pause()
        taken = self.until(lambda: self.runner.status.state == "paused")
        self.runner.play()
        self.until(lambda: self.runner.status.state == "playing")
        return taken

    def resets(self) -> float:
        """Seconds from Reset to the picture of the start."""
        self.runner.reset()
        taken = self.until(lambda: self.runner.status.step == 0)
        self.runner.play()
        self.until(lambda: self.runner.status.epoch > 1)
        return taken

    def close(self) -> None:
        """End."""
        self.runner.close()
        self.runner.join(PATIENCE)


def recalling(cell: str) -> Session:
    """A session of one cell."""
    return Session(remembering(cell), round(Recurrent().data.sequences * 0.8))


def images_beside_fit(side: int, rounds: int, seconds: float) -> None:
    """Live training of an image network against plain fit."""
    experiment, own = digits(side)
    shown = load_images(experiment.vision.data, own)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "images.npz"
        np.savez(path, train=shown.train, labels=shown.train_labels, validation=shown.validation,
                 validation_labels=shown.validation_labels)  # fmt: skip
        beside_fit(
            f"{side}x{side}", lambda: Session(seeing(side), len(shown.train)),
            [str(path), PRESET], (rounds, seconds),
        )  # fmt: skip


def beside_fit(
    name: str, begin: Callable[[], Session], words: list[str], length: tuple[int, float]
) -> None:
    """Live training against plain fit, so many rounds of so many seconds."""
    rounds, seconds = length
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.fit", *words], text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as fit:  # fmt: skip
        assert fit.stdin is not None
        assert fit.stdout is not None
        assert fit.stdout.readline().strip() == "ready"
        here = begin()
        ours, pictures, theirs = [], [], []
        for _ in range(rounds):
            samples, shown_a_second = here.train(seconds)
            here.runner.pause()
            here.until(lambda: here.runner.status.state == "paused")
            ours.append(samples)
            pictures.append(shown_a_second)
            fit.stdin.write(f"{seconds}\n")
            fit.stdin.flush()
            theirs.append(float(fit.stdout.readline()))
            here.runner.play()
        fit.stdin.close()
        pauses = [here.stops() for _ in range(10)]
        resets = [here.resets() for _ in range(10)]
        here.close()
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    shows = f"{statistics.median(pictures):.0f} pictures/s"
    print(f"{name}: live {_thousands(ours)}/s with {shows}, fit {_thousands(theirs)}/s")
    print(f"  ratio {_spread(ratios)}")
    print(f"  pause {_milliseconds(pauses)}, reset {_milliseconds(resets)}")


def together(rounds: int, seconds: float) -> None:
    """Two sessions against one, 28x28."""
    first, second = (Session(seeing(28), round(1797 * 0.78)) for _ in range(2))
    ratios = []
    for _ in range(rounds):
        both = [0.0, 0.0]

        def train(place: int, session: Session, into: list[float] = both) -> None:
            into[place] = session.train(seconds)[0]

        threads = [threading.Thread(target=train, args=pair) for pair in enumerate((first, second))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        second.runner.pause()
        second.until(lambda: second.runner.status.state == "paused")
        alone = first.train(seconds)[0]
        ratios.append(sum(both) / alone)
        second.runner.play()
    first.close()
    second.close()
    print(f"two sessions: {_spread(ratios)} times one")


async def paints(visits: int) -> None:
    """The first paint of the playground page, without and with a worker beside the server."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log.txt") as server:

        async def paint() -> float:
            began = time.perf_counter()
            async with visit(server):
                return time.perf_counter() - began

        await paint()
        before = [await paint() for _ in range(visits)]
        async with visit(server, page="cnn") as cnn:
            if not cnn.stage:  # the first run of a page may only put its address in order
                await cnn.run()
            await cnn.press("play")
            for _ in range(30):
                if any(frame["step"] for _, frame in await cnn.watch(frames=20, seconds=2)):
                    break
            else:
                raise RuntimeError("image networks do not train")
            await cnn.press("pause")
            after = [await paint() for _ in range(visits)]
    ratio = statistics.median(after) / statistics.median(before)
    best = min(after) / min(before)
    print(f"first paint of another page: {_milliseconds(before)}, with a worker "
          f"{_milliseconds(after)}: ratio {ratio:.2f}, of the best {best:.2f}")  # fmt: skip


def _thousands(values: Sequence[float]) -> str:
    return f"{statistics.median(values) / 1000:.1f}k"


def _spread(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"


def _milliseconds(values: Sequence[float]) -> str:
    return f"{1000 * statistics.median(values):.0f} ms (most {1000 * max(values):.0f})"


def main() -> None:
    """Measure and print one line a fact."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=["8", "28", *CELLS, "sessions", "pages"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    given = parser.parse_args()
    for side in (8, 28):
        if str(side) in given.only:
            images_beside_fit(side, given.rounds, given.seconds)
    for cell in CELLS:
        if cell in given.only:
            begin = partial(recalling, cell)
            beside_fit(f"{cell}, 50 steps", begin, [cell], (given.rounds, given.seconds))
    if "sessions" in given.only:
        together(given.rounds, given.seconds)
    CLUSTERS.close()
    if "pages" in given.only:
        asyncio.run(paints(visits=15))


if __name__ == "__main__":
    main()
