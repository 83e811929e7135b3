"""Keras' own `fit` and its EarlyStopping, in a process of their own, as `keras_twin.py`.

python -m tests.engine.keras_fit < order.json > answer.json
"""

import json
import sys

import keras
import numpy as np

keras.config.set_floatx("float64")
LOSSES = {
    "mean_squared_error": "mean_squared_error",
    "binary_crossentropy": keras.losses.BinaryCrossentropy(from_logits=True),
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy(from_logits=True),
}


def fitted(order: dict) -> dict:
    """The weights after each way of weighting, and the losses of both sides at the end."""
    sizes = order["sizes"]
    layers = [keras.layers.Dense(units, activation="tanh") for units in sizes[1:-1]]
    model = keras.Sequential([keras.Input((sizes[0],)), *layers, keras.layers.Dense(sizes[-1])])
    model.compile(keras.optimizers.SGD(order["rate"]), LOSSES[order["loss"]])
    model.set_weights([np.array(part) for part in order["weights"]])
    train, test = ([np.array(part) for part in order[side]] for side in ("train", "test"))
    class_weight = {int(label): weight for label, weight in order["class_weight"].items()} or None
    fit = {"sample_weight": train[2]} if class_weight is None else {"class_weight": class_weight}
    model.fit(
        *train[:2], batch_size=order["batch_size"], epochs=order["epochs"], shuffle=False,
        verbose=0, **fit,
    )  # fmt: skip
    losses = [
        model.evaluate(x, y, sample_weight=weights, verbose=0, batch_size=len(x))
        for x, y, weights in (train, test)
    ]
    return {"weights": [part.tolist() for part in model.get_weights()], "losses": losses}


def stopped(order: dict) -> dict:
    """What EarlyStopping makes of losses: its last and best epoch, and the weights it leaves.

    The weight of the model is the number of the epoch, from 1.
    """
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    watch = keras.callbacks.EarlyStopping(
        "val_loss", mode="min", min_delta=order["min_delta"], patience=order["patience"],
        restore_best_weights=order["restore_best"],
    )  # fmt: skip
    watch.set_model(model)
    model.stop_training = False
    watch.on_train_begin()
    last = 0
    for epoch, loss in enumerate(order["losses"]):
        last = epoch + 1
        model.set_weights([np.array([[float(last)]])])
        watch.on_epoch_end(epoch, {"val_loss": loss})
        if model.stop_training:
            break
    if model.stop_training:
        watch.on_train_end()
    weight = float(model.get_weights()[0][0, 0])
    stops = bool(model.stop_training)
    return {"stops": stops, "last": last, "best": watch.best_epoch + 1, "weight": weight}


if __name__ == "__main__":
    given = json.load(sys.stdin)
    answer = {
        "fitted": [fitted(order) for order in given["fitted"]],
        "stopped": [stopped(order) for order in given["stopped"]],
    }
    json.dump(answer, sys.stdout)
