"""What stands beside what: the right text first, others' behind it, and spliced ones that no one said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.model.controls import FITS, WHOLE, special_tokens
from procgen.dialogue.model.script import Script, Turn
from procgen.dialogue.recipe.chooser.examples import Pools, Rows, pools_of, said_in, spliced
from procgen.dialogue.recipe.chooser.rows import Places, Row
from procgen.dialogue.recipe.corpus import read_npc
from procgen.dialogue.recipe.data import Conversation
from tests.dialogue.recipe.corpus.persons import FERRY, KEY

NELL = read_npc(FERRY, KEY)
TOM = replace(
    read_npc(FERRY.replace("Nell Oakes", "Tom Reed"), "seafarers/tom"),
    talks=tuple(
        replace(talk, turns=tuple(replace(turn, reply=f"Ask Tom. {turn.reply}") for turn in talk.turns))
        for talk in NELL.talks
    ),
)
SCRIPT = Script(BytePairs(special_tokens(), []))
MARKS = {name: SCRIPT.mark(name) for name in (FITS, WHOLE)}


@pytest.fixture(scope="module")
def rows() -> Rows:
    return Rows(SCRIPT, pools_of([NELL, TOM]))


def told(row: Row, places: Places) -> str:
    return SCRIPT.pairs.decode(row.tokens[int(i)] for i in places).strip()


def test_replies_stand_beside_those_of_others(rows: Rows) -> None:
    own = {turn.reply for talk in NELL.talks for turn in talk.turns}
    others = {turn.reply for talk in TOM.talks for turn in talk.turns}
    seen = set()
    for seed in range(6):
        row = rows.talk(NELL, np.random.default_rng(seed))
        for mark, texts in row.groups:
            right, *beside = (told(row, each) for each in texts)
            assert any(each.startswith(right) for each in own)
            assert right not in beside
            if mark == MARKS[FITS]:
                seen |= {"own" if any(o.startswith(each) for o in own) else "others" for each in beside}
                assert all(any(o.startswith(each) for o in own | others) for each in beside)
    assert seen == {"own", "others"}


def test_lines_stand_in_their_mood(rows: Rows) -> None:
    row = rows.lines(NELL, np.random.default_rng(0))
    text = SCRIPT.pairs.decode(row.tokens)
    assert "Nell Oakes" in text
    assert "Nell has rowed the ferry" in text
    spoken = next(each for each in NELL.lines if each.kind == "beat")
    assert SCRIPT.mark("mood", spoken.mood) in row.tokens
    assert rows.barks([NELL, TOM], np.random.default_rng(0)).tokens[:2] == SCRIPT.opening("bark")


def test_persons_of_the_books_say_their_own_line(rows: Rows) -> None:
    row = rows.books(3, 5)
    assert row.tokens == rows.books(3, 5).tokens
    assert len(row.groups) > 2
    assert {mark for mark, _ in row.groups} == {MARKS[FITS]}  # of the books one learns what fits, not how to speak
    rights = [told(row, texts[0]) for _, texts in row.groups]
    assert len(set(rights)) == len(rights)
    for (_, texts), right in zip(row.groups, rights, strict=True):
        assert {told(row, each) for each in texts} == set(rights)
        assert told(row, texts[0]) == right


def test_what_is_spliced_was_never_said() -> None:
    chance = np.random.default_rng(0)
    sentences = (["Never."], ["Ask the miller."])
    assert spliced("Quarter past six. Two coppers.", sentences, chance) == [
        "Never. Two coppers.", "Quarter past six. Ask the miller.",
    ]  # fmt: skip
    assert spliced("Wat died.", sentences, chance) == []
    assert spliced("Well... no.", sentences, chance) == []


def test_conversations_of_the_pack_are_rows_too(rows: Rows) -> None:
    turns = tuple(Turn(f"WHO {n % 2}", f"This is line {n}. And more of {n}.") for n in range(9))
    talk = Conversation("play", "A hall.", (), turns)
    other = Conversation("play", "", (), tuple(Turn("X", f"Quite another thing, number {n}.") for n in range(9)))
    row = rows.conversation(talk, said_in([talk, other]), np.random.default_rng(1))
    assert {mark for mark, _ in row.groups} == set(MARKS.values())
    for _, texts in row.groups:
        assert told(row, texts[0]) in {turn.text for turn in turns}


def test_a_person_alone_has_nobody_beside_them() -> None:
    pools = pools_of([NELL])
    assert isinstance(pools, Pools)
    row = Rows(SCRIPT, pools).talk(NELL, np.random.default_rng(0))
    assert len(row) > 100
