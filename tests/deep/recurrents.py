"""Small experiments on sequences for the laws of recurrent networks."""

from playground.data.sequences import load_sequences
from playground.deep.building import variables_of
from playground.deep.memory import Memory
from playground.deep.recurrent import plan_of
from playground.deep.sequences import SequencesTrainer
from playground.spec import RunSpec
from playground.spec.recurrent import (
    CellSpec,
    Recurrent,
    RecurrentExperiment,
    RecurrentVariant,
    SequenceData,
    on_sequences,
)

FEW = SequenceData(name="adding", length=7, sequences=120)
QUICK = RunSpec(optimizer="adam", learning_rate=0.01)
UNITS = 5


def experiment(
    *cells: CellSpec, data: SequenceData = FEW, run: RunSpec = QUICK, **fields
) -> RecurrentExperiment:
    """Variants that differ in their cell."""
    cells = cells or (CellSpec(cell="gru", cell_units=UNITS),)
    variants = tuple(RecurrentVariant(network=cell, run=run) for cell in cells)
    return on_sequences(Recurrent(data=data, variants=variants, **fields))


def memory(spec: CellSpec, data: SequenceData) -> Memory:
    """What is seen of a network of some seed that was never trained: nothing is compiled."""
    sequences = load_sequences(data)
    plan = plan_of(RecurrentVariant(network=spec), sequences)
    model = plan.build()
    fresh = [variable.numpy() for variable in variables_of(model)]
    found = Memory([model], [spec], sequences, data)
    model.set_weights(plan.start(model, fresh, 3)[: len(model.weights)])
    found.hold(0, model.get_weights())
    return found


def trainer(wanted: RecurrentExperiment) -> SequencesTrainer:
    return SequencesTrainer(wanted, load_sequences(wanted.recurrent.data))
