"""What a race and a sweep cost against one run, measured in turns in the same process.

    python -m benchmarks.race

Ratios carry over to other machines, times do not. All train 2-4-2-1 tanh on 250 points in batches
of 10, float32, losses and accuracies after every epoch included.
"""

from collections.abc import Callable
from functools import partial
from time import thread_time

from playground.compute.stopwatch import measure
from playground.engine import MLPTrainer
from playground.engine.race import RaceTrainer
from playground.engine.slope import SlopeTrainer
from playground.frame import Trainer
from playground.spec import Experiment, Race, RunSpec, Slope, entry, on_slope
from playground.spec.choices import OPTIMIZERS
from playground.spec.sweep import Sweep, sweep_entry

ROUNDS = 15
PLAIN = Experiment()
FAMILY = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "amsgrad", "adamw")
WITH_OUTSIDERS = (*FAMILY[:5], "adadelta", "lion", "ftrl")


def race_of(*words: str, starts: int = 16) -> Race:
    racers = tuple(RunSpec(optimizer=word, learning_rate=0.01) for word in words)
    return Race(racers=racers, starts=starts, epochs=100_000)


USUAL = race_of("sgd", "momentum", "adam", starts=8)


def best(*works: Callable[[], object]) -> list[float]:
    """Best time of each work [us], in turns and in processor time: others may use this machine."""
    times = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for index, work in enumerate(works):
            begin = thread_time()
            work()
            times[index] = min(times[index], thread_time() - begin)
    return [1e6 * seconds for seconds in times]


def epoch_of(trainer: Trainer) -> Callable[[], object]:
    return lambda: trainer.advance(trainer.steps_per_epoch)


def report_races() -> None:
    print("an epoch of 25 steps [us]                     one run     all   ratio  (at most 15)")
    for name, words in (
        ("8 racers x 16 starts, one family", FAMILY),
        ("the same with adadelta, lion, ftrl", WITH_OUTSIDERS),
        ("8 times SGD x 16 starts", ("sgd",) * 8),
    ):
        together = RaceTrainer(entry(PLAIN, race_of(*words)))
        one, every = best(epoch_of(MLPTrainer(PLAIN)), epoch_of(together))
        print(f"{name:42s}{one:11.0f}{every:8.0f}{every / one:8.1f}")


def report_sweep() -> None:
    """Complete, from the start: 3 optimizers x 24 rates x 8 starts x 500 steps."""
    race = race_of("sgd", "momentum", "adam")
    experiment = sweep_entry(PLAIN, race, Sweep(starts=8, epochs=20))
    single, swept = MLPTrainer(PLAIN), MLPTrainer(experiment)
    starts = single.checkpoint(), swept.checkpoint()

    def complete(trainer: MLPTrainer, start: object) -> None:
        trainer.restore(start)  # type: ignore[arg-type]
        trainer.advance(500)

    one, every = best(
        lambda: complete(single, starts[0]),
        lambda: complete(swept, starts[1]),
    )
    (built,) = best(lambda: MLPTrainer(experiment))
    print(f"\nU-curve of {len(experiment.runs)} runs x 500 steps [ms]   (at most 60 times one run)")
    print(f"one {one / 1e3:.1f}, all {every / 1e3:.0f}, ratio {every / one:.1f}; "
          f"building the trainer takes {built / 1e3:.0f} more")  # fmt: skip


def report_views() -> None:
    print("\npictures of 8 racers x 16 starts [us], 30 a second leave 33,000")
    trainer = RaceTrainer(entry(PLAIN, race_of(*FAMILY)))
    trainer.advance(130 * trainer.steps_per_epoch)
    for view in ("boundaries:0", "ensemble", "paths:0"):
        (time,) = best(lambda view=view: trainer.snapshot([view]))  # type: ignore[misc]
        print(f"{view:42s}{time:11.0f}")


def report_microscope() -> None:
    """What recording costs: a race's epoch and a descent's steps, watched and not."""
    print("\nwith the microscope open [us]                    shut    open   ratio")
    race, slope = race_of(*FAMILY), on_slope(race_of(*FAMILY), Slope(steps=10_000))
    for name, make, steps in (
        ("8 racers x 16 starts, 25 steps", lambda: RaceTrainer(entry(PLAIN, race)), 25),
        ("3 racers x 8 starts, 25 steps", lambda: RaceTrainer(entry(PLAIN, USUAL)), 25),
        ("8 racers down a surface, 25 steps", lambda: SlopeTrainer(slope), 25),
    ):
        shut, watched = make(), make()
        watched.watch(0)
        one, other = best(partial(shut.advance, steps), partial(watched.advance, steps))
        print(f"{name:42s}{one:11.0f}{other:8.0f}{other / one:8.2f}")
    (looked,) = best(lambda: watched.moments(0, 0))
    print(f"reading {len(watched.moments(0, 0))} recorded steps, once a second: {looked:.0f}")


def report_costs() -> None:
    print("\nmicroseconds of one step alone: the gradient, and each optimizer's update on top")
    words = list(OPTIMIZERS)[:12]
    costs = measure(entry(PLAIN, race_of(*words, starts=1)))
    updates = ", ".join(
        f"{word} {update:.1f}" for word, update in zip(words, costs.updates, strict=True)
    )
    print(f"gradient {costs.gradient:.1f}; {updates}")


if __name__ == "__main__":
    report_races()
    report_sweep()
    report_views()
    report_microscope()
    report_costs()
