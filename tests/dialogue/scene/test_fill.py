"""Written scenes: every line has words, no line stands twice, facts are told as given, secrets are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from procgen.dialogue.language.contract import Prompt
from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.phrase.book import library
from procgen.dialogue.scene.check import check
from procgen.dialogue.scene.fill import Written, make
from procgen.dialogue.scene.request import KINDS, SceneRequest
from procgen.dialogue.vocabulary import SETTINGS
from procgen.errors import Cancelled

FACTS = (Fact("the bridge is out", ("bridge",)), Fact("three moonpetals", ("potion",)))
GUARDED = (Fact("the mayor sold the grain", ("mayor",)),)


def request(kind: str, number: int, size: int) -> SceneRequest:
    world = World(SETTINGS[number % 3], (Entity("Old Marrow", "person", sex="male"),))
    role = ("merchant", "guard", "priest", "sailor")[number % 4]
    return SceneRequest(
        kind,
        (Persona("Hesper", role, sex="female"),),
        Situation(world, place="Oldgate", relation=number % 5 - 2),
        number,
        size,
        facts=FACTS,
        guarded=GUARDED,
        secrets=("the red door",),
    )


def lines(written: Written) -> list[str]:
    return [line.text for node in written.scene.nodes for line in node.lines]


class Longest:
    """A model that likes long lines, and counts what it is asked."""

    name = "longest"
    writes = False
    rephrases = False

    def __init__(self) -> None:
        self.asked = 0

    def likelihoods(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[float]:
        stop()
        self.asked += 1
        return [len(text) * 10.0 for text in texts]


@pytest.mark.parametrize(("number", "kind"), list(enumerate(sorted(KINDS))))
def test_scenes_hold_and_keep_their_facts(number: int, kind: str):
    written = make(request(kind, number, 40))
    assert check(written.scene, (*FACTS, *GUARDED)) == []
    texts = lines(written)
    assert len({text.casefold() for text in texts}) == len(texts)
    everything = " ".join([*texts, *(c.text for n in written.scene.nodes for c in n.choices)])
    assert "red door" not in everything.casefold()
    assert "<" not in everything
    assert written.scene.summary
    assert f"kind:{kind}" in written.tags
    assert set(FACTS) | set(GUARDED) <= set(written.facts)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_those_without_a_name_go_by_their_role(kind: str):
    written = make(SceneRequest(kind, (Persona(role="robot"),), seed=2, size=16))
    assert "the robot" in {member.name for member in written.scene.cast}


def test_equal_requests_give_equal_scenes():
    assert make(request("quest", 4, 20)) == make(request("quest", 4, 20))


def test_ids_stand_for_scene_node_and_place():
    written = make(request("talk", 1, 12))
    for node in written.scene.nodes:
        assert [line.id for line in node.lines] == [f"talk_1_{node.id}_{i:02d}" for i in range(1, len(node.lines) + 1)]


def test_a_model_chooses_lines_and_not_choices():
    model = Longest()
    plain, chosen = make(request("talk", 2, 20)), make(request("talk", 2, 20), model)
    assert model.asked >= len(lines(chosen))
    assert sum(map(len, lines(chosen))) > sum(map(len, lines(plain)))
    assert [n.id for n in chosen.scene.nodes] == [n.id for n in plain.scene.nodes]


def test_somebody_can_stop_it():
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls > 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(request("talk", 2, 40), None, stop)
    assert calls == 6


def test_the_book_of_scenes_can_be_read():
    own = {name: rows for name, rows in library().sections.items() if name.startswith("scene_")}
    assert len(own) > 200
    for rows in own.values():
        for row in rows:
            assert row.nodes


def test_what_was_made_up_is_in_the_world():
    written = make(SceneRequest("talk", (Persona("Hesper", "merchant"),), seed=9, size=30))
    names = {entity.name for entity in written.world.entities}
    invented = [fact for fact in written.facts if fact.source == "invented"]
    assert invented
    assert all(set(fact.about) <= names for fact in invented)
    assert set(invented) <= set(written.world.facts)
