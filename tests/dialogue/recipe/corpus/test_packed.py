"""The packed corpus, and its splits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.recipe.corpus import SPLITS, CorpusError, Said, load, load_said, of_split, pack, split_of

from .persons import FERRY


def _write(folder: Path, key: str, text: str) -> None:
    path = folder / f"{key}.npc"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_packed_is_what_the_folder_was_and_the_same_bytes(tmp_path: Path) -> None:
    for name in ("nell", "mell"):
        _write(tmp_path, f"seafarers/{name}", FERRY)
    packed = pack(tmp_path)
    (tmp_path / "one.tar.xz").write_bytes(packed)
    assert load(tmp_path / "one.tar.xz") == load(tmp_path)
    assert [npc.key for npc in load(tmp_path)] == ["seafarers/mell", "seafarers/nell"]
    assert pack(tmp_path) == packed


def test_wrong_files_are_all_named_and_nothing_is_packed(tmp_path: Path) -> None:
    _write(tmp_path, "noir/a", FERRY)
    _write(tmp_path, "seafarers/b", FERRY.replace("age: old", "age: 80"))
    with pytest.raises(CorpusError) as caught:
        pack(tmp_path)
    assert {problem.split(":")[0] for problem in caught.value.problems} == {"noir/a.npc", "seafarers/b.npc"}
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "noir")


def _say(folder: Path, text: str) -> None:
    (folder / "utterances").mkdir()
    (folder / "utterances" / "some.tsv").write_text(text, encoding="utf-8")


def test_single_utterances_are_packed_beside_the_persons(tmp_path: Path) -> None:
    _write(tmp_path, "seafarers/nell", FERRY)
    assert load_said(tmp_path) == []
    _say(tmp_path, "bribe\tThe gate is shut.\tWould a crown open it?\nask.who+ask.when\t\tWho, and when?\n")
    (tmp_path / "one.tar.xz").write_bytes(pack(tmp_path))
    assert load_said(tmp_path / "one.tar.xz") == [
        Said(("bribe",), "The gate is shut.", "Would a crown open it?"),
        Said(("ask.who", "ask.when"), "", "Who, and when?"),
    ]
    assert load(tmp_path / "one.tar.xz") == load(tmp_path)


def test_wrong_utterances_are_all_named_by_their_lines(tmp_path: Path) -> None:
    _write(tmp_path, "seafarers/nell", FERRY)
    _say(tmp_path, "bow\t\tYour servant.\nthanks\tThanks.\ngreet\t\tHello.\nbye\t\thello.\n")
    with pytest.raises(CorpusError) as caught:
        pack(tmp_path)
    told = caught.value.problems
    assert [problem.partition(": ")[0] for problem in told[:2]] == ["utterances/some.tsv:1", "utterances/some.tsv:2"]
    assert told[2:] == ("'hello.' stands twice",)


@given(st.text(min_size=1, max_size=30))
def test_everybody_is_in_one_split(key: str) -> None:
    assert split_of(key) in SPLITS


def test_splits_are_eight_one_and_one_of_ten() -> None:
    keys = [f"setting/person_{i}" for i in range(4000)]
    shares = [sum(split_of(key) == split for key in keys) / len(keys) for split in SPLITS]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.02)


def test_the_split_of_a_person_stays() -> None:
    assert [split_of(f"western/p{i}") for i in range(6)] == [split_of(f"western/p{i}") for i in range(6)]
    assert of_split([], "test") == []
