"""Many numbers as two: where the images lie in what the last hidden layer says about them."""

import numpy as np
from scipy.sparse.linalg import svds
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from playground.deep.lens import Values

FEW = 16
"""Up to so many images or units all components are calculated; of more, only two."""


def principal(hidden: Values) -> Values:
    """The first two principal components (N, 2) of (N, U).

    A component's sign is free; here its largest loading is positive, so a film does not flip.
    """
    centred = hidden - hidden.mean(axis=0)
    if min(centred.shape) > FEW and centred.any():
        begin = np.random.default_rng(0).standard_normal(min(centred.shape))
        _, _, rows = svds(centred, k=2, v0=begin)  # smallest first
        rows = rows[::-1]
    else:
        with threadpool_limits(1):
            _, _, rows = np.linalg.svd(centred, full_matrices=False)
        rows = rows[:2]  # (2, U)
    largest = np.take_along_axis(rows, np.abs(rows).argmax(axis=1)[:, None], axis=1)
    found = centred @ (rows * np.sign(largest)).T
    missing = 2 - found.shape[1]
    return np.asarray(np.pad(found, ((0, 0), (0, missing))), dtype=np.float32)


def neighbours(hidden: Values, seed: int = 0) -> Values:
    """t-SNE (N, 2): who is near stays near, what is far says little. Slow: seconds.

    van der Maaten and Hinton 2008, as scikit-learn has it, started from the principal components.
    """
    perplexity = min(30.0, max(1.0, (len(hidden) - 1) / 3))
    model = TSNE(2, perplexity=perplexity, init="pca", random_state=seed)
    with threadpool_limits(1):  # threads that wait for each other beside training take minutes
        return np.asarray(model.fit_transform(hidden), dtype=np.float32)
