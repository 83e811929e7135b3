"""The results of a race as files: one row for each racer and start, and only JSON's numbers."""

import csv
import io
import json

import pytest

from playground.engine.race import RaceTrainer
from playground.explain.results import Results
from playground.export.race import rows, to_csv, to_json
from playground.spec import (
    Experiment,
    GeneratedData,
    LayerSpec,
    Race,
    RunSpec,
    Schedule,
    change,
    entry,
)

RACE = Race(
    racers=(
        RunSpec(learning_rate=0.01),
        RunSpec(optimizer="adam", schedule=Schedule(name="step", decay_rate=0.9), clipnorm=1.0),
        RunSpec(optimizer="momentum", learning_rate=100.0),
    ),
    starts=3,
    target=0.05,
    seed=7,
)
PLANE = Experiment(
    data=GeneratedData(name="plane", samples=200),
    layers=(LayerSpec(units=4, activation="relu"),),
    output="linear",
)


@pytest.fixture(scope="module", params=[0.5, 1.0], ids=["tested", "untested"])
def trained(request):
    data = GeneratedData(name="plane", samples=200, train_share=request.param)
    trainer = RaceTrainer(entry(change(PLANE, data=data), RACE))
    trainer.advance(8 * trainer.steps_per_epoch)
    return trainer


def test_one_row_for_each_racer_and_start(trained):
    experiment = trained._experiment
    records = rows(trained.history, experiment, RACE)
    assert [(r["racer"], r["start"], r["seed"]) for r in records] == [
        (racer, start, 6 + start) for racer in (1, 2, 3) for start in (1, 2, 3)
    ]
    results = Results.of(trained.history, experiment, RACE)
    side = "test" if "final_test_loss" in records[0] else "train"
    assert results.column == f"{side}_loss"
    for record, run in zip(records, range(9), strict=True):
        loss = trained.history.column(f"{side}_loss")[:, run]
        assert record["diverged"] == (run >= 6)
        if run < 6:
            assert record[f"final_{side}_loss"] == loss[-1]
            assert record[f"best_{side}_loss"] == loss.min()
        else:
            assert record[f"final_{side}_loss"] is None
    assert records[3]["schedule_decay_rate"] == 0.9
    assert records[3]["clipnorm"] == 1.0
    assert records[0]["beta_1"] is None
    assert "rho" not in records[0]


def test_the_table_reads_back(trained):
    experiment = trained._experiment
    records = rows(trained.history, experiment, RACE)
    read = list(csv.DictReader(io.StringIO(to_csv(trained.history, experiment, RACE))))
    assert len(read) == len(records)
    for line, record in zip(read, records, strict=True):
        assert line == {name: "" if v is None else str(v) for name, v in record.items()}


def test_the_json_holds_the_race_and_its_curves(trained):
    experiment = trained._experiment
    text = to_json(trained.history, experiment, RACE)
    read = json.loads(text, parse_constant=pytest.fail)
    assert Race.model_validate_json(json.dumps(read["race"])) == RACE
    again = Experiment.model_validate_json(
        json.dumps({**read["experiment"], "runs": [{"seed": 7}]})
    )
    assert entry(again, RACE) == experiment
    assert read["results"] == rows(trained.history, experiment, RACE)
    values = read["curves"]["values"]
    assert (len(values), len(values[0]), len(values[0][0])) == (3, 3, 9)
    assert values[2][0][-1] is None
