"""The peers, each in a process of its own: name -> which library, module and class.

The contract of a class, called a Learner:

    Learner(problem)   stands at the problem's start
    call               how many batches one timed call trains: so many that starting the call costs
                       little beside them, so few that the call is short
    train(steps)       trains the next so many batches, and returns when that is done
    layers()           kernels and biases of each run

A module here imports its library at the top, and is imported in that peer's process only.
"""

from importlib import import_module
from importlib.metadata import version
from typing import NamedTuple, Protocol

from benchmarks.problem import Layers, Problem


class Learner(Protocol):
    """See above."""

    call: int

    def train(self, steps: int) -> None: ...

    def layers(self) -> list[Layers]: ...


class Peer(NamedTuple):
    """Where a Learner is found and whose it is."""

    distribution: str
    module: str
    name: str

    def begin(self, problem: Problem) -> Learner:
        """Import the Learner, and its library with it, and start it (raises ImportError)."""
        module = import_module(f"benchmarks.peers.{self.module}")
        learner: Learner = getattr(module, self.name)(problem)
        return learner

    @property
    def version(self) -> str:
        """Of the library."""
        return f"{self.distribution} {version(self.distribution)}"


OURS = "ours"
PEERS: dict[str, Peer] = {
    OURS: Peer("numpy", "ours", "Ours"),
    "first-written NumPy": Peer("numpy", "first_written", "FirstWritten"),
    "scikit-learn partial_fit, each batch": Peer("scikit-learn", "scikit", "BatchByBatch"),
    "scikit-learn partial_fit, many batches": Peer("scikit-learn", "scikit", "Scikit"),
    "PyTorch eager": Peer("torch", "pytorch", "Eager"),
    "Keras train_on_batch": Peer("keras", "keras_model", "TrainOnBatch"),
    "Keras fit": Peer("keras", "keras_model", "Fit"),
    "JAX jit + scan": Peer("jax", "jax_scan", "Scan"),
    "JAX jit + vmap + scan": Peer("jax", "jax_scan", "VmapScan"),
}
