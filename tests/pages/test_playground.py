"""The page's laws: the Experiment is the truth, the address bar reproduces it, nothing is lost."""

import pytest

from playground.compute import RUNS
from playground.live.wire import unpack
from playground.spec import (
    Experiment,
    LayerSpec,
    RunSpec,
    Stop,
    View,
    change,
    change_data,
    change_run,
    change_schedule,
    from_query,
    to_query,
)
from playground.spec.choices import DATASETS
from playground.spec.limits import LIMITS
from playground.ui import state
from playground.ui.widgets import SEAL

SPIRAL = {"data": "spiral", "optimizer": "adam", "layers": "8~8", "activation": "relu"}


def run(old=None, **fields):
    return change_run(old or Experiment(), 0, **fields)


def of_layers(*layers):
    return change(Experiment(), layers=layers)


MENUS = [
    ("menu", "optimizer", "adam", run(optimizer="adam")),
    ("menu", "activation", "relu", of_layers(
        LayerSpec(units=4, activation="relu"), LayerSpec(units=2, activation="relu"))),
    ("menu", "penalty", "l2", run(l2=0.001)),
    ("menu", "penalty", "l1", run(l1=0.001)),
    ("menu", "initializer", "he_normal", change(Experiment(), initializer="he_normal")),
    ("menu", "output", "sigmoid", change(
        Experiment(), output="sigmoid", loss="binary_crossentropy")),
    ("menu", "loss", "mean_squared_error", change(Experiment(), loss="mean_squared_error")),
    ("menu", "layers.0.activation", "sigmoid", of_layers(
        LayerSpec(units=4, activation="sigmoid"), LayerSpec(units=2))),
    ("selectbox", "learning_rate", "0.1", run(learning_rate=0.1)),
    ("selectbox", "learning_rate", "0.025", run(learning_rate=0.025)),
    ("selectbox", "momentum", "0.9", run(momentum=0.9)),
    ("slider", "noise", 0.25, change_data(Experiment(), noise=0.25)),
    ("slider", "train_share", 70, change_data(Experiment(), train_share=0.7)),
    ("select_slider", "batch_size", 50, change(Experiment(), batch_size=50)),
    ("number_input", "samples", 300, change_data(Experiment(), samples=300)),
    ("number_input", "data_seed", 4, change_data(Experiment(), seed=4)),
    ("number_input", "order_seed", 4, change(Experiment(), order_seed=4)),
    ("number_input", "seed", 4, run(seed=4)),
    ("number_input", "layers.1.units", 5, of_layers(LayerSpec(units=4), LayerSpec(units=5))),
    ("selectbox", "layers.1.dropout", "0.2", of_layers(
        LayerSpec(units=4), LayerSpec(units=2, dropout=0.2))),
    ("selectbox", "dropout", "0.3", of_layers(
        LayerSpec(units=4, dropout=0.3), LayerSpec(units=2, dropout=0.3))),
    ("selectbox", "input_noise", "0.1", change(Experiment(), input_noise=0.1)),
    ("selectbox", "class_weights.1", "2", change(Experiment(), class_weights=(1.0, 2.0))),
    ("number_input", "stop_epoch", 40, change(Experiment(), stop=Stop(epoch=40))),
    ("number_input", "stop_target", 0.1, change(Experiment(), stop=Stop(target=0.1))),
    ("number_input", "stop_patience", 30, change(Experiment(), stop=Stop(patience=30))),
    ("selectbox", "weight_decay", "0.01", run(weight_decay=0.01)),
    ("menu", "clipping", "clipnorm", run(clipnorm=1.0)),
    ("menu", "schedule", "cosine", change_schedule(Experiment(), 0, name="cosine")),
    ("number_input", "schedule_warmup_steps", 50,
        change_schedule(Experiment(), 0, warmup_steps=50)),
    ("menu", "metric", "recall", change(Experiment(), metrics=("recall",))),
    ("toggle", "shuffle", False, change(Experiment(), shuffle=False)),
]  # fmt: skip


@pytest.mark.parametrize(("language", "title"), [("en", "Optimizer"), ("zh", "优化器")])
def test_page_opens_in_both_languages(open_page, language, title):
    page = open_page(lang=language)
    assert title in [element.label for element in page.at.selectbox]
    assert page.session.language == language
    assert page.words == {"lang": language}


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"), MENUS, ids=lambda case: str(case)[:24]
)
def test_control_changes_experiment_run_and_address(open_page, kind, name, value, expected):
    page = open_page().set(kind, name, value)
    assert page.experiment == expected
    assert page.session.runner.experiment == expected
    assert page.words == to_query(expected)
    assert not page.told


def test_data_are_drawn_anew(open_page):
    page = open_page().press("regenerate").press("regenerate")
    assert page.experiment.data.seed == 2
    assert page.words == {"data_seed": "2"}


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_opens(open_page, name):
    page = open_page(data=name)
    assert page.experiment == change_data(Experiment(), name=name)
    assert page.words == ({"data": name})


def test_link_reproduces_the_page(open_page):
    first = open_page().set("menu", "optimizer", "adam").set("slider", "noise", 0.1)
    second = open_page(**first.words)
    assert second.experiment == first.experiment
    assert second.at.slider(key="playground:noise").value == 0.1
    assert not second.at.warning


def test_a_change_is_confirmed_by_the_browser_alone(open_page):
    page = open_page()
    page.set("slider", "noise", 0.1)
    assert page.session.desk.address.words == to_query(page.session.experiment)
    page.at.query_params.clear()  # a request that left before the address arrived
    page.run()
    assert page.session.experiment.data.noise == 0.1


def test_defaults_leave_the_address_bare(open_page):
    page = open_page().set("slider", "noise", 0.1).set("slider", "noise", 0.0)
    assert page.words == {}


REFUSED = [
    ("number_input", "samples", 9, "samples"),
    ("number_input", "samples", 10**9, "samples"),
    ("number_input", "data_seed", -1, "data_seed"),
    ("number_input", "layers.0.units", 65, "units"),
    ("number_input", "stop_epoch", 0, "epoch"),
    ("number_input", "stop_target", -0.5, "target"),
    ("selectbox", "learning_rate", "1000", "learning_rate"),
    ("selectbox", "learning_rate", "nan", "learning_rate"),
    ("selectbox", "learning_rate", "1e999", "learning_rate"),
    ("selectbox", "learning_rate", "![x](http://evil.example)", "learning_rate"),
    ("selectbox", "momentum", "2", "momentum"),
    ("selectbox", "dropout", "0.99", "dropout"),
    ("selectbox", "input_noise", "-1", "input_noise"),
    ("selectbox", "class_weights.0", "5000", "class_weight"),
    ("selectbox", "weight_decay", "11", "weight_decay"),
    ("number_input", "schedule_warmup_steps", -1, "warmup_steps"),
    ("number_input", "stop_patience", 0, "patience"),
]


@pytest.mark.parametrize(("kind", "name", "value", "field"), REFUSED)
def test_refused_value_is_told_and_the_old_one_stays(open_page, kind, name, value, field):
    page = open_page()
    widget = getattr(page.at, kind)(key=f"playground:{name}")
    before = widget.value
    page.set(kind, name, value)
    assert page.experiment == Experiment()
    assert getattr(page.at, kind)(key=f"playground:{name}").value == before
    [told] = page.told
    if "nan" not in str(value) and "http" not in str(value) and "999" not in str(value):
        limit = LIMITS[{"data_seed": "seed"}.get(field, field)]
        assert f"{limit.high:.0f}" in told or f"{limit.high}" in told
    if "http" in str(value):
        assert "`![x](http://evil.example)`" in told
    page.set("slider", "noise", 0.1)
    assert not page.told


def test_refusal_is_told_in_the_pages_language(open_page):
    [told] = open_page(lang="zh").set("number_input", "samples", 6000).told
    assert told == "样本数必须在 [10, 5000] 之内；收到的是 6000。"


BROKEN = [
    ({"noise": "7"}, "The noise", "噪声"),
    ({"data": "nonsense"}, "The data set", "数据集"),
    ({"layers": "8~x"}, "The hidden layers", "隐藏层"),
    ({"optimizer": "<script>alert(1)</script>"}, "The optimizer", "优化器"),
    ({"learning_rate": "![a](http://evil.example/a.png)"}, "The learning rate", "学习率"),
    ({"batch_size": "1" * 5000}, "The link is too long", "太长"),
]


@pytest.mark.parametrize(("words", "english", "chinese"), BROKEN)
def test_broken_link_opens_the_defaults_with_one_notice(open_page, words, english, chinese):
    for language, expected in (("en", english), ("zh", chinese)):
        page = open_page(lang=language, **words)
        assert page.experiment == Experiment()
        [notice] = page.at.warning
        assert expected in notice.value
        for value in words.values():
            assert "/" not in value or value not in notice.value.replace(f"`{value}`", "")
        assert page.words == {"lang": language}
        page.press("dismiss")
        assert not page.at.warning
        page.run()
        assert not page.at.warning


def test_unknown_language_falls_back(open_page):
    assert open_page(lang="klingon").session.language == "en"


def test_language_switch_keeps_everything(open_page):
    page = (
        open_page(**SPIRAL).set("slider", "noise", 0.2).set("selectbox", "learning_rate", "0.007")
    )
    before, token = page.experiment, page.session.desk.token
    page.session.language = page.session.asked_language = "zh"  # as set_language does
    page.run()
    assert page.experiment == before
    assert page.session.desk.token == token
    assert page.at.slider(key="playground:noise").value == 0.2
    assert page.at.selectbox(key="playground:optimizer@zh").value == "adam"
    page.set("menu", "optimizer", "momentum")
    assert page.experiment == change_run(before, 0, optimizer="momentum")


def test_back_in_the_browser_is_followed(open_page, monkeypatch):
    page = open_page().set("slider", "noise", 0.1)
    page.at.query_params.clear()
    page.run()
    assert page.words == {"noise": "0.1"}, "a request that was sent before is behind"
    page.at.query_params.clear()
    monkeypatch.setattr(state, "came_through_history", lambda: True)
    page.run()
    assert page.experiment == Experiment()
    assert page.at.slider(key="playground:noise").value == 0.0
    assert page.session.runner.experiment == Experiment()


def test_run_that_is_gone_is_made_anew(open_page):
    page = open_page(**SPIRAL)
    token = page.session.desk.token
    RUNS.close(token)
    page.run()
    assert page.session.desk.token != token
    assert page.session.runner.experiment == page.experiment


def test_what_all_layers_share_leaves_the_rest_of_each_alone(open_page):
    words = {"layers": "4~3", "activation": "relu~tanh", "dropout": "0~0.2"}
    page = open_page(**words)
    assert page.at.selectbox(key="playground:dropout").value is None  # mixed
    page.set("menu", "activation", "elu")
    assert [layer.dropout for layer in page.experiment.layers] == [0.0, 0.2]
    page.set("selectbox", "dropout", "0.5")
    assert page.experiment == of_layers(
        LayerSpec(units=4, activation="elu", dropout=0.5),
        LayerSpec(units=3, activation="elu", dropout=0.5),
    )


def test_clipping_keeps_its_threshold_when_its_kind_changes(open_page):
    page = open_page(clipvalue="0.1")
    page.set("menu", "clipping", "global_clipnorm")
    assert page.experiment == run(global_clipnorm=0.1)
    page.set("selectbox", "threshold", "0.5")
    assert page.experiment == run(global_clipnorm=0.5)
    page.set("menu", "clipping", "none")
    assert page.experiment == Experiment()
    assert "playground:threshold" not in [box.key for box in page.at.selectbox]


def test_classes_that_all_count_one_need_no_weights(open_page):
    page = open_page(data="blobs", classes="4", class_weights="1~2~1~1")
    weights = [page.at.selectbox(key=f"playground:class_weights.{k}").value for k in range(4)]
    assert [float(text.removesuffix(SEAL)) for text in weights] == [1, 2, 1, 1]
    page.set("selectbox", "class_weights.1", "1")
    assert page.experiment.class_weights == ()
    assert not [box for box in open_page(data="plane").at.selectbox if "class_w" in str(box.key)]


def test_stopping_early_has_details_only_with_a_patience(open_page):
    page = open_page()
    assert page.at.selectbox(key="playground:stop_min_delta").disabled
    assert page.at.toggle(key="playground:stop_restore_best").disabled
    page.set("number_input", "stop_patience", 5).set("selectbox", "stop_min_delta", "0.01")
    page.set("toggle", "stop_restore_best", True)
    assert page.experiment.stop == Stop(patience=5, min_delta=0.01, restore_best=True)


def test_a_rate_far_from_what_an_optimizer_usually_needs_is_said(open_page):
    def said(page):
        return [text.value for text in page.at.caption if "usually" in text.value]

    page = open_page()
    assert not said(page)
    page.set("menu", "optimizer", "adadelta")
    assert page.experiment == run(optimizer="adadelta")  # no jump: the rate stays
    assert said(page) == ["Adadelta usually learns at rates from 1 to 10."]
    assert not said(page.set("selectbox", "learning_rate", "3"))


def test_mixed_activations_have_a_name_of_their_own(open_page):
    page = open_page().set("menu", "layers.0.activation", "relu")
    menu = page.at.selectbox(key="playground:activation@en")
    assert menu.value == "mixed"
    page.set("menu", "activation", "sigmoid")
    assert {layer.activation for layer in page.experiment.layers} == {"sigmoid"}
    assert "Mixed" not in page.at.selectbox(key="playground:activation@en").options


def test_penalty_has_a_strength_only_when_there_is_one(open_page):
    page = open_page()
    assert page.at.selectbox(key="playground:strength").disabled
    page.set("menu", "penalty", "l2").set("selectbox", "strength", "0.03")
    assert page.experiment.runs == (RunSpec(l2=0.03),)
    page.set("menu", "penalty", "l1")
    assert page.experiment.runs == (RunSpec(l1=0.03),)
    page.set("menu", "penalty", "none")
    assert page.experiment.runs == (RunSpec(),)


def test_both_penalties_of_a_link_are_shown(open_page):
    page = open_page(l1="0.1", l2="0.003")
    assert page.at.selectbox(key="playground:penalty@en").value == "both"
    assert page.at.selectbox(key="playground:strengths@en").value == "0.1 + 0.003"
    assert page.set("menu", "penalty", "l2").experiment.runs == (RunSpec(l2=0.1),)


def test_network_without_hidden_layers_opens(open_page):
    page = open_page(layers="none")
    assert page.experiment.layers == ()
    assert page.at.selectbox(key="playground:activation@en").disabled


def test_several_runs_in_a_link_open(open_page):
    page = open_page(optimizer="sgd~adam", learning_rate="0.03~0.01")
    page.set("selectbox", "learning_rate", "0.1")
    assert [run.learning_rate for run in page.experiment.runs] == [0.1, 0.01]


def stage_pack(page):
    [proto] = [
        element.proto for element in page.at.get("bidi_component")
        if element.proto.component_name.endswith("stage")
    ]  # fmt: skip
    return unpack(proto.bytes)


@pytest.mark.parametrize(
    ("words", "problem", "classes"),
    [
        ({}, "binary", 2),
        ({"data": "blobs", "classes": "5"}, "classes", 5),
        ({"data": "plane"}, "regression", 0),
    ],
)
def test_stage_is_told_scene_and_frame(open_page, words, problem, classes):
    page = open_page(**words)
    header, arrays = stage_pack(page)
    scene, frame = header["scene"], header["frame"]
    data = page.experiment.data
    assert (scene["problem"], scene["classes"]) == (problem, classes)
    assert scene["generation"] == frame["generation"]
    assert scene["socket"].endswith(page.session.desk.token)
    assert arrays["points"].shape == (data.samples, 2)
    assert arrays["labels"].shape == arrays["is_test"].shape == (data.samples,)
    assert arrays["feature_maps"].shape == (9, 40, 40)
    assert [entry["word"] for entry in scene["features"] if entry["on"]] == ["x1", "x2"]


def test_view_is_part_of_the_link(open_page):
    words = {"speed": "fast", "discretize": "1", "smoothing": "0.5"}
    page = open_page(**words)
    assert page.session.view == View(speed="fast", discretize=True, smoothing=0.5)
    assert page.session.runner.speed == "fast"
    assert from_query(page.words) == (Experiment(), page.session.view)
