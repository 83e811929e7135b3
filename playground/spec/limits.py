"""Limits as data: read by the forms, the links, the command line and the tests alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A closed interval [low, high]; `integer` says that only whole numbers lie in it."""

    low: float
    high: float
    integer: bool = False


SEED = Limit(0, 2**32 - 1, integer=True)

LIMITS: dict[str, Limit] = {
    "samples": Limit(10, 5000, integer=True),
    "noise": Limit(0.0, 0.5),
    "train_share": Limit(0.1, 1.0),
    "classes": Limit(2, 8, integer=True),
    "units": Limit(1, 64, integer=True),
    "batch_size": Limit(1, 5000, integer=True),
    "learning_rate": Limit(0.0, 100.0),
    "momentum": Limit(0.0, 1.0),
    "beta_1": Limit(0.0, 0.9999999),
    "beta_2": Limit(0.0, 0.9999999),
    "epsilon": Limit(1e-16, 1.0),
    "rho": Limit(0.0, 0.9999999),
    "initial_accumulator_value": Limit(0.0, 100.0),
    "learning_rate_power": Limit(-10.0, 0.0),
    "l1_regularization_strength": Limit(0.0, 10.0),
    "l2_regularization_strength": Limit(0.0, 10.0),
    "l2_shrinkage_regularization_strength": Limit(0.0, 10.0),
    "beta": Limit(0.0, 100.0),
    "weight_decay": Limit(0.0, 10.0),
    "clipvalue": Limit(1e-6, 1e6),
    "clipnorm": Limit(1e-6, 1e6),
    "global_clipnorm": Limit(1e-6, 1e6),
    "warmup_steps": Limit(0, 1_000_000, integer=True),
    "decay_steps": Limit(1, 1_000_000, integer=True),
    "first_decay_steps": Limit(1, 1_000_000, integer=True),
    "total_steps": Limit(2, 1_000_000, integer=True),
    "decay_rate": Limit(0.0, 1000.0),
    "end_learning_rate": Limit(0.0, 100.0),
    "power": Limit(0.0, 10.0),
    "alpha": Limit(0.0, 1.0),
    "t_mul": Limit(1.0, 10.0),
    "m_mul": Limit(0.0, 2.0),
    "pct_start": Limit(0.01, 0.99),
    "div_factor": Limit(1.0, 1e6),
    "final_div_factor": Limit(1.0, 1e9),
    "factor": Limit(0.01, 0.99),
    "patience": Limit(1, 1_000_000, integer=True),
    "min_delta": Limit(0.0, 100.0),
    "cooldown": Limit(0, 1_000_000, integer=True),
    "min_lr": Limit(0.0, 100.0),
    "dropout": Limit(0.0, 0.95),
    "input_noise": Limit(0.0, 10.0),
    "class_weight": Limit(0.0, 1000.0),
    "sample_weight": Limit(0.0, 1000.0),
    "l1": Limit(0.0, 10.0),
    "l2": Limit(0.0, 10.0),
    "epoch": Limit(1, 1_000_000, integer=True),
    "target": Limit(0.0, 100.0),
    "coordinate": Limit(-100.0, 100.0),
    "label": Limit(-1e6, 1e6),
    "weight": Limit(-100.0, 100.0),
    "smoothing": Limit(0.0, 0.95),
    "starts": Limit(1, 32, integer=True),
    "start_shown": Limit(0, 31, integer=True),
    "slice_from": Limit(0, 11, integer=True),
    "slice_to": Limit(0, 11, integer=True),
    "filters": Limit(1, 128, integer=True),
    "dense_units": Limit(1, 512, integer=True),
    "kernel": Limit(1, 9, integer=True),
    "stride": Limit(1, 4, integer=True),
    "size": Limit(2, 4, integer=True),
    "side": Limit(4, 64, integer=True),
    "images": Limit(20, 70_000, integer=True),
    "validation_share": Limit(0.05, 0.5),
    "shift": Limit(0, 8, integer=True),
    "rotate": Limit(0.0, 45.0),
    "pixel_noise": Limit(0.0, 0.5),
    "label_smoothing": Limit(0.0, 0.5),
    "sequences": Limit(10, 400_000, integer=True),
    "length": Limit(2, 200, integer=True),
    "horizon": Limit(1, 200, integer=True),
    "cell_units": Limit(1, 128, integer=True),
    "cell_layers": Limit(1, 3, integer=True),
    "embedding": Limit(1, 64, integer=True),
    "epochs": Limit(1, 100_000, integer=True),
    "start_x": Limit(-100.0, 100.0),
    "start_y": Limit(-100.0, 100.0),
    "gradient_noise": Limit(0.0, 1000.0),
    "noise_seed": SEED,
    "steps": Limit(1, 10_000, integer=True),
    "steps_per_second": Limit(1, 1000, integer=True),
    "rates": Limit(2, 24, integer=True),
    "lowest_rate": Limit(1e-8, 100.0),
    "highest_rate": Limit(1e-8, 100.0),
    "x1": Limit(-3.0, 3.0),
    "x2": Limit(-3.0, 3.0),
    "w1": Limit(-5.0, 5.0),
    "w2": Limit(-5.0, 5.0),
    "bias": Limit(-5.0, 5.0),
    "recurrent": Limit(-2.0, 2.0),
    "rounds": Limit(1, 2000, integer=True),
    "class_rate": Limit(0.0, 100.0),
    "spread": Limit(0.0, 5.0),
    "start_w": Limit(-20.0, 20.0),
    "start_b": Limit(-20.0, 20.0),
    "stretch": Limit(0.1, 20.0),
    "slope": Limit(-20.0, 20.0),
    "intercept": Limit(-20.0, 20.0),
    "ask": Limit(-100.0, 100.0),
    "cut": Limit(0.0, 1.0),
    "overlap": Limit(0.0, 3.0),
    "probe_x": Limit(-5.0, 5.0),
    "probe_y": Limit(-5.0, 5.0),
    "new_x": Limit(0.0, 1.5),
    "known": Limit(10, 100, integer=True),
    "pick": Limit(0, 23, integer=True),
    "share": Limit(0.1, 0.9),
    "hidden_layers": Limit(0, 4, integer=True),
    "z": Limit(-6.0, 6.0),
    "depth": Limit(1, 30, integer=True),
    "gain": Limit(0.1, 5.0),
    "updates": Limit(1, 50, integer=True),
    "shown": Limit(0, 31, integer=True),
    "input_value": Limit(-10.0, 10.0),
    "hidden_units": Limit(1, 3, integer=True),
    "seed": SEED,
    "order_seed": SEED,
}
"""Field name -> what its value may be. A field of the same name obeys the same limit everywhere."""

LENGTHS: dict[str, tuple[int, int]] = {
    "features": (1, 9),
    "layers": (0, 8),
    "stack": (0, 12),
    "names": (0, 20),
    "runs": (1, 1024),
    "racers": (0, 12),
    "variants": (1, 4),
    "recurrent_runs": (1, 24),
    "points": (1, 5000),
    "dots": (0, 120),
    "weights": (0, 5000),
    "class_weights": (0, 8),
    "metrics": (0, 5),
    "inputs": (1, 3),
    "hidden": (0, 2),
    "targets": (1, 2),
    "theta": (0, 32),
}
"""Field name -> the fewest and the most entries of a list."""

MEMORY_MEGABYTES = 256
"""What one Experiment's arrays may need, predicted by `cost.megabytes` before any is made."""

VISION_MEGABYTES = 600
"""What images and networks of the image page may need in the worker, predicted by `vision`."""

RECURRENT_MEGABYTES = 600
"""What sequences and networks of the recurrent page may need in the worker."""

LINK_CHARACTERS = 2000
"""The longest query string that is written or read."""

FILE_BYTES = 4_000_000
"""The largest experiment file that is read."""

FORMULA_CHARACTERS = 200
FORMULA_PARTS, FORMULA_DEPTH = 200, 100
"""How many numbers, names and operations a formula may have, and how many inside each other."""
FORMULA_NUMBER, FORMULA_EXPONENT = 1e9, 100.0
"""The largest number and the largest exponent that may be written in a formula."""
FORMULA_VALUE = 1e150
"""What is higher is out of sight: differences and squares of heights must stay numbers."""
