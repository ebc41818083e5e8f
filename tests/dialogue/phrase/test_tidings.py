"""News is known by words that hardly tell anything else."""

import pytest

from procgen.dialogue.phrase.tidings import tells_of_death, tidings_of


@pytest.mark.parametrize(
    ("fact", "tidings"),
    [
        ("the harbor was raided by pirates", "ill"),
        ("the bridge is out", "ill"),
        ("the well has gone dry", "ill"),
        ("the herring have not come this year", "ill"),
        ("her husband drowned in the lock", "ill"),
        ("the gate is shut", "ill"),
        ("the gate is shut from ten at night", ""),
        ("the light fails at six", ""),
        ("she sits by the fire", ""),
        ("the eclipse fell on a birthday", ""),
        ("the baker's boy has recovered", "good"),
        ("my sister won the egg race", "good"),
        ("the murdered baker won the prize", ""),
        ("the ferry leaves at six", ""),
    ],
)
def test_good_and_bad_news(fact: str, tidings: str) -> None:
    assert tidings_of(fact) == tidings


@pytest.mark.parametrize(
    ("fact", "death"),
    [
        ("the old king died without an heir", True),
        ("the bell comes from the drowned chapel", False),
        ("I photographed him on the Saturday before he died", False),
        ("wolves took two lambs", False),
        ("my brother killed a boar with one spear", False),
        ("the guard was killed at the gate", True),
    ],
)
def test_deaths(fact: str, death: bool) -> None:
    assert tells_of_death(fact) is death
