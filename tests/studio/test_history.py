"""What the studio keeps of what was made: found by words, starred, forgotten, and fast."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from procgen.errors import Failed, InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.studio.history import PICTURE_BYTES, History, picture_type
from tests.figures import figure

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def recipe(seed: int, landform: str = "alpine") -> Recipe:
    return Recipe("terrain", {"seed": str(seed), "landform": landform, "relief_m": 300.0}, {"coarse": "0" * 64})


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    kept = History(tmp_path / "below" / "history.sqlite")
    yield kept
    kept.close()


def test_what_is_kept_is_found_by_every_word_and_read_again(history: History) -> None:
    number = history.add(recipe(7), {"seed": "7"}, "Alpine, seed 7", PNG)
    history.add(recipe(8, "dunes"), {"seed": "8"}, "Dunes, seed 8", b"")
    total, [found] = history.search("ALPINE seed")
    assert (total, found.id, found.title) == (1, number, "Alpine, seed 7")
    assert found.pictured
    [picture] = history.pictures([found.id, found.id + 1]).values()
    assert (picture, picture_type(picture)) == (PNG, "image/png")
    assert history.read(number) == (recipe(7), {"seed": "7"})
    assert history.search("alpine dunes")[0] == 0
    assert [each.title for each in history.search()[1]] == ["Dunes, seed 8", "Alpine, seed 7"]
    assert history.search(domain="texture")[0] == 0


def test_numbers_are_found_as_people_write_them(history: History) -> None:
    history.add(Recipe("terrain", {"wander": 0.6000000238418579, "parts": [{"x": 2.5}]}), {}, "land", b"")
    assert history.search("0.6 2.5")[0] == 1
    assert history.search("41")[0] == 0


def test_words_are_taken_as_they_stand(history: History) -> None:
    history.add(recipe(1), {}, "100 % rock", b"")
    history.add(recipe(2), {}, "100 rocks", b"")
    assert history.search("%")[0] == 1
    assert history.search("100_")[0] == 0
    assert history.search("'; DROP TABLE results; --")[0] == 0


def test_the_same_again_is_one_result_and_keeps_its_star_and_picture(history: History) -> None:
    number = history.add(recipe(7), {}, "first", PNG)
    history.star(number, True)
    history.add(recipe(8), {}, "other", b"")
    assert history.add(recipe(7), {}, "again", b"") == number
    total, [starred] = history.search(starred=True)
    assert (total, starred.title, history.pictures([number])) == (1, "again", {number: PNG})
    assert history.search()[1][0].id == number


def test_what_is_forgotten_is_gone(history: History) -> None:
    number = history.add(recipe(7), {}, "", b"")
    history.forget(number)
    assert history.search()[0] == 0
    for refused in (lambda: history.forget(number), lambda: history.star(number, True), lambda: history.read(number)):
        with pytest.raises(InvalidFields, match=f"id: got {number}"):
            refused()


@pytest.mark.parametrize("picture", [b"<svg onload=alert(1)>", PNG + bytes(PICTURE_BYTES)])
def test_pictures_that_are_none_are_refused(history: History, picture: bytes) -> None:
    with pytest.raises(InvalidFields, match="picture"):
        history.add(recipe(1), {}, "", picture)


def test_a_file_that_is_no_history_is_told(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    file.write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(Failed, match=r"history\.sqlite"):
        History(file)


def test_ten_thousand_results_are_searched_at_once(history: History) -> None:
    for seed in range(10_000):
        history.add(recipe(seed, "alpine" if seed % 3 else "dunes"), {"seed": str(seed)}, f"seed {seed}", PNG)
    began = time.perf_counter()
    total, found = history.search("dunes 99", most=60)
    figure("studio search of 10,000 results", (time.perf_counter() - began) * 1000, "ms", "100")
    assert total == sum("99" in str(seed) for seed in range(0, 10_000, 3))
    assert len(found) == 60
    assert {each.id for each in history.search("dunes 99", skip=60)[1]}.isdisjoint(each.id for each in found)
