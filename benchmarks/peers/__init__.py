"""The peers, each in a process of its own: name -> (library, module, class).

The contract of a class, called a Learner:

    Learner(problem)    stands at the problem's start
    call                how many batches one timed call trains: so many that starting a call costs
                        nothing beside them, so few that a call is short
    train(steps)        train the next so many batches, and wait until it is done
    layers()            kernels and biases of each run

Modules here import their library at the top and are imported in that peer's process only.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple


class Peer(NamedTuple):
    """Where a Learner is found and which library it needs."""

    library: str
    module: str
    learner: str

    @property
    def is_installed(self) -> bool:
        """Whether this interpreter has the library."""
        return find_spec(self.library) is not None

    def load(self) -> Any:
        """Import the Learner, and its library with it."""
        return getattr(import_module(f"benchmarks.peers.{self.module}"), self.learner)


PEERS: dict[str, Peer] = {
    "ours": Peer("numpy", "ours", "Ours"),
    "first-written NumPy": Peer("numpy", "first_written", "FirstWritten"),
    "scikit-learn partial_fit, each batch": Peer("sklearn", "scikit", "BatchByBatch"),
    "scikit-learn partial_fit, many batches": Peer("sklearn", "scikit", "Scikit"),
    "PyTorch eager": Peer("torch", "pytorch", "Eager"),
    "Keras train_on_batch": Peer("keras", "keras_model", "TrainOnBatch"),
    "Keras fit": Peer("keras", "keras_model", "Fit"),
    "JAX jit + scan": Peer("jax", "jax_scan", "Scan"),
    "JAX jit + vmap + scan": Peer("jax", "jax_scan", "VmapScan"),
}
