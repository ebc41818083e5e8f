"""From parameters to a layout."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.layout.classical.draws import Draws
from procgen.layout.classical.registry import CLASSICAL_MODELS
from procgen.layout.flow.check import flow_problems
from procgen.layout.flow.draw import DrawnFlow, draw_flow
from procgen.layout.flow.graph import Flow
from procgen.layout.flow.place import Placed, Unplaced, least_area, place
from procgen.layout.flow.plan import FlowMap
from procgen.layout.kinds import STYLES, fullness
from procgen.layout.layout import Layout
from procgen.layout.mend import Mended, mend
from procgen.layout.network import DOMAIN, Network, load_network
from procgen.layout.parameters import FREE, LayoutParameters, violations
from procgen.layout.plan import planned
from procgen.layout.rules import Problem, problems
from procgen.layout.sample import Drawn, draw
from procgen.layout.tiles import TileArray
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore

TRIES: Final = 8
"""Maps that are drawn at most until one can be mended."""
MOST_MENDED: Final = 0.05
"""Share of the cells: a map that needs more is drawn anew, while there are tries of these left."""
MOST_OFF: Final = 0.25
"""From the density that was asked for, in :func:`procgen.layout.kinds.fullness`: a map that is farther off is drawn
anew too, unless fixed tiles have a say in it."""
PATIENCE: Final = 3
"""Tries until a valid map is taken however much was mended or off: the one with least of it."""
_FREE_BYTE: Final = 255
_FIELD_OF_RULE: Final = {"fixed": "fixed", "symmetry": "symmetry", "entrances": "entrances", "locks": "locks"}

Report: TypeAlias = Callable[[str, float, Callable[[], TileArray] | None], None]
"""Takes what is being done, the share of the work that is done, and how to get the tiles so far."""


def no_report(_stage: str, _share: float, _tiles: Callable[[], TileArray] | None) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How a caller watches and stops the work."""

    report: Report = no_report
    checkpoint: Checkpoint = go_on
    """Called every few milliseconds; raises to stop the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A valid map of the learned generator, and what it took."""

    tiles: TileArray
    style: str
    bits_per_tile: float
    """Of what was drawn."""
    mended: float
    """Share of the cells that mending changed."""
    tries: int


def layout_models(store: ModelStore) -> tuple[str, ...]:
    """Names that the parameter ``model`` takes; the default first."""
    return (*store.generators(DOMAIN), *CLASSICAL_MODELS)


def request_record(parameters: LayoutParameters) -> dict[str, Any]:
    """The recipe's request: every parameter that changes bytes, named as in the contract."""
    record: dict[str, Any] = {
        "seed": str(parameters.seed),
        "width": parameters.width,
        "depth": parameters.depth,
        "kind": parameters.kind,
        "style": parameters.style,
        "symmetry": parameters.symmetry,
        "locks": parameters.locks,
        "model": parameters.model,
        "metres_per_tile": parameters.metres_per_tile,
    }
    if parameters.flow is not None:
        record["flow"] = parameters.flow.text()
    if parameters.density is not None:
        record["density"] = parameters.density
    if parameters.entrances:
        record["entrances"] = [{"x": column, "y": row} for column, row in parameters.entrances]
    if parameters.fixed is not None and (parameters.fixed != FREE).any():
        packed = np.where(parameters.fixed == FREE, _FREE_BYTE, parameters.fixed).astype(np.uint8)
        record["fixed_tiles"] = base64.b64encode(packed.tobytes()).decode("ascii")
    return record


def resolve(parameters: LayoutParameters, models: Sequence[str]) -> LayoutParameters:
    """The parameters with the model's name filled in.

    Args:
        parameters: what is asked for.
        models: of :func:`layout_models`.

    Raises:
        InvalidFields: names every parameter that can't be accepted, and every contradiction.
    """
    found = violations(parameters)
    name = parameters.model or models[0]
    if name not in models:
        found.append(Violation.of("model", name, f"one of {', '.join(models)}, or empty for the default"))
    elif name in CLASSICAL_MODELS and parameters.kind not in CLASSICAL_MODELS[name].kinds:
        able = [
            model
            for model in models
            if model not in CLASSICAL_MODELS or parameters.kind in CLASSICAL_MODELS[model].kinds
        ]
        found.append(Violation.of("model", name, f"one that makes a {parameters.kind}: {', '.join(able)}"))
    elif name in CLASSICAL_MODELS and parameters.flow is not None:
        learned = ", ".join(model for model in models if model not in CLASSICAL_MODELS)
        found.append(Violation.of("model", name, f"one that lays out flow graphs: {learned}"))
    if found:
        raise InvalidFields(found)
    return replace(parameters, model=name)


def generate(parameters: LayoutParameters, store: ModelStore, callbacks: Callbacks | None = None) -> Layout:
    """Make a layout.

    Args:
        parameters: what is asked for.
        store: where the network comes from.
        callbacks: how to watch and stop the work.

    Returns:
        A layout that breaks no rule of :func:`procgen.layout.rules.problems`, with its recipe. Equal recipes have equal
        tiles on one machine.

    Raises:
        InvalidFields: names every parameter that can't be accepted; or the constraints left no valid layout in several
            tries, and says which of them stood in the way.
        ModelUnavailable: the network is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    asked = resolve(parameters, layout_models(store))
    callbacks.checkpoint()
    bits: float | None = None
    digests: dict[str, str] = {}
    flow_map: FlowMap | None = None
    if asked.flow is not None:
        network = load_network(store, asked.model)
        style, digests = told(asked).style, network.digests
        drawn = make_flow(network, asked, asked.flow, callbacks)
        tiles, flow_map, bits = drawn.tiles, drawn.flow, drawn.bits_per_tile
    elif asked.model in CLASSICAL_MODELS:
        callbacks.report("layout", 0.0, None)
        tiles, style = CLASSICAL_MODELS[asked.model].make(asked)
    else:
        network = load_network(store, asked.model)
        made = make(network, asked, callbacks)
        tiles, style, bits, digests = made.tiles, made.style, made.bits_per_tile, network.digests
    tiles = np.ascontiguousarray(tiles)
    tiles.flags.writeable = False
    # Asked for by name, the style that was chosen gives the same map.
    recipe = Recipe(DOMAIN, request_record(replace(asked, style=style)), digests)
    return Layout(tiles, asked.kind, style, recipe, bits, asked.metres_per_tile, flow_map)


def told(parameters: LayoutParameters) -> LayoutParameters:
    """The parameters with a style, drawn by the seed where none is asked for."""
    if parameters.style:
        return parameters
    style = Draws(parameters.seed, f"layout/pixelcnn/{parameters.kind}/style").choice(STYLES[parameters.kind])
    return replace(parameters, style=style)


def make(network: Network, parameters: LayoutParameters, callbacks: Callbacks | None = None) -> Made:
    """A valid layout by the network: plan, draw, mend, check, and again if need be. What is fixed is its own plan.

    Args:
        network: of the generator.
        parameters: free of violations.
        callbacks: how to watch and stop the work.

    Raises:
        InvalidFields: no try was valid; says which constraints stood in the way.
    """
    callbacks = callbacks or Callbacks()
    asked = told(parameters)
    best: tuple[Mended, Drawn, float] | None = None
    found: tuple[Problem, ...] = ()
    for attempt in range(TRIES):
        (drawn,) = draw(
            network,
            [planned(asked, attempt)],
            watch=lambda share, tiles: callbacks.report("layout", 0.95 * share, tiles),
            checkpoint=callbacks.checkpoint,
        )
        mended = mend(drawn, asked, attempt)
        callbacks.checkpoint()
        wrong = problems(mended.tiles, asked)
        found = wrong or found
        # Above 1 where too much was mended, or the map is much fuller or emptier than was asked for.
        off = 0.0
        if asked.density is not None and asked.fixed is None:
            off = abs(fullness(mended.tiles, asked.kind, asked.style) - asked.density)
        fault = max(mended.share / MOST_MENDED, off / MOST_OFF)
        if not wrong and (best is None or fault < best[2]):
            best = mended, drawn, fault
        if best is not None and (best[2] <= 1.0 or attempt + 1 >= PATIENCE):
            return Made(best[0].tiles, asked.style, best[1].bits_per_tile, best[0].share, attempt + 1)
    raise InvalidFields(
        [
            Violation(
                _FIELD_OF_RULE.get(problem.rule, "fixed"),
                str(problem),
                f"constraints that agree; {TRIES} layouts were tried",
            )
            for problem in found
        ]
    )


def make_flow(
    network: Network, parameters: LayoutParameters, flow: Flow, callbacks: Callbacks | None = None
) -> DrawnFlow:
    """A layout after a flow graph: rooms are placed, the network draws them, and the map is checked against the graph.

    Args:
        network: of the generator.
        parameters: free of violations.
        flow: their graph.
        callbacks: how to watch and stop the work.

    Raises:
        InvalidFields: no place was found for everything, in the size that was asked for or in any; says what stood in
            the way.
    """
    callbacks = callbacks or Callbacks()
    asked = told(parameters)
    placed = _placed(asked, flow, callbacks)
    found: tuple[str, ...] = ()
    for attempt in range(TRIES):
        drawn = draw_flow(
            network,
            asked,
            flow,
            placed,
            attempt,
            lambda share, tiles: callbacks.report("layout", 0.95 * share, tiles),
            callbacks.checkpoint,
        )
        found = flow_problems(drawn.tiles, drawn.flow.said(), flow)
        if not found:
            return drawn
    allowed = f"a graph whose rooms can be drawn; {TRIES} layouts were tried"
    raise InvalidFields([Violation.of("flow", problem, allowed) for problem in found])


def _placed(parameters: LayoutParameters, flow: Flow, callbacks: Callbacks) -> Placed:
    size = (parameters.width, parameters.depth) if parameters.width else None
    callbacks.report("plan", 0.0, None)
    if size is not None and least_area(flow) > (size[0] - 1) * (size[1] - 1):
        raise InvalidFields([_too_small(parameters, flow)])
    try:
        return place(flow, parameters.kind, size, parameters.seed, callbacks.checkpoint)
    except Unplaced as error:
        if size is not None:
            raise InvalidFields([_too_small(parameters, flow)]) from error
        names = " and ".join(repr(name) for name, _ in error.stuck.most_common(2))
        allowed = (
            f"passages that do not cross on a floor: {names} found no place in {error.tries} tries "
            "on ever larger grids; leave out a passage there, or put a room on another floor"
        )
        raise InvalidFields([Violation.of("flow.passages", f"{len(flow.passages)}", allowed)]) from error


def _too_small(parameters: LayoutParameters, flow: Flow) -> Violation:
    """Of a size that does not hold a graph."""
    most = max(sum(room.floor == floor for room in flow.rooms) for floor in range(flow.floors))
    size = f"{parameters.width} by {parameters.depth} tiles"
    return Violation(
        "width",
        f"{size} for up to {most} rooms on a floor",
        "more tiles, smaller or fewer rooms, or no width and depth: then the layout takes what it needs",
    )
