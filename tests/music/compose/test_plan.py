"""What is fixed before the first note: nothing is copied bar for bar that would be heard as a copy."""

from collections import Counter

import numpy as np
import pytest

from procgen.music.compose.events import DENSITY, QUARTET, SUNG
from procgen.music.compose.plan import BarPlan, Kept, make_form, plan_bars
from procgen.music.compose.wish import Style, Wish
from procgen.music.score import Key, Mode

SEEDS = range(60)


def planned(form: str, seed: int, energies: tuple[float, ...] = (0.5,), *, sung: bool = False) -> list[BarPlan]:
    wish = Wish(seed, Key(0, Mode.MAJOR), 4, 4, 100.0, 8 * len(form), form, energies, sung=sung)
    chance = np.random.default_rng(seed)
    return plan_bars(wish, make_form(wish, chance), chance, loop=True)


def alike(plans: list[BarPlan], first: int) -> list[int]:
    """Bars of a section of eight that are like one of another section."""
    return [n for n in range(8) if (like := plans[first + n].like) is not None and like < first]


def test_what_is_like_another_comes_after_it() -> None:
    for seed in SEEDS:
        for number, plan in enumerate(planned("AABAC", seed)):
            assert plan.like is None or plan.like < number


def test_an_answer_opens_as_what_it_answers_and_goes_on_by_itself() -> None:
    lengths = set()
    for seed in SEEDS:
        bars = alike(planned("AA", seed), 8)
        assert bars == list(range(len(bars)))
        lengths.add(len(bars))
    assert lengths == {1, 2, 3, 4}


def test_what_comes_again_after_another_section_is_known_by_most_of_its_bars() -> None:
    lengths = {len(alike(planned("ABA", seed), 16)) for seed in SEEDS}
    assert lengths == {4, 5, 6}


@pytest.mark.parametrize("form", ["AA", "ABA"])
def test_it_is_the_melody_or_what_is_below_or_both_that_come_again(form: str) -> None:
    first = 8 * (len(form) - 1)
    kept = Counter(planned(form, seed)[first].kept for seed in SEEDS)
    assert set(kept) == set(Kept)
    assert kept[Kept.ALL] < 0.6 * len(SEEDS)


def test_where_energy_differs_the_melody_comes_again() -> None:
    for seed in SEEDS:
        plan = planned("ABA", seed, (0.2, 0.5, 0.9))[16]
        assert plan.kept is Kept.MELODY


def test_verses_have_one_tune() -> None:
    for seed in SEEDS:
        plans = planned("AA", seed, sung=True)
        assert len(alike(plans, 8)) >= 4
        assert all(plan.kept is not Kept.GROUND for plan in plans[8:12])


def test_phrases_of_sections_open_alike_as_they_were_or_moved() -> None:
    opened = [planned("A", seed)[4] for seed in SEEDS]
    like = [plan for plan in opened if plan.like == 0]
    assert 0.3 < len(like) / len(SEEDS) < 0.9
    assert {plan.up != 0 for plan in like} == {True, False}
    assert all(plan.kept is Kept.MELODY for plan in like if plan.up), "chords stay where they are"


@pytest.mark.parametrize("bars", [4, 9, 16, 19, 28, 37, 40, 66])
def test_sections_that_nobody_asked_for_are_whole_phrases_but_for_the_last(bars: int) -> None:
    wish = Wish(3, Key(0, Mode.MAJOR), 4, 4, 100.0, bars)
    sections = make_form(wish, np.random.default_rng(bars))
    assert sum(section.bars for section in sections) == bars
    assert all(section.bars % 4 == 0 for section in sections[:-1])
    assert sections[-1].bars >= 4


def test_sections_keep_a_figure_each_as_firmly_as_it_wants() -> None:
    firm: list[float] = []
    left: list[bool] = []
    for seed in SEEDS:
        for section in range(2):
            bars = planned("AB", seed)[8 * section : 8 * section + 8]
            strengths = {bar.figure for bar in bars} - {0.0}
            assert len(strengths) <= 1
            firm += strengths
            left += [bar.figure == 0.0 for bar in bars]
    assert np.std(firm) > 0.3 * np.mean(firm), "composers differ"
    assert 0.05 < np.mean(left) < 0.35


def test_a_figure_that_was_left_for_a_bar_is_gone_on_with_after_it() -> None:
    for seed in SEEDS:
        bars = planned("A", seed)
        for number, bar in enumerate(bars[2:], 2):
            left = [other for other in range(number) if bars[other].figure == 0.0]
            if bar.figure and any(other not in left for other in range(number % 2, number, 2)):
                assert number - bar.back not in left


def test_figures_are_left_where_phrases_end_more_often_than_within() -> None:
    left = np.array([[bar.figure == 0.0 for bar in planned("A", seed)] for seed in range(400)])
    assert left[:, [3, 7]].mean() > 3.0 * left[:, [2, 4, 5, 6]].mean()


def test_density_goes_about_that_of_the_section() -> None:
    told = np.array([[bar.numbers[DENSITY] for bar in planned("A", seed)] for seed in range(200)])
    assert {int(each) for each in np.unique(told)} == {2, 3, 4}
    assert 0.5 < (told == 3).mean() < 0.75
    assert 0.15 < (np.diff(told, axis=1) != 0).mean() < 0.45


def rests(*, loop: bool, sung: bool = False, style: Style = Style.SONG) -> list[list[int]]:
    """Of each piece of two sections the bars in which the first player rests."""
    found = []
    for seed in SEEDS:
        wish = Wish(seed, Key(0, Mode.MAJOR), 4, 4, 100.0, 16, "AB", sung=sung, style=style)
        chance = np.random.default_rng(seed)
        plans = plan_bars(wish, make_form(wish, chance), chance, loop=loop)
        found.append([number for number, plan in enumerate(plans) if plan.numbers[SUNG] == 1])
    return found


def test_voices_rest_at_ends_of_sections() -> None:
    found = rests(loop=True)
    assert 0.05 < sum(map(len, found)) / (16 * len(SEEDS)) < 0.25
    first, second = ({number - 8 * at for bars in found for number in bars if number // 8 == at} for at in range(2))
    assert first == {4, 5, 6, 7}, "a tune is heard for half of its section"
    assert second == set(range(8)), "what is between tunes may be played alone"
    assert not all(found)


def test_the_last_section_of_what_closes_is_sung_to_its_end() -> None:
    assert max(number for bars in rests(loop=False) for number in bars) < 8


def test_verses_do_not_rest() -> None:
    assert not any(rests(loop=True, sung=True))
    assert not any(rests(loop=True, sung=True, style=Style.QUARTET))


def test_players_of_quartets_rest_one_at_a_time() -> None:
    resting: Counter[int] = Counter()
    for seed in range(200):
        wish = Wish(seed, Key(0, Mode.MAJOR), 4, 4, 100.0, 16, "AB", style=Style.QUARTET)
        chance = np.random.default_rng(seed)
        plans = plan_bars(wish, make_form(wish, chance), chance, loop=True)
        for plan in plans:
            assert len(plan.resting) <= 1
            assert (plan.numbers[SUNG] == 1) == (QUARTET[0] in plan.resting)
            resting.update(plan.resting)
    share = {player: count / (16 * 200) for player, count in resting.items()}
    assert set(share) == set(QUARTET)
    assert all(0.01 < each < 0.1 for each in share.values())
