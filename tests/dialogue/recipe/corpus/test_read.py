"""The corpus's format: what is read, and that what is wrong is named by file and line."""

from __future__ import annotations

import pytest

from procgen.dialogue.recipe.corpus import CorpusError, read_npc

from .persons import FERRY, KEY


def test_a_file_is_read_whole() -> None:
    npc = read_npc(FERRY, KEY)
    assert (npc.name, npc.traits) == ("Nell Oakes", ("grumpy", "deadpan"))
    assert npc.fact("f3").parts == {"why": "because the chain broke", "when": "in the ice winter"}
    assert [(secret.key, secret.tell) for secret in npc.secrets] == [("s1", "never"), ("s2", "to the founder")]
    assert [(deed.name, deed.parameters, deed.condition) for deed in npc.deeds] == [
        ("row", (("passengers", "number"),), ""),
        ("ring_bell", (), "never"),
    ]
    first, second, third, fourth = npc.talks[0].turns
    assert [(act.kind, act.facts) for act in first.acts] == [("ask.when", ("f1",)), ("ask.how_many", ("f2",))]
    assert [(act.kind, act.facts, act.extent) for act in second.acts] == [
        ("ask.why", (), "none"),
        ("ask.why", ("f1",), "part"),
    ]
    assert second.means == {"it": "the ferry"}
    assert second.meant == "why does it leave late?"
    assert (third.moods, third.attitude, third.attitude_why) == (("sad",), 1, "kind")
    assert [(act.kind, act.target) for act in fourth.acts] == [("request", "a2"), ("request", "a1")]
    assert fourth.did == (("row", ("passengers: 2",)),)
    assert fourth.refused == {"a2": "it is never rung"}
    assert [(line.kind, line.what, line.mood) for line in npc.lines] == [
        ("bark", ("see_rain",), "weary"),
        ("mono", ("f1", "f3"), "sad"),
        ("beat", ("warn",), "stern"),
    ]
    assert npc.rewrites[0].own == "Two coppers. Three if you sing."


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("age: old", "age: ancient", 1, "'ancient'"),
        ("role: ferryman\n", "", 1, "the head lacks role"),
        ("when: at a quarter past six", "when: at seven", 14, "'at seven' does not stand in the clause"),
        (" | about: ferry |", " |", 14, "no 'about:'"),
        ("s1 | she waters the rum | about: rum | tell: never", "s1 | she waters the rum", 19, "with 3 parts at least"),
        ("a1 | row(passengers: number)", "a1 | row", 23, "'row'"),
        ("relation 0, mood stern", "relation 5, mood stern", 26, "relation -2 to 2"),
        ("= condolence f3", "= condolences f3", 35, "'condolences'"),
        ("= condolence f3", "= condolence f9", 35, "f9 after condolence"),
        ("request.a2, request.a1", "request.a7", 38, "'request.a7'"),
        ("| it = the ferry", "| it means the ferry", 32, "label 'it means the ferry'"),
        ("< He'd have hated the fuss.\n", "", 34, "begins with '< '"),
        ("bark: see_rain", "bark: see_sun", 40, "see_sun"),
        ("rewrite: f2", "rewrite: f8", 43, "of a known fact"),
    ],
)
def test_what_is_wrong_is_named_by_line(old: str, new: str, line: int, told: str) -> None:
    assert old in FERRY
    with pytest.raises(CorpusError) as caught:
        read_npc(FERRY.replace(old, new, 1), KEY)
    assert any(each.startswith(f"{KEY}.npc:{line}: ") and told in each for each in caught.value.problems), str(
        caught.value
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = FERRY.replace("age: old", "age: ancient").replace("= condolence f3", "= sighs").replace("bark: ", "barks: ")
    with pytest.raises(CorpusError) as caught:
        read_npc(text, KEY)
    assert len(caught.value.problems) >= 3
