"""Plots: read from their files, sound at every size, about what was given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.phrase.book import BookError, merged
from procgen.dialogue.phrase.check import faults
from procgen.dialogue.scene.check import check
from procgen.dialogue.scene.draft import Draft
from procgen.dialogue.scene.kinds import KINDS as PLANNERS
from procgen.dialogue.scene.request import KINDS, SceneRequest
from procgen.dialogue.scene.story.plots import Plot, plot_book, plots_of, read_plots, scene_book
from procgen.dialogue.scene.story.stage import fits, put_on

PLOTS = [plot for kind in KINDS for plot in plots_of(kind)]
WORLD = World("medieval", (Entity("Old Marrow", "person", sex="male"), Entity("Saltgate", "place")))
FACTS = (Fact("Old Marrow stole the chapel bell from Saltgate", ("Old Marrow",)),)


@pytest.mark.parametrize("size", [8, 11, 16, 30])
@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: f"{plot.kind}/{plot.name}")
def test_every_plot_can_be_played_to_an_end(plot: Plot, size: int):
    request = SceneRequest(plot.kind, (Persona("Hesper", "bard"),), Situation(WORLD, "Saltgate"), 3, size, facts=FACTS)
    draft = Draft(request, 0)
    if not fits(replace(plot, deeds=(), stances=()), draft.premise(), size):
        assert size < 11
        return
    put_on(draft, plot, draft.premise(), size)
    scene, says, _ = draft.scene("a title", "")
    assert check(scene, written=False) == []
    assert abs(len(scene.nodes) - size) <= 0.2 * size
    assert FACTS[0] in {fact for say in says.values() for fact in say.facts}


def test_nothing_is_wrong_in_their_wordings():
    sections = set(plot_book().sections)
    found = [problem for problem in faults(merged([scene_book()])) if problem.book in _files(sections)]
    assert [str(problem) for problem in found if "nearly the same" not in problem.text] == []


def _files(sections: set[str]) -> set[str]:
    return {rows[0].book for name, rows in plot_book().sections.items() if name in sections}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_structures_to_choose_from(kind: str):
    if kind != "quest":  # whose goals and twists are its structures
        assert len(list(plots_of(kind))) + (kind in PLANNERS) >= 3


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("@ opening accuse\n", "a.plot:1: a plot begins with"),
        ("=== talk/x\nfoo bar\n", "a.plot:2: 'foo bar' is none of"),
        ("=== talk/x\n@ one greeting\n  words\n", "a.plot:3: wording without"),
        ("=== talk/x\n@ one greeting\nmain furious\n", "a.plot:3: 'furious' is neither a mood"),
        ("=== talk/x\n@ one greeting\n> to two\n", "a.plot:3: 'to two' is not"),
        ("=== talk/x\n@ one greeting\n@ one greeting\n", "a.plot:3: the node one stands twice"),
        ("=== talk/x\n@ one greeting\nmain\n  {role=dragon} Hm.\n", "a.plot:4: role 'dragon' is unknown"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(text: str, wrong: str):
    with pytest.raises(BookError, match=r"a\.plot") as caught:
        read_plots(text, "a")
    assert wrong in str(caught.value)
