"""The page of the whole recipe: seven steps, each a decision, and one Experiment out of them."""

from collections.abc import Callable, Mapping

from playground.errors import N_
from playground.explain import recipe as explained
from playground.explain.recipe import experiment_of, settled
from playground.spec.lessons.recipe import MEASURES, RULES, SETS, SHAPES, TOPICS
from playground.ui import lesson, recipe_boards
from playground.ui.lesson import Prompt, Question, ink, shown
from playground.ui.state import Session
from playground.ui.texts import _, label
from playground.ui.widgets import Form

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
DECAYS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1)
UNITS, ROUNDS = (2, 4, 8, 16, 32), (10, 30, 100, 200, 400)
STEPS = list(TOPICS)


def draw(session: Session, page: str) -> None:
    """Draw the page: the step that is open."""
    lesson.topics(session, page, TOPICS)
    recipe = session.lessons.recipe
    lesson.lead(_(LEADS[recipe.topic]))
    left, right = lesson.spread()
    with left:
        lesson.picture(session, page, recipe_boards.plane(recipe))
    with right:
        SHOWN[recipe.topic](session, page, lesson.form_of(session, page))
        _onward(session, page)


def _onward(session: Session, page: str) -> None:
    """Draw the way to the next step, at the last one that to the playground."""
    recipe = session.lessons.recipe
    at = STEPS.index(recipe.topic) + 1
    if at < len(STEPS):
        name = label(TOPICS[STEPS[at]])
        lesson.press(session, f"{page}:next", _("Next: {step}").format(step=name),
                     {"topic": STEPS[at]})  # fmt: skip
    else:
        lesson.door(session, page, _("Open in the Playground"), "playground",
                    experiment_of(recipe))  # fmt: skip


def _prepare(session: Session, page: str, form: Form) -> None:
    recipe = session.lessons.recipe
    lesson.switch(session, page, "data", SETS, _("Data set"))
    samples, share = form.row()
    samples.steps("samples", _("Points"), recipe.samples, (50, 100, 200, 500, 1000),
                  lesson.setting("samples"), help=_("How many are drawn."))  # fmt: skip
    share.slider("share", _("Share to train on"), recipe.share, (0.1, 0.9, 0.1),
                 lesson.setting("share"), help=_("The rest is held back."))  # fmt: skip
    form.slider("noise", _("Noise"), recipe.noise, (0.0, 0.5, 0.05), lesson.setting("noise"),
                help=_("How far the points stray."))  # fmt: skip
    lesson.tries(session, page, [
        Prompt(_("Other points"), {"seed": (recipe.seed + 1) % 1000}),
        Prompt(_("Few points"), {"samples": 50}),
    ])  # fmt: skip


def _build(session: Session, page: str, form: Form) -> None:
    recipe = session.lessons.recipe
    lesson.formula(r"a' &= f(W a + b)", r"p &= \sigma(w \cdot a + b)")
    lesson.switch(session, page, "activation", SHAPES, _("Activation"))
    layers, units = form.row()
    layers.steps(
        "hidden_layers", _("Hidden layers"), recipe.hidden_layers, (0, 1, 2, 3),
        lesson.setting("hidden_layers"),
        help=_("Without one, only a straight line can part the classes."),
    )  # fmt: skip
    units.steps("units", _("Neurons a layer"), recipe.units, UNITS, lesson.setting("units"),
                help=_("Of every hidden layer."))  # fmt: skip
    lesson.question(session, page, Question(
        "linear", _("Three layers with a linear activation: what can they part?"),
        [_("Any pattern"), _("What a straight line parts"), _("No pattern")], 1,
        _("Linear of linear is linear: go on to Train and look at the boundary."),
        {"activation": "linear", "hidden_layers": 3},
    ))  # fmt: skip


def _loss(session: Session, page: str, form: Form) -> None:
    recipe = session.lessons.recipe
    line = r"-\log p" if recipe.loss == "binary_crossentropy" else "(1 - p)^2"
    answers = explained.first_answers(settled(recipe))
    worst = float(answers.min())
    cost = float(explained.loss_of(recipe.loss, answers.min()))
    lesson.formula(rf"L(p) &= {ink('teal', line)}", rf"L({shown(worst)}) &= {shown(cost)}")
    lesson.switch(session, page, "loss", MEASURES, _("Loss"))
    lesson.question(session, page, Question(
        "sure", _("Which loss punishes a sure mistake without bound?"),
        [_("Squared error"), _("Cross-entropy")], 1,
        _("Minus the logarithm of a probability near 0 grows without bound."),
        {"loss": "binary_crossentropy"},
    ))  # fmt: skip


def _optimizer(session: Session, page: str, form: Form) -> None:
    recipe = session.lessons.recipe
    lesson.formula(r"\theta \leftarrow \theta - \alpha \nabla L",
                   rf"& \alpha = {recipe.learning_rate:g}")  # fmt: skip
    lesson.switch(session, page, "optimizer", RULES, _("Optimizer"))
    form.figure("learning_rate", _("Learning rate"), recipe.learning_rate, RATES,
                lesson.setting("learning_rate"), help=_("How far a step goes."))  # fmt: skip
    lesson.question(session, page, Question(
        "small", _("At a very small rate, which one still gets ahead?"),
        [_("Plain SGD"), "Adam", _("All alike")], 1,
        _("Adam's steps are about as long as the rate, however small the gradient is."),
        {"learning_rate": 0.003},
    ))  # fmt: skip


def _train(session: Session, page: str, form: Form) -> None:
    recipe = session.lessons.recipe
    form.steps("rounds", _("Epochs"), recipe.rounds, ROUNDS, lesson.setting("rounds"),
               help=_("How often all points are looked at."))  # fmt: skip
    lesson.tries(session, page, [
        Prompt(_("Far too large a rate"), {"learning_rate": 3.0, "optimizer": "sgd"}),
        Prompt(_("Too small a rate"), {"learning_rate": 0.001, "optimizer": "sgd"}),
        Prompt(_("Back to the usual"), {"learning_rate": 0.03, "optimizer": "adam"}),
    ])  # fmt: skip


def _validate(session: Session, page: str, form: Form) -> None:
    recipe = session.lessons.recipe
    looks = recipe_boards.looks_of(recipe)
    lesson.formula(
        rf"{ink('blue', shown(float(looks.test[-1, 0]), 3))} - "
        rf"{ink('gold', shown(float(looks.train[-1, 0]), 3))} &= "
        rf"{shown(float(looks.test[-1, 0] - looks.train[-1, 0]), 3)}"
    )
    units, decay = form.row()
    units.steps("units", _("Neurons a layer"), recipe.units, UNITS, lesson.setting("units"),
                help=_("Of every hidden layer."))  # fmt: skip
    decay.figure("l2", _("L2"), recipe.l2, DECAYS, lesson.setting("l2"),
                 help=_("How much large weights cost."))  # fmt: skip
    lesson.question(session, page, Question(
        "large", _("Two large layers, few noisy points: what happens?"),
        [_("Both losses fall"), _("The held-back loss rises"), _("Both rise")], 1,
        _("The network has room for the noise. L2 takes some of that room away."),
        {"units": 32, "hidden_layers": 2, "samples": 100, "noise": 0.4, "rounds": 200, "l2": 0.0},
    ))  # fmt: skip


def _test(session: Session, page: str, form: Form) -> None:
    recipe = session.lessons.recipe
    found = explained.verdict(settled(recipe))
    right = int(found.counts[0] + found.counts[3])
    lesson.formula(
        rf"\frac{{{int(found.counts[0])} + {int(found.counts[3])}}}{{{len(found.labels)}}} &= "
        rf"\frac{{{right}}}{{{len(found.labels)}}} = {shown(found.right, 3)}"
    )
    lesson.tries(session, page, [
        Prompt(_("The same recipe on other points"), {"seed": (recipe.seed + 1) % 1000}),
        Prompt(_("The same recipe on a spiral"),
               {"data": "spiral", "noise": 0.05, "units": 16, "hidden_layers": 2, "rounds": 200}),
    ])  # fmt: skip


LEADS: Mapping[str, str] = {
    "prepare": N_(
        "Gather examples with their right answers, and **hold some back** before anything else. "
        "What a network trains on can't tell how it does on new points."
    ),
    "build": N_(
        "Choose how many layers, how many neurons in each, and their activation. The output is a "
        "sigmoid: a probability. Weights begin small and **random**."
    ),
    "loss": N_(
        "The loss says what a wrong answer costs. Cross-entropy makes **surely wrong** very dear; "
        "squared error never costs more than 1."
    ),
    "optimizer": N_(
        "The optimizer turns gradients into steps. All four start at the **same** weights and see "
        "the same batches, at your learning rate."
    ),
    "train": N_(
        "Now the loop: **forward**, loss, **backward**, update; ten points at a time, until all "
        "have been seen, and again. Every round is an epoch."
    ),
    "validate": N_(
        "Look at the points **held back**. Where their loss rises while the other falls, the "
        "network learns by heart. Change a decision and compare: that is what they are for."
    ),
    "test": N_(
        "At the very end, **once**: points that no decision has looked at. This number is what to "
        "tell others. Whoever goes back to change something needs new test points."
    ),
}
"""Step -> its idea."""
SHOWN: Mapping[str, Callable[[Session, str, Form], None]] = {
    "prepare": _prepare,
    "build": _build,
    "loss": _loss,
    "optimizer": _optimizer,
    "train": _train,
    "validate": _validate,
    "test": _test,
}
"""Step -> its words and controls."""
