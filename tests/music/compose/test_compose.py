"""Whatever a network says, scores are what was asked for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.music.compose import compose as composing
from procgen.music.compose.compose import closes, compose
from procgen.music.compose.events import STEP_TICKS
from procgen.music.compose.wish import Style, Wish
from procgen.music.compose.write import Bar
from procgen.music.score import NOTE, TICKS, Key, Mode, Score
from procgen.runtime.store import ModelStore
from tests.music.compose.network import small_network

WISH = Wish(7, Key(2, Mode.MAJOR), 3, 4, 100.0, 8)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composing, "load_composer", lambda *_store: small_network())


def made(wish: Wish, **more: object) -> Score:
    return compose(wish, ModelStore(), **more)  # type: ignore[arg-type]


wishes = st.builds(
    Wish,
    seed=st.integers(0, 2**64 - 1),
    key=st.builds(Key, st.integers(0, 11), st.sampled_from(Mode)),
    beats=st.integers(2, 6),
    unit=st.sampled_from((4, 8)),
    tempo_bpm=st.floats(40.0, 200.0),
    bars=st.integers(1, 12),
    form=st.sampled_from(("", "A", "AB", "ABA")),
    energies=st.sampled_from(((0.1,), (0.9,), (0.3, 0.8, 0.3))),
    style=st.sampled_from(Style),
    density=st.floats(0.0, 1.0),
    register=st.floats(0.0, 1.0),
)


@settings(max_examples=12, deadline=None)
@given(wish=wishes, loop=st.booleans())
def test_scores_are_as_long_as_asked_and_their_notes_lie_within(wish: Wish, loop: bool) -> None:
    score = made(wish, loop=loop)
    assert score.bars == wish.bars == sum(section.bars for section in score.sections)
    notes = score.notes
    assert (notes["start"] >= 0).all()
    assert (notes["length"] > 0).all()
    assert (notes["start"] + notes["length"] <= score.bar_starts()[-1]).all()
    assert set(np.unique(notes["part"]).tolist()) <= set(range(len(score.parts)))
    order = np.lexsort((notes["pitch"], notes["part"], notes["start"]))
    assert np.array_equal(order, np.arange(len(notes)))


@settings(max_examples=8, deadline=None)
@given(wish=wishes)
def test_no_part_plays_a_pitch_that_still_sounds_in_it(wish: Wish) -> None:
    notes = made(wish).notes
    for part in np.unique(notes["part"]):
        for pitch in np.unique(notes["pitch"]):
            same = notes[(notes["part"] == part) & (notes["pitch"] == pitch)]
            assert (same["start"][1:] >= same["start"][:-1] + same["length"][:-1]).all()


def test_a_song_has_one_voice() -> None:
    notes = made(replace(WISH, bars=16, density=1.0)).notes
    voice = notes[notes["part"] == 0]
    assert len(voice)
    assert (voice["start"][1:] > voice["start"][:-1]).all()


def test_equal_wishes_give_equal_scores_and_other_seeds_others() -> None:
    one, two, other = made(WISH), made(WISH), made(replace(WISH, seed=8))
    assert np.array_equal(one.notes, two.notes)
    assert not np.array_equal(one.notes, other.notes)


@pytest.mark.parametrize("seed", range(5))
def test_sections_come_again_by_their_melody_or_what_is_below_it(seed: int) -> None:
    score = made(replace(WISH, seed=seed, bars=24, form="ABA", energies=(0.4, 0.6, 0.4)))
    bar = 3 * TICKS
    first = score.notes[score.notes["start"] < 2 * bar]
    again = score.notes[(score.notes["start"] >= 16 * bar) & (score.notes["start"] < 18 * bar)].copy()
    again["start"] -= 16 * bar
    names = ["start", "part", "pitch"]
    melody, ground = (
        np.array_equal(first[kept(first)][names], again[kept(again)][names])
        for kept in (lambda notes: notes["part"] == 0, lambda notes: notes["part"] != 0)
    )
    assert melody or ground


def test_a_section_with_other_energy_keeps_its_melody() -> None:
    score = made(replace(WISH, bars=16, form="AA", energies=(0.2, 0.9), sung=True))
    bar = 3 * TICKS
    voice = score.notes[score.notes["part"] == 0]
    first, again = voice[voice["start"] < 4 * bar], voice[(voice["start"] >= 8 * bar) & (voice["start"] < 12 * bar)]
    assert first["pitch"].tolist() == again["pitch"].tolist()
    rest = score.notes[score.notes["part"] != 0]
    one, two = rest[rest["start"] < 4 * bar], rest[(rest["start"] >= 8 * bar) & (rest["start"] < 12 * bar)]
    assert one["pitch"].tolist() != two["pitch"].tolist()


def test_a_motif_opens_what_comes_later_moved_along_the_scale_or_mirrored() -> None:
    motif = np.array([(at * TICKS, TICKS, pitch, 0.5, 0) for at, pitch in enumerate((74, 76, 78))], NOTE)
    found = set()
    for seed in range(4, 10):
        score = made(replace(WISH, seed=seed, bars=16, form="AB"), motif=motif)
        voice = score.notes[score.notes["part"] == 0]
        opening = voice[(voice["start"] >= 24 * TICKS) & (voice["start"] < 27 * TICKS)]
        assert (opening["start"] - 24 * TICKS).tolist() == motif["start"].tolist(), "its rhythm"
        steps = np.searchsorted((0, 2, 4, 5, 7, 9, 11), (opening["pitch"].astype(int) - 2) % 12)
        found.add(int(np.diff(steps)[0]) % 7)
        assert len(set((np.diff(steps) % 7).tolist())) == 1, "steps of the scale, up or down as those of the motif"
        assert (opening["pitch"] % 12 != motif["pitch"] % 12).any(), "it is moved"
    assert found == {1, 6}, "up as it was, and mirrored"


def test_a_motif_begins_the_melody() -> None:
    motif = np.array(
        [(0, 480, 74, 0.5, 0), (480, 240, 76, 0.5, 0), (720, 720, 78, 0.5, 0), (1440, 1440, 69, 0.5, 0)], NOTE
    )
    score = made(WISH, motif=motif)
    voice = score.notes[score.notes["part"] == 0][:4]
    assert voice["start"].tolist() == motif["start"].tolist()
    assert (voice["pitch"] % 12).tolist() == (motif["pitch"] % 12).tolist()


def test_keys_are_where_they_are_asked() -> None:
    low, high = made(replace(WISH, register=0.0)), made(replace(WISH, register=1.0))
    assert np.array_equal(low.notes["pitch"] % 12, high.notes["pitch"] % 12)
    assert (high.notes["pitch"].astype(int) - low.notes["pitch"]).min() >= 12


def test_work_stops_when_told() -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compose(WISH, ModelStore(), stop)


def test_lengths_are_steps() -> None:
    assert set((made(WISH).notes["length"] % STEP_TICKS).tolist()) == {0}


def test_an_end_on_the_tonic_that_is_held_closes_more_than_one_that_goes_on() -> None:
    def bar(low: int, high: int, last: int) -> Bar:
        notes = np.array([(0, 2, 24 + low, 11), (last, 0, 48 + high, 11)], np.int64)
        return Bar(np.zeros(8, np.int64), 96, notes[np.argsort(notes[:, 0], kind="stable")])

    ends = [bar(0, 4, 0), bar(0, 4, 72), bar(0, 2, 72), bar(7, 2, 72)]
    told = [closes(one, 0) for one in ends]
    assert told == sorted(told, reverse=True)
    assert len(set(told)) == 4
    assert closes(bar(9, 12, 0), 9) > closes(bar(0, 4, 0), 9)
