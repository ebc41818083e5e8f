"""``procgen evaluate world``."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from procgen.dialogue.language.own import OwnModel
from procgen.kit.command.evaluating import Run, Threads, evaluates
from procgen.kit.command.output import line, note
from procgen.world.chance import part_seed
from procgen.world.generate import generate
from procgen.world.life.day import make_days
from procgen.world.life.record import days_record
from procgen.world.life.trial import Trial, walk_through
from procgen.world.materials import style_of
from procgen.world.parameters import TRAFFIC_EVENTS, WorldParameters
from procgen.world.place import Place
from procgen.world.ruler.evaluate import TEXTS, evaluate_worlds
from procgen.world.ruler.life import evaluate_lives
from procgen.world.ruler.traffic import evaluate_traffic
from procgen.world.traffic.generate import make_traffic
from procgen.world.traffic.record import Scene

TRAFFIC_TEXTS: Final = ("a town on a river in green hills", "a modern suburb in green hills")
"""Whose traffic is measured, by turns."""


@evaluates("world", splits=(), seed="Seed of the first world.")
def world(
    run: Run,
    *,
    count: Annotated[int, typer.Option(min=1, max=10000, help="How many worlds.")] = 100,
    side: Annotated[float, typer.Option(min=250.0, max=2000.0, help="Side of each, metres.")] = 1000.0,
    metres_per_pixel: Annotated[float, typer.Option(min=1.0, max=8.0, help="Spacing of heights, metres.")] = 1.0,
    text: Annotated[list[str] | None, typer.Option(help="What is asked for, by turns; repeatable.")] = None,
    threads: Threads = 0,
) -> None:
    """Worlds of many descriptions: all that floats, is buried, too steep, out of reach or names what isn't there.

    Beside them the same props and people, placed without looking.

    Example: `procgen evaluate world --count 20 --json`
    """
    store = run.store(threads)
    texts, model = text or list(TEXTS), OwnModel.load(store)
    run.begin()

    def make(number: int) -> Place:
        parameters = WorldParameters(
            text=texts[number % len(texts)], seed=number, side_m=side, metres_per_pixel=metres_per_pixel
        )
        return generate(parameters, store, outputs=("props", "dialogue"), model=model).place

    evaluation = evaluate_worlds(make, count, run.seed, lambda done, _: note(f"{done}, after {run.seconds:.0f} s"))
    facts = {"count": count, "side_m": side, "texts": texts}
    run.finish(facts, evaluation.metrics, evaluation.bars, problems=list(evaluation.found))
    if not run.json:
        for problem in evaluation.found:
            line(problem)


@evaluates("life", splits=(), seed="Seed of the first world.")
def life(
    run: Run,
    *,
    count: Annotated[int, typer.Option(min=1, max=10000, help="How many worlds.")] = 100,
    people: Annotated[int, typer.Option(min=1, max=64, help="People in each.")] = 12,
    side: Annotated[float, typer.Option(min=250.0, max=2000.0, help="Side of each, metres.")] = 400.0,
    text: Annotated[list[str] | None, typer.Option(help="What is asked for, by turns; repeatable.")] = None,
    threads: Threads = 0,
) -> None:
    """Everybody's day in worlds of many descriptions, walked through by the second: stops reached, people stuck.

    Worlds are small, without lines, animals and undergrowth, which no day depends on.

    Example: `procgen evaluate life --count 20 --json`
    """
    store = run.store(threads)
    texts, model = text or list(TEXTS), OwnModel.load(store)
    run.begin()

    def live(number: int) -> tuple[int, Trial]:
        parameters = WorldParameters(
            text=texts[number % len(texts)], seed=number, side_m=side, people=people, lines=0, animals=0, cover=0.0,
        )  # fmt: skip
        place = generate(parameters, store, outputs=("props", "dialogue"), model=model).place
        days = make_days(place, style_of(place), part_seed(parameters, "materials"))
        return len(place.people), walk_through(place, days_record(days))

    evaluation = evaluate_lives(live, count, run.seed, lambda done: note(f"{done}, after {run.seconds:.0f} s"))
    facts = {"count": count, "people": people, "side_m": side, "texts": texts}
    run.finish(facts, evaluation.metrics, evaluation.bars, problems=list(evaluation.found))
    if not run.json:
        for problem in evaluation.found:
            line(problem)


@evaluates("traffic", splits=(), seed="Seed of the first world.")
def traffic(
    run: Run,
    *,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many worlds.")] = 2,
    vehicles: Annotated[
        int, typer.Option(min=0, max=200, help="Vehicles in each, as far as its roads carry them.")
    ] = 60,
    walkers: Annotated[int, typer.Option(min=0, max=400, help="People on foot in each, likewise.")] = 200,
    event: Annotated[
        list[str] | None, typer.Option(help="What happens meanwhile: " + ", ".join(TRAFFIC_EVENTS) + "; repeatable.")
    ] = None,
    text: Annotated[list[str] | None, typer.Option(help="Worlds that are asked for, by turns; repeatable.")] = None,
    threads: Threads = 0,
) -> None:
    """Ten minutes of traffic in worlds: collisions, deadlocks, and flow over density on a ring beside the model's.

    Example: `procgen evaluate traffic --count 2 --json`
    """
    store = run.store(threads)
    texts = text or list(TRAFFIC_TEXTS)
    run.begin()
    busiest = {"hour": 8, "weather": "fair", "crowd": "packed"}

    def make(number: int) -> Scene:
        parameters = WorldParameters(
            text=texts[number % len(texts)], seed=number, metres_per_pixel=2.0, vehicles=vehicles, walkers=walkers,
            traffic_events=tuple(event or ()), fit_traffic=True,
        )  # fmt: skip
        place = generate(parameters, store, outputs=("props",)).place
        return make_traffic(place, parameters, busiest, share=1.0)

    evaluation = evaluate_traffic(make, count, run.seed, lambda done: note(f"{done}, after {run.seconds:.0f} s"))
    facts = {"count": count, "vehicles": vehicles, "walkers": walkers, "texts": texts}
    run.finish(facts, evaluation.metrics, evaluation.bars, problems=list(evaluation.found))
    if not run.json:
        for problem in evaluation.found:
            line(problem)
