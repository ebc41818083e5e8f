"""Ink as people write it."""

from __future__ import annotations

import pytest

from procgen.dialogue.exporters import ink as exporter
from procgen.dialogue.importers import ink
from procgen.dialogue.scene.graph import Branch, Check, Choice, Condition, Effect, Scene, SceneLine
from procgen.errors import InvalidFields
from tests.dialogue.exporters.test_ink import compile_and_play

STORY = """\
# title: The lost ring
# author: nobody
VAR gold = 12
VAR met = false
VAR player = "Ann"
VAR charm = 2
-> smithy

=== smithy ===
/* A comment
   over lines. */
Bram: Well met, {player}. # mood: joyful
You look tired. # speaker: Old Tom # id: tom_1 # animation:wave
~ met = true
- (again)
* [Ask about the ring] // inline comment
    Bram: I never saw it.
    Bram: Or did I?
    * * \\[Push him\\] harder
        ~ gold -= 3
        Bram: All right, all right!
    * * [Let it be]
    - - Bram: That is all.
+ {gold >= 5} {met} [Buy a blade] -> bought
* {not met} Leave -> END
* [Persuade]
    ~ charm++
    {charm >= 3: -> bought.good | -> bought}
-
Bram: Good day.
{met && gold > 100: -> bought}
-> END

=== bought
Bram: A fine blade.
-> good
= good
{
- gold > 50: -> END
- else: -> smithy
}
"""


@pytest.fixture(scope="module")
def scene() -> Scene:
    return ink.decode(STORY.replace("- (again)\n", "").encode(), "ring story")


def test_knots_stitches_and_added_nodes(scene: Scene) -> None:
    assert (scene.id, scene.title) == ("ring_story", "The lost ring")
    names = [node.id for node in scene.nodes]
    assert [name for name in names if "_part_" not in name] == ["smithy", "bought", "bought_good"]
    assert [(v.name, v.start) for v in scene.variables] == [
        ("gold", 12),
        ("met", False),
        ("player", "Ann"),
        ("charm", 2),
    ]
    assert {member.name for member in scene.cast} == {"Bram", "Old Tom"}


def test_lines_with_their_speakers_tags_and_ids(scene: Scene) -> None:
    first, second = scene.nodes[0].lines
    assert first == SceneLine("smithy_01", "Bram", "Well met, {player}.", "joyful")
    assert second == SceneLine("tom_1", "Old Tom", "You look tired.", tags=("animation:wave",))


def test_choices(scene: Scene) -> None:
    nodes = {node.id: node for node in scene.nodes}
    ask, buy, leave, persuade = nodes["smithy"].choices
    assert (ask.text, ask.once) == ("Ask about the ring", True)
    assert [line.text for line in nodes[ask.target].lines] == ["I never saw it.", "Or did I?"]
    push, let = nodes[ask.target].choices
    assert (push.text, push.effects) == ("[Push him] harder", (Effect("gold", "-=", 3),))
    (together,) = {let.target, *(branch.target for branch in nodes[push.target].branches)}
    assert [line.text for line in nodes[together].lines] == ["That is all."]
    assert buy == Choice(
        buy.id, "Buy a blade", "bought", (Condition("gold", ">=", 5), Condition("met", "==", True)), once=False
    )
    assert (leave.target, leave.conditions) == ("", (Condition("met", "==", False),))
    assert persuade.effects == (Effect("charm", "+=", 1),)
    assert (persuade.target, persuade.check) == ("bought_good", Check("charm", 3, "bought"))
    assert nodes["bought_good"].branches == (Branch("", (Condition("gold", ">", 50),)), Branch("smithy"))


def test_inkjs_plays_what_was_read(scene: Scene) -> None:
    assert compile_and_play([scene]) > 3
    assert ink.decode(exporter.encode(scene), "x") == scene


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("INCLUDE other.ink", "ink line 3: got INCLUDE"),
        ("LIST moods = sad", "LIST"),
        ("=== function f(x) ===", "no function"),
        ("-> tunnel ->", "no tunnel"),
        ("<- thread", "no thread"),
        ("-> nowhere", "a knot or stitch of this file"),
        ("{a|b} text", "texts that vary"),
        ("{~Hi|Hello} there", "texts that vary"),
        ("{gold > 3: rich}", "texts that vary"),
        ("Bram: You have {silver} coins.", "texts that vary"),
        ("~ temp x = 3", "a change such as"),
        ("~ gold = gold * 2", "a change such as"),
        ("~ roll()", "a change such as"),
        ("* {gold > 3 || met} [x]", "joined by 'and'"),
        ("* {not start} [x]", "conditions such as"),
        ("* (label) [x]", "without labels"),
        ("* [x", r"a \] behind"),
        ("* []", "a choice with a text"),
        ("glue <>", "without glue"),
        ("VAR x = 1.5", "a whole number"),
        ("{\n- gold > 3: text\n}", "a divert"),
        ("-> END\nnever said", "never reached"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(line: str, said: str) -> None:
    with pytest.raises(InvalidFields, match=said) as error:
        ink.decode(f"VAR gold = 1\nVAR met = false\n{line}\n".encode())
    assert any(f"ink line {number}" in str(error.value) for number in (3, 4))


def test_names_that_come_to_one_id_get_numbers_and_a_knot_leads_to_its_first_stitch() -> None:
    source = (
        "=== inn\n= hall\nWell met.\n-> inn\n= cellar\nDark.\n-> END\n=== inn_hall\nHm.\n-> inn.cellar\n"
        "=== Inn_Hall\nHo.\n-> inn_hall\n"
    )
    scene = ink.decode(source.encode())
    assert [node.id for node in scene.nodes] == ["inn_hall", "inn_cellar", "inn_hall_2", "inn_hall_3"]
    assert [[branch.target for branch in node.branches] for node in scene.nodes] == [
        ["inn_hall"],
        [],
        ["inn_cellar"],
        ["inn_hall_2"],
    ]


def test_a_large_scene_takes_time_in_proportion_to_its_size() -> None:
    """Counted in calls rather than in seconds: a quarter of the knots, about a quarter of the work."""
    import sys

    def calls(knots: int) -> int:
        source = "".join(f"=== k{number}\nLine {number}.\n-> k{(number + 1) % knots}\n" for number in range(knots))
        count = 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal count
            count += event == "call"

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            ink.decode(source.encode())
        finally:
            sys.setprofile(before)
        return count

    assert calls(400) < 6 * calls(100)
