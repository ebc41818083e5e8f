"""Recording scripts are read, and who speaks for whom is always the same."""

from __future__ import annotations

import csv
import io

import pytest

from procgen.dialogue.exporters.tables import RECORDING_COLUMNS
from procgen.errors import InvalidFields, Violation
from procgen.speech.script import read_role, read_script, said, usual_role, voices_of


def script(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, RECORDING_COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def test_dialogues_recording_scripts_are_read() -> None:
    (line,) = read_script(script({"speaker": "Bram", "id": "br_1", "mood": "angry", "text": "Out, {player}!"}))
    assert (line.id, line.speaker, line.mood) == ("br_1", "Bram", "angry")
    assert said(line.text, {"player": "Anna"}) == "Out, Anna!"
    assert said(line.text, {}) == "Out, !"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "nothing"),
        (b"id,speaker,text\n", "no rows"),
        (b"id,speaker,text\nx,a,b, c\n", "script row 2: got 4 fields, allowed is 3 fields"),
        (b"a,b\n1,2,3\n", "a, b"),
        (b"a,b\n1,2\n", "a, b"),
        (b"\xff\xfe", "utf-8"),
        (script({"id": "../x", "speaker": "a", "text": "b"}), "script row 2: id: got ../x"),
        (
            script({"id": "x", "speaker": "a", "text": "b"}, {"id": "x", "speaker": "a", "text": "c"}),
            "script row 3: id",
        ),
        (script({"id": "x", "speaker": "a", "text": "b", "mood": "hungry"}), "script row 2: mood: got hungry"),
    ],
)
def test_what_is_no_script_is_refused_with_the_row(data: bytes, found: str) -> None:
    with pytest.raises(InvalidFields, match=found.replace(".", r"\.")):
        read_script(data)


def test_roles_are_named_or_follow_from_the_name() -> None:
    wrong: list[Violation] = []
    name, role = read_role("Bram=male,60,dwarf", wrong)
    assert (name, role.person.sex, role.person.age_years, role.style) == ("Bram", 1.0, 60.0, "dwarf")
    assert role.person.seed == usual_role("Bram").person.seed
    assert usual_role("Bram") == usual_role("Bram") != usual_role("Anna")
    assert not wrong
    read_role("Bram=elf", wrong)
    read_role("nobody", wrong)
    assert [each.field for each in wrong] == ["--voice", "--voice"]


def test_a_role_for_nobody_is_refused() -> None:
    lines = read_script(script({"id": "x", "speaker": "Anna", "text": "b"}))
    assert voices_of(lines, {}, {}) == {"Anna": usual_role("Anna")}
    with pytest.raises(InvalidFields, match="--voice: got Bram, allowed is one of Anna"):
        voices_of(lines, {"Bram": usual_role("Bram")}, {})
