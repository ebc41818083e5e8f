"""Meaning: paraphrases are near, other texts are far, unknown words match themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.meaning import embed, packaged_table, read_table, similarity, words_of
from procgen.errors import ModelUnavailable

# Written by hand, after the vectors were learned; none of it was used to choose their settings.
PAIRS = (
    ("Where can I buy a sword?", "Who sells weapons around here?"),
    ("How do I get to the old mill?", "Which road leads to the mill?"),
    ("Do you have a room for the night?", "I need a bed to sleep in."),
    ("Tell me about the king.", "What is our ruler like?"),
    ("What happened to your wife?", "How did your spouse die?"),
    ("The bridge is broken.", "Nobody can cross the river, the bridge fell."),
    ("I will kill you!", "You are going to die by my hand."),
    ("The ship leaves at dawn.", "We sail in the morning."),
    ("My brother is sick.", "He has a fever, my poor brother."),
    ("That costs too much money.", "Your price is too high."),
    ("I lost my ring in the forest.", "Somewhere in the woods my jewelry is missing."),
    ("The guard fell asleep.", "The watchman was sleeping at his post."),
    ("We found gold in the mine.", "There is treasure under the mountain."),
    ("The soup tastes wonderful.", "What a delicious meal."),
    ("I play the guitar in a band.", "Music is my passion, I sing."),
    ("The doctor treated his wound.", "A healer bandaged the injury."),
    ("It will rain tomorrow.", "The clouds promise a wet day and a storm."),
    ("She married a rich merchant.", "Her wedding was with a wealthy trader."),
    ("Wolves killed our sheep.", "The flock was attacked by beasts."),
    ("The soldiers are marching north.", "An army moves toward the border."),
    ("I have three children.", "My sons and daughters are three."),
    ("The thief stole my purse.", "Somebody robbed me of my coins."),
    ("Pray to the gods for mercy.", "The priest asks heaven to forgive."),
    ("He was murdered last night.", "Someone killed him yesterday evening."),
)


def test_most_paraphrases_are_each_others_nearest() -> None:
    cosines = similarity([a for a, _ in PAIRS], [b for _, b in PAIRS])
    own = np.diag(cosines)
    assert np.mean(cosines.argmax(axis=1) == np.arange(len(PAIRS))) >= 0.7
    others = (cosines.sum() - own.sum()) / (len(PAIRS) * (len(PAIRS) - 1))
    assert own.mean() > others + 0.35


@pytest.mark.parametrize(
    ("word", "near", "far"), [("sword", "axe", "river"), ("doctor", "physician", "wolf"), ("ship", "boat", "king")]
)
def test_neighbours_of_words(word: str, near: str, far: str) -> None:
    table = packaged_table()
    assert table.word(word) @ table.word(near) > table.word(word) @ table.word(far) + 0.3


def test_unknown_names_match_themselves_and_their_forms() -> None:
    table = packaged_table()
    assert "vorrimandel" not in table
    same = similarity(["Where is Vorrimandel?"], ["Vorrimandel's house", "Where is Tassiquen?"])[0]
    assert same[0] > same[1] + 0.2


def test_forms_of_known_words_share_their_vector() -> None:
    table = packaged_table()
    assert table.word("bridges's") @ table.word("bridges") > 0.99


def test_equal_texts_and_empty_ones() -> None:
    assert similarity(["The bridge is out."], ["the bridge is out"])[0, 0] == pytest.approx(1.0, abs=1e-5)
    assert not embed(["", "?! ..."]).any()
    assert embed([]).shape == (0, packaged_table().dimensions)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_vector_of_length_one_or_none(text: str) -> None:
    length = float(np.linalg.norm(embed([text])[0]))
    assert length == pytest.approx(1.0, abs=1e-4) or length == 0.0


def test_words_of_reads_curly_apostrophes() -> None:
    assert words_of("Don’t go, 3 Thieves!") == ["don't", "go", "thieves"]


def test_a_missing_or_damaged_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="dialogue_words"):
        read_table(tmp_path / "dialogue_words.npz")
    (tmp_path / "dialogue_words.npz").write_bytes(b"PK not a table")
    with pytest.raises(ModelUnavailable):
        read_table(tmp_path / "dialogue_words.npz")
