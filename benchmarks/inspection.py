"""What a look into a network of images costs: milliseconds a view.

    python -m benchmarks.inspection [--repeats 15]

The networks are untrained and the larger images noise: neither changes the work. Before each look
the weights are held anew, so nothing is kept from the look before; holding is timed by itself. The
median and the best of all repeats, wall-clock, in one process with one thread for each operation,
as in the worker.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from playground.data.images import load_images
from playground.data.pictures import Pictures
from playground.deep.building import build
from playground.deep.inspection import VIEWS, Inspector
from playground.deep.lens import Lens
from playground.deep.start import start_tensorflow
from playground.spec.stack import STACKS
from playground.spec.vision import Images

WORDS = (
    "confusion", "mistakes", "probabilities", "map", "kernel", "saliency", "smoothgrad", "gradcam",
    "integrated", "occlusion", "mind", "embedding", "favourite", "tsne",
)  # fmt: skip
SECONDS = 1.0
"""What one view may take, all repeats together."""
Case = tuple[str, Images, Pictures, str]

FACTS = {
    "variant": "0", "picture": "validation.0", "layer": "conv_2", "own_layer": "conv_2",
    "map_layer": "conv_2", "kernel_layer": "conv_2", "truth": "1", "answer": "1", "unit": "3",
}  # fmt: skip


def noise(shape: tuple[int, int, int], held_out: int) -> Pictures:
    """Pictures of nothing, ten classes."""
    rng = np.random.default_rng(0)
    pixels = rng.random((held_out + 100, *shape), np.float32)
    labels = np.arange(len(pixels)) % 10
    channels = shape[2]
    return Pictures(
        pixels[held_out:], labels[held_out:], pixels[:held_out], labels[:held_out],
        tuple("0123456789"), np.arange(len(pixels)), np.full(channels, 0.5, np.float32),
        np.full(channels, 0.3, np.float32),
    )  # fmt: skip


def cases() -> list[Case]:
    """Data sets and the networks that usually learn them."""
    mnist = Images(name="mnist", images=12_000)
    cifar = Images(name="cifar10", images=6_000)
    return [
        ("8 x 8, small", Images(), load_images(Images()), "small"),
        ("28 x 28, small", mnist, noise((28, 28, 1), 2640), "small"),
        ("32 x 32 x 3, 32-64-128", cifar, noise((32, 32, 3), 1320), "cifar"),
    ]


def milliseconds(look: Callable[[], object], before: Callable[[], object], repeats: int) -> str:
    """Median and best time of a look."""
    before()
    look()  # compiles
    times = []
    ends = time.perf_counter() + SECONDS
    while len(times) < repeats and (not times or time.perf_counter() < ends):
        before()
        began = time.perf_counter()
        look()
        times.append(1e3 * (time.perf_counter() - began))
    return f"{statistics.median(times):.2f} / {min(times):.2f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    start_tensorflow()
    columns = []
    for name, data, pictures, stack in cases():
        lens = Lens(build(pictures.shape, STACKS[stack], len(pictures.names)))
        inspector, weights = Inspector([lens], data, pictures), lens.model.get_weights()
        times = {}
        hold = lambda own=inspector, values=weights: own.hold(0, values)  # noqa: E731
        times["hold"] = milliseconds(hold, lambda: None, repeats)
        for word in WORDS:
            view = VIEWS[word]
            asked = ":".join([word, *(FACTS[kind] for kind in view.arguments)])
            look = lambda own=inspector, name=asked: own.look(name)  # noqa: E731
            times[word] = milliseconds(look, hold, repeats)
        columns.append((name, times))
    print("| ms, median / best | " + " | ".join(name for name, _ in columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for word in columns[0][1]:
        print(f"| {word} | " + " | ".join(times[word] for _, times in columns) + " |")


if __name__ == "__main__":
    main()
