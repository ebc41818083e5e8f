"""Plots: structures of scenes with their lines, read from the files in ``procgen/dialogue/plots``.

::

    === blackmail/the_letter
    deeds theft hiding lie
    cast second guard
    do {main} holds something over {target}
    count nerve 2 0 5 how sure of themselves the blackmailer is

    @ demand accuse
    main stern tell
      I know <event>. [<you>, ]I know more than you like.
    > Pay ... -> paid if coins >= 20 do coins -= 20
      Here. Take it.

A node begins with ``@ ID BEAT``, behind which may stand ``from N`` (only in scenes of that size), ``ends`` (the matter
is settled), ``furnish NAME`` (a hub that takes further beats). In it ``~ EFFECT`` happens on arrival, ``-> NODE if
CONDITION`` leads on, ``WHO [MOOD] [tell] [reveal]`` is a line, with its wordings beneath, and ``> -> NODE`` a choice,
with ``if``, ``do``, ``check SKILL FAILED`` and ``once``. Wordings are templates of phrase books.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from procgen.dialogue.phrase.book import Book, Template, library, merged
from procgen.dialogue.phrase.conditions import BookError, read_conditions
from procgen.dialogue.vocabulary import MOODS

PLOTS: Final = Path(__file__).parents[2] / "plots"
_CONDITIONS: Final = re.compile(r"\{([^{}]*)\}\s*")
_ROUTE: Final = re.compile(
    r"-> (?P<target>\w+)(?: if (?P<when>.+?))?(?: do (?P<do>.+?))?"
    r"(?: check (?P<skill>\w+) (?P<failed>\w+))?(?P<once> once)?\Z"
)
END: Final = "END"


@dataclass(slots=True)
class PlotLine:
    """A line: who says it, how, whether it tells the fact that is due or one that is guarded."""

    section: str
    who: str
    mood: str = ""
    tell: bool = False
    reveal: bool = False


@dataclass(slots=True)
class PlotChoice:
    """A choice, as of `graph.Choice`."""

    section: str
    target: str
    when: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    skill: str = ""
    failed: str = ""
    once: bool = False


@dataclass(slots=True)
class PlotNode:
    """A beat; `least` is the size of scenes from which on it is there."""

    id: str
    beat: str
    least: int = 0
    ends: bool = False
    furnish: str = ""
    effects: list[str] = field(default_factory=list)
    branches: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    lines: list[PlotLine] = field(default_factory=list)
    choices: list[PlotChoice] = field(default_factory=list)


@dataclass(slots=True)
class Plot:
    """A structure.

    Attributes:
        kind, name: "blackmail", "the_letter".
        deeds: kinds of deed that it is made for; any where empty.
        stances: of the main speaker that it is made for; any where empty.
        cast: further speakers and their roles; "target" is the premise's.
        doing: what happens, for the summary; {main}, {target}, {event} and the like stand for names.
        counts: variables, each with start, lowest, highest and note.
        nodes: in order.
    """

    kind: str
    name: str
    deeds: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    cast: dict[str, str] = field(default_factory=dict)
    doing: str = ""
    counts: dict[str, tuple[int, int, int, str]] = field(default_factory=dict)
    nodes: dict[str, PlotNode] = field(default_factory=dict)


def read_plots(text: str, name: str) -> tuple[list[Plot], dict[str, list[Template]]]:
    """The plots of a file, and their wordings as sections of a phrase book.

    Raises:
        BookError: naming the line that can't be read.
    """
    plots: list[Plot] = []
    sections: dict[str, list[Template]] = {}
    node: PlotNode | None = None
    section = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            if raw.startswith("  "):
                if not section:
                    raise BookError("wording without a line or a choice above it")
                sections[section].append(_template(line, section, name, number))
            elif line.startswith("=== "):
                kind, _, own = line[4:].partition("/")
                plots.append(Plot(kind.strip(), own.strip()))
                node, section = None, ""
            elif not plots:
                raise BookError("a plot begins with === KIND/NAME")
            elif line.startswith("@ "):
                node, section = _node(line[2:], plots[-1]), ""
            elif node is None:
                _head(line, plots[-1])
            elif line.startswith("~ "):
                node.effects.append(line[2:])
            elif line.startswith("-> "):
                route = _route(line)
                node.branches.append((route["target"], _parts(route["when"])))
            else:
                section = f"scene_{plots[-1].kind}_{plots[-1].name}_{node.id}"
                section += f"_c{len(node.choices) + 1}" if line.startswith(">") else f"_{len(node.lines) + 1}"
                sections[section] = []
                if line.startswith(">"):
                    node.choices.append(_choice(line, section))
                else:
                    node.lines.append(_line(line, section))
        except BookError as error:
            raise BookError(f"{name}.plot:{number}: {error}") from error
    return plots, sections


def _template(line: str, section: str, name: str, number: int) -> Template:
    conditions = ""
    if line[0] == "{" and (block := _CONDITIONS.match(line)):
        conditions, line = block[1], line[block.end() :]
    return Template(section, name, number, read_conditions(conditions), line)


def _head(line: str, plot: Plot) -> None:
    key, _, rest = line.partition(" ")
    words = rest.split()
    if key == "deeds":
        plot.deeds = tuple(words)
    elif key == "stance":
        plot.stances = tuple(words)
    elif key == "cast" and len(words) == 2:
        plot.cast[words[0]] = words[1]
    elif key == "do":
        plot.doing = rest
    elif key == "count" and len(words) > 4:
        plot.counts[words[0]] = (int(words[1]), int(words[2]), int(words[3]), " ".join(words[4:]))
    else:
        raise BookError(f"{line!r} is none of deeds, stance, cast NAME ROLE, do, count NAME START LEAST MOST NOTE")


def _node(text: str, plot: Plot) -> PlotNode:
    words = text.split()
    node = PlotNode(words[0], words[1] if len(words) > 1 else words[0])
    rest = iter(words[2:])
    for word in rest:
        if word == "from":
            node.least = int(next(rest))
        elif word == "ends":
            node.ends = True
        elif word == "furnish":
            node.furnish = next(rest)
        else:
            raise BookError(f"{word!r} is none of from N, ends, furnish NAME")
    if node.id in plot.nodes:
        raise BookError(f"the node {node.id} stands twice")
    plot.nodes[node.id] = node
    return node


def _line(line: str, section: str) -> PlotLine:
    who, *words = line.split()
    made = PlotLine(section, who)
    for word in words:
        if word == "tell":
            made.tell = True
        elif word == "reveal":
            made.reveal = True
        elif word in MOODS:
            made.mood = word
        else:
            raise BookError(f"{word!r} is neither a mood nor tell or reveal")
    return made


def _route(line: str) -> dict[str, str]:
    match = _ROUTE.match(line)
    if match is None:
        raise BookError(f"{line!r} is not -> NODE [if CONDITIONS] [do EFFECTS] [check SKILL NODE] [once]")
    return {key: value or "" for key, value in match.groupdict().items()}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _choice(line: str, section: str) -> PlotChoice:
    route = _route(line[1:].strip())
    return PlotChoice(
        section, route["target"], _parts(route["when"]), _parts(route["do"]), route["skill"], route["failed"],
        bool(route["once"]),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _all() -> tuple[tuple[Plot, ...], Book]:
    plots: list[Plot] = []
    sections: dict[str, tuple[Template, ...]] = {}
    for path in sorted(PLOTS.glob("*.plot")):
        found, own = read_plots(path.read_text(encoding="utf-8"), path.stem)
        plots += found
        sections |= {name: tuple(rows) for name, rows in own.items()}
    return tuple(plots), Book(MappingProxyType(sections))


def plots_of(kind: str) -> Iterator[Plot]:
    """All plots of a kind of scene, in the order of the files."""
    return (plot for plot in _all()[0] if plot.kind == kind)


def plot_book() -> Book:
    """The wordings of all plots."""
    return _all()[1]


@lru_cache(maxsize=1)
def scene_book() -> Book:
    """The package's phrase books, and the wordings of all plots."""
    return merged([library(), plot_book()])
