"""Words on the screen: in the page's language, and inert when they come from outside.

`_` marks a text for the catalogue and translates it in one; texts that stand in other floors are
marked there by `N_` and pass through `_` here.
"""

import re
from collections.abc import Mapping

from playground.errors import MESSAGES, N_, PlaygroundError
from playground.i18n import translate
from playground.spec.choices import Choice
from playground.ui import state

_HARMLESS = re.compile(r"[-+−]?[A-Za-z0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
LONGEST = 60

FIELDS: Mapping[str, str] = {
    "experiment": N_("The experiment"),
    "link": N_("The link"),
    "version": N_("The version"),
    "data": N_("The data set"),
    "name": N_("The data set"),
    "samples": N_("The number of samples"),
    "noise": N_("The noise"),
    "train_share": N_("The train share"),
    "classes": N_("The number of classes"),
    "data_seed": N_("The data seed"),
    "points": N_("The points"),
    "split": N_("The split into train and test"),
    "features": N_("The features"),
    "layers": N_("The hidden layers"),
    "units": N_("The number of units"),
    "activation": N_("The activation"),
    "output": N_("The output"),
    "loss": N_("The loss"),
    "formula": N_("The formula"),
    "initializer": N_("The initializer"),
    "batch_size": N_("The batch size"),
    "shuffle": N_("The switch for shuffling"),
    "order_seed": N_("The order seed"),
    "stop": N_("The stop rule"),
    "epoch": N_("The last epoch"),
    "target": N_("The target loss"),
    "racers": N_("The number of racers"),
    "starts": N_("The number of starts"),
    "epochs": N_("The number of epochs"),
    "judged_by": N_("What decides"),
    "x_axis": N_("The horizontal axis"),
    "bands": N_("The drawing of the starts"),
    "start_shown": N_("The start that is shown"),
    "rated_by": N_("The epoch that counts for a rate"),
    "plane": N_("The plane of the landscape"),
    "relief": N_("The view of the landscape"),
    "slice_from": N_("The first racer of the slice"),
    "slice_to": N_("The last racer of the slice"),
    "steps_per_second": N_("The number of steps a second"),
    "surface": N_("The surface"),
    "start_x": N_("The start x"),
    "start_y": N_("The start y"),
    "gradient_noise": N_("The noise on the gradient"),
    "noise_seed": N_("The seed of the noise"),
    "steps": N_("The number of steps"),
    "runs": N_("The runs"),
    "optimizer": N_("The optimizer"),
    "learning_rate": N_("The learning rate"),
    "momentum": N_("The momentum"),
    "beta_1": N_("Beta 1"),
    "beta_2": N_("Beta 2"),
    "epsilon": N_("Epsilon"),
    "rho": N_("Rho"),
    "centered": N_("The switch for centering"),
    "initial_accumulator_value": N_("The first sum of squares"),
    "learning_rate_power": N_("The power of the rate"),
    "l1_regularization_strength": N_("FTRL's own L1"),
    "l2_regularization_strength": N_("FTRL's own L2"),
    "l2_shrinkage_regularization_strength": N_("FTRL's L2 shrinkage"),
    "beta": N_("Beta"),
    "weight_decay": N_("The weight decay"),
    "clipping": N_("The gradient clipping"),
    "clipvalue": N_("The threshold of clipping"),
    "clipnorm": N_("The threshold of clipping"),
    "global_clipnorm": N_("The threshold of clipping"),
    "threshold": N_("The threshold of clipping"),
    "schedule": N_("The schedule"),
    "schedule.name": N_("The schedule"),
    "warmup_steps": N_("The warm-up"),
    "decay_steps": N_("The schedule's length"),
    "first_decay_steps": N_("The schedule's first length"),
    "total_steps": N_("The schedule's length"),
    "decay_rate": N_("The strength of the rate's fall"),
    "staircase": N_("The switch for stairs"),
    "end_learning_rate": N_("The rate at the end"),
    "power": N_("The power"),
    "cycle": N_("The switch for starting over"),
    "alpha": N_("The share at the end"),
    "t_mul": N_("The growth of the length"),
    "m_mul": N_("The height of restarts"),
    "pct_start": N_("The share of the climb"),
    "div_factor": N_("The divisor at the start"),
    "final_div_factor": N_("The divisor at the end"),
    "factor": N_("The factor of a drop"),
    "patience": N_("The patience"),
    "min_delta": N_("The smallest gain"),
    "cooldown": N_("The rest after a drop"),
    "min_lr": N_("The lowest rate"),
    "restore_best": N_("The switch for going to the best epoch"),
    "dropout": N_("The dropout"),
    "input_noise": N_("The input noise"),
    "class_weights": N_("The class weights"),
    "weights": N_("The points' weights"),
    "point_weights": N_("The points' weights"),
    "metrics": N_("The metric"),
    "l1": N_("The L1 penalty"),
    "l2": N_("The L2 penalty"),
    "strength": N_("The strength of the penalty"),
    "images": N_("The number of images"),
    "validation_share": N_("The share held out"),
    "normalisation": N_("The normalisation"),
    "shift": N_("The shift"),
    "rotate": N_("The rotation"),
    "flip": N_("The switch for mirroring"),
    "pixel_noise": N_("The pixel noise"),
    "digest": N_("The sum over your own images"),
    "shape": N_("The size of the images"),
    "names": N_("The classes"),
    "variants": N_("The number of networks"),
    "stack": N_("The stack of layers"),
    "net": N_("The stack of layers"),
    "kind": N_("The kind of the layer"),
    "filters": N_("The number of filters"),
    "kernel": N_("The kernel"),
    "stride": N_("The stride"),
    "padding": N_("The padding"),
    "size": N_("The window"),
    "dense_units": N_("The number of units"),
    "label_smoothing": N_("The label smoothing"),
    "vision": N_("The images and networks"),
    "sequences": N_("The sequences"),
    "length": N_("The number of steps read"),
    "horizon": N_("The number of steps ahead"),
    "cell": N_("The cell"),
    "cell_units": N_("The number of units"),
    "cell_layers": N_("The number of layers"),
    "bidirectional": N_("The switch for both directions"),
    "recurrent_initializer": N_("The recurrent start"),
    "recurrent_start": N_("The recurrent start"),
    "forget_bias": N_("The switch for the forget bias"),
    "embedding": N_("The embedding"),
    "columns": N_("The number of columns"),
    "seed": N_("The seed"),
    "weight": N_("The weight"),
    "speed": N_("The speed"),
    "test_points": N_("The switch for test points"),
    "discretize": N_("The switch for discretising"),
    "log_loss": N_("The switch for the log axis"),
    "smoothing": N_("The smoothing"),
    "topic": N_("The topic"),
    "inputs": N_("The inputs"),
    "hidden": N_("The hidden units"),
    "targets": N_("The targets"),
    "theta": N_("The weights"),
    "updates": N_("The number of steps"),
    "shown": N_("The weight looked at"),
    "z": N_("The sum"),
    "depth": N_("The number of layers"),
    "gain": N_("The factor of the weights"),
    "gate": N_("The gate"),
    "x1": N_("The first input"),
    "x2": N_("The second input"),
    "w1": N_("The first weight"),
    "w2": N_("The second weight"),
    "bias": N_("The bias"),
    "recurrent": N_("The loop's weight"),
    "batch": N_("What a step looks at"),
    "bowl": N_("The drawing of the bowl"),
    "rounds": N_("The number of epochs"),
    "class_rate": N_("The learning rate"),
    "spread": N_("The noise"),
    "dots": N_("The points"),
    "start_w": N_("The start of w"),
    "start_b": N_("The start of b"),
    "stretch": N_("The unit of x"),
    "slope": N_("The slope"),
    "intercept": N_("The intercept"),
    "ask": N_("The new x"),
    "cut": N_("The threshold"),
    "overlap": N_("The overlap"),
    "probe_x": N_("The place looked at"),
    "probe_y": N_("The place looked at"),
    "new_x": N_("The new input"),
    "known": N_("The number of training points"),
    "pick": N_("The candidate"),
    "share": N_("The share to train on"),
    "hidden_layers": N_("The number of hidden layers"),
    "remedy": N_("The remedy"),
    "mended": N_("The switch for the mended run"),
    "swept": N_("The switch for the sweep"),
    "opened": N_("The switch for the test set"),
}
"""What a person calls a field: the last word or two of its path -> its plain name."""
_OF_LINKS = re.compile("^(stop|schedule)_")
"""What the link's words put before a field's own name."""


def _(text: str) -> str:
    """Translate an English text of ours into the page's language."""
    return translate(state.session().language, text)


def label(choice: Choice) -> str:
    """Return the name of a menu entry in the page's language."""
    return _(choice.label)


def plain_text(text: object) -> str:
    """Return text from outside so that Markdown shows it letter by letter: no link, no image.

    Numbers and single words stay as they are; whatever else becomes inline code, in which Markdown
    knows no markup.
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    if len(words) > LONGEST:
        words = words[: LONGEST - 1] + "…"
    if _HARMLESS.fullmatch(words):
        return words
    return f"`{words.replace('`', 'ˋ')}`" if words else "``` ```"


def sentence(error: PlaygroundError) -> str:
    """Return an error's sentence in the page's language, with the field in plain words."""
    name = _name(error.field)
    field = _(name) if name else plain_text(error.field)
    facts = {name: _fact(name, value) for name, value in error.facts.items()}
    return _(MESSAGES[error.code]).format_map({"field": field, **facts})


def _name(path: str) -> str | None:
    """Return the plain English name of a field."""
    *above, last = [word for word in path.split(".") if not word.isdigit()] or [path]
    together = ".".join([*above[-1:], last])
    return FIELDS.get(together) or FIELDS.get(last) or FIELDS.get(_OF_LINKS.sub("", last))


def number_text(number: float) -> str:
    """Write a number as a person would: 3, 0.00001, and 1e-07 below that."""
    if not 1e-5 <= abs(number) < 1e15:
        return f"{number:g}" if float(f"{number:g}") == number else repr(number)
    text = f"{number:.15f}".rstrip("0").rstrip(".")
    return text if float(text) == number else repr(number)


def short_text(number: float) -> str:
    """Write a number in three digits: 0.197, −2.88, 2.34 × 10⁻⁶."""
    mantissa, _e, power = f"{number:.3g}".replace("-", "−").partition("e")
    if not power:
        return mantissa
    sign = "⁻" if power.startswith("−") else ""
    return f"{mantissa} × 10{sign}{power.lstrip('+−0').translate(_RAISED)}"


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _fact(name: str, value: object) -> object:
    """Make a fact inert unless it is one of our own figures."""
    if isinstance(value, int | float):
        return number_text(value)
    return plain_text(value) if name == "value" else str(value)
