"""Traits and moods are heard by judges that never saw the templates they judge."""

from __future__ import annotations

import pytest

from procgen.dialogue.recipe.corpus import read_npc
from procgen.dialogue.request import Line
from procgen.dialogue.ruler import voice
from procgen.dialogue.ruler.pairs import Pair, pairs, pairs_html, swapped
from tests.dialogue.recipe.corpus.persons import FERRY


def test_lines_with_templates_of_both_halves_are_nobodys(monkeypatch: pytest.MonkeyPatch):
    names = [f"greet@b:{n}" for n in range(8)]
    monkeypatch.setattr(voice, "_telling", lambda kind: frozenset(names))
    halves = {name: voice._half("mood", Line("", "greet", template=name)) for name in names}
    assert set(halves.values()) == {0, 1}
    one, other = (next(name for name, half in halves.items() if half == side) for side in (0, 1))
    assert voice._half("mood", Line("", "greet", template=f"{one} {other}")) is None
    assert voice._half("mood", Line("", "greet", template=f"{one} farewell@b:9")) == 0


def test_a_mood_is_heard_more_often_than_by_chance(monkeypatch: pytest.MonkeyPatch):
    moods = ("angry", "surprised", "pleading", "weary", "joyful", "sad", "eager", "tender")
    monkeypatch.setitem(voice._LABELS, "mood", moods)
    heard = voice.Ears("mood", [read_npc(FERRY, "seafarers/nell")]).hear(None, 0, 5)
    assert sum(heard.lines.values()) == len(heard.samples) > 20
    assert heard.interval(0).value > 1.5 / voice.ALTERNATIVES


def test_pairs_are_of_lines_that_differ_and_hide_who_wrote():
    found = pairs([("one", None), ("other", None)], 0, 3)
    assert found == []  # the same twice
    shown = [Pair("Ann, sad smith: greet", (f"Left {n}.", f"Right {n}."), ("one", "other")) for n in range(12)]
    page = pairs_html(shown, 3)
    assert all(f"Left {n}." in page and f"Right {n}." in page for n in range(12))
    assert set(swapped(12, 3)) == {True, False}
    first = swapped(12, 3)[0]
    assert (page.index("Left 0.") > page.index("Right 0.")) is first
