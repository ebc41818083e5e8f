"""Packs of barks by table."""

from __future__ import annotations

import csv
import io

import pytest

from procgen.dialogue.guard.fresh import normal
from procgen.dialogue.persona import Situation
from procgen.dialogue.writing.packs import PackRow, pack_csv, read_table, write_pack
from procgen.errors import InvalidFields
from tests.figures import scaled


def test_a_table_is_read():
    rows = read_table("count,role,event,mood\n3,guard,idle,weary\n2,child,see_snow,\n")
    assert rows == [PackRow("guard", "idle", "weary", 3), PackRow("child", "see_snow", "neutral", 2)]


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("", "row 1"),
        ("role,event\n", "row 1"),
        ("role,event,mood,count\n", "rows"),
        ("role,event,mood,count\ndragon,idle,,1\n", "row 2, role"),
        ("role,event,mood,count\nguard,idle,,1\nguard,sneeze,,1\n", "row 3, event"),
        ("role,event,mood,count\nguard,idle,furious,1\n", "row 2, mood"),
        ("role,event,mood,count\nguard,idle,,0\n", "row 2, count"),
        ("role,event,mood,count\nguard,idle,,many\n", "row 2, count"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_by_its_row(table: str, wrong: str):
    with pytest.raises(InvalidFields) as caught:
        read_table(table)
    assert [violation.field for violation in caught.value.violations] == [wrong]


def test_no_line_of_a_pack_repeats_another_whoever_says_it():
    count = scaled(3, 60)
    rows = [
        PackRow(role, event, mood, count)
        for role in ("guard", "farmer")
        for event in ("idle", "hurt")
        for mood in ("weary", "angry")
    ]
    lines, missing = write_pack(rows, Situation(), None, 3, lambda: None)
    assert missing == []
    assert len({normal(line.text) for line in lines}) == len(lines) == 8 * count
    assert len({line.key for line in lines}) == len(lines)
    table = list(csv.DictReader(io.StringIO(pack_csv(lines))))
    assert [row["text"] for row in table] == [line.text for line in lines]
