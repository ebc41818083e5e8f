"""Yarn as people write it."""

from __future__ import annotations

import pytest

from procgen.dialogue.exporters import yarn as exporter
from procgen.dialogue.importers import yarn
from procgen.dialogue.scene.graph import Branch, Check, Choice, Condition, Effect, Scene, SceneLine
from procgen.errors import InvalidFields
from tests.dialogue.exporters.test_yarn import play

STORY = """\
#file_tag
title: Smithy
tags: indoors
position: 10,20
---
<<declare $gold = 12 as number>>
<<declare $met = false>>
<<declare $charm to 2>>
Bram: You have {$gold} coins. #line:0a1 #mood:joyful
A fire crackles. // a comment
<<if $met>>
    Bram: Again?
<<elseif $gold gte 100 and not $met>>
    <<jump Rich>>
<<else>>
    <<set $met to true>>
<<endif>>
-> Ask about the \\[ring\\] #line:0a2
    Bram: I never saw it.
    -> Push him
        <<set $gold -= 3>>
        <<if $gold < 0>>
            <<set $gold to 0>>
        <<endif>>
        Bram: All right!
    -> Let it be
    Bram: That is all.
-> Buy <<if $gold >= 5>>
    <<set $gold = $gold - 5>>
    <<jump Rich>>
-> Persuade
    <<if $charm >= 3>>
        <<jump Rich>>
    <<else>>
        <<jump Start>>
    <<endif>>
Bram: Good day.
===
title: Rich
---
Bram: A fine blade.
===
title: Start
---
<<jump Smithy>>
===
"""


@pytest.fixture(scope="module")
def scene() -> Scene:
    return yarn.decode(STORY.encode(), "ring")


def test_nodes_begin_at_start(scene: Scene) -> None:
    assert scene.id == "ring"
    assert [n.id for n in scene.nodes if "_part_" not in n.id] == ["start", "smithy", "rich"]
    assert [(v.name, v.start, v.lowest) for v in scene.variables] == [
        ("gold", 12, 0),
        ("met", False, -1_000_000),
        ("charm", 2, -1_000_000),
    ]


def test_lines_options_and_conditions(scene: Scene) -> None:
    nodes = {node.id: node for node in scene.nodes}
    smithy = nodes["smithy"]
    assert smithy.lines == (
        SceneLine("n_0a1", "Bram", "You have {gold} coins.", "joyful"),
        SceneLine("smithy_02", "Narrator", "A fire crackles."),
    )
    again, rich, other = smithy.branches
    assert again.conditions == (Condition("met", "==", True),)
    assert rich == Branch("rich", (Condition("gold", ">=", 100), Condition("met", "==", False)))
    assert other.conditions == ()
    options = next(node for node in scene.nodes if any(choice.text == "Persuade" for choice in node.choices))
    ask, buy, persuade = options.choices
    assert ask.text == "Ask about the [ring]"
    assert buy == Choice(buy.id, "Buy", "rich", (Condition("gold", ">=", 5),), (Effect("gold", "-=", 5),))
    assert (persuade.target, persuade.check) == ("rich", Check("charm", 3, "start"))


def test_yarn_bound_plays_what_was_read(scene: Scene) -> None:
    assert play([scene]) > 3
    assert yarn.decode(exporter.encode(scene), "x") == scene


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<<wait 3>>", "yarn line 5: got <<wait 3>>"),
        ("<<once>>", "<<once>>"),
        ("=> a line group", "=> a line group"),
        ("<<detour Other>>", "detour"),
        ("<<jump Other>>", "the title of a node"),
        ("<<if $silver > 3>>\n<<stop>>\n<<endif>>", "conditions such as"),
        ('<<if visited("a")>>\n<<stop>>\n<<endif>>', "conditions such as"),
        ("<<if $gold > 3 or $gold < 1>>\n<<stop>>\n<<endif>>", "joined by 'and'"),
        ("<<if $gold > 3>>\nBram: Hi.", "an <<endif>>"),
        ("<<endif>>", "an <<if>> above"),
        ("<<set $gold to $gold * 2>>", "a change such as"),
        ("Bram: {$gold + 1} coins", "no expression"),
        ("Bram: a <<b>> c", "without a command"),
        ("Bram:", "fill missing lines"),
        ("-> #line:x", "an option with a text"),
        ("<<stop>>\nBram: never", "never reached"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(line: str, said: str) -> None:
    with pytest.raises(InvalidFields, match=said) as error:
        yarn.decode(f"title: A\n---\n\n<<declare $gold = 1>>\n{line}\n===\n".encode())
    assert any(f"yarn line {number}" in str(error.value) for number in (5, 6))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: A\n---\nHi\n", "'==='"),
        ("---\nHi\n===\n", "title: NAME"),
        ("nonsense\n---\n===\n", "key: value"),
        ("title: A\n---\nHi\n===\ntitle: a\n---\nHi\n===\n", "titles that differ"),
    ],
)
def test_broken_nodes_are_named(text: str, said: str) -> None:
    with pytest.raises(InvalidFields, match=said):
        yarn.decode(text.encode())
