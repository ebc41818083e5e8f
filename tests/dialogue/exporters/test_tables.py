"""Tables for translators and actors."""

from __future__ import annotations

import csv
import io
import re

from hypothesis import given, settings

from procgen.dialogue.exporters import tables
from procgen.dialogue.scene.graph import Cast, Choice, Node, Scene, SceneLine
from tests.dialogue.exporters.scenes import scenes

LINES = (
    SceneLine(
        "smith_01", "Bram", "Well met, {player}.", "joyful", "greet", ("animation:wave",), "shouts over the forge"
    ),
    SceneLine("smith_02", "Ann", "[b]Five[/b] gold, no less.", "stern"),
    SceneLine("smith_03", "Bram", "As she says."),
)
SCENE = Scene(
    "smithy",
    "The smithy",
    (Node("start", "greeting", LINES, choices=(Choice("smith_c1", "Here you go."),)),),
    cast=(Cast("Bram", "smith", "hoarse"), Cast("Ann"), Cast("Silent Tom")),
)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@settings(max_examples=30, deadline=None)
@given(scenes())
def test_each_text_has_its_row_and_comes_through_a_csv_reader(scene: Scene) -> None:
    found = {row["id"]: row["text"] for row in rows(tables.translation_csv(scene))}
    assert found == {text.id: text.text for text in tables.texts(scene)}
    spoken = {row["id"] for row in rows(tables.recording_csv(scene))}
    assert spoken == {line.id for node in scene.nodes for line in node.lines}
    assert tables.recording_markdown(scene).endswith(b"\n")


def test_translators_see_who_speaks_how_and_after_what() -> None:
    first, second, _, choice = rows(tables.translation_csv(SCENE))
    assert tuple(first) == tables.COLUMNS
    assert (first["speaker"], first["mood"], first["context"]) == ("Bram", "joyful", "start (greeting)")
    assert (first["translation"], first["notes"]) == ("", "shouts over the forge; animation:wave")
    assert first["characters"] == str(len(first["text"]))
    assert second["context"] == "start (greeting); after: Bram: Well met, {player}."
    assert (choice["speaker"], choice["mood"]) == (tables.PLAYER, "")


def test_actors_read_their_own_lines_in_order_without_markup() -> None:
    found = rows(tables.recording_csv(SCENE))
    assert [(row["speaker"], row["number"], row["id"]) for row in found] == [
        ("Bram", "1", "smith_01"),
        ("Bram", "2", "smith_03"),
        ("Ann", "1", "smith_02"),
    ]
    assert found[0]["direction"] == "joyful; shouts over the forge"
    assert found[1]["cue"] == "Ann: Five gold, no less."
    assert found[2]["text"] == "Five gold, no less."


def test_recording_script_has_a_chapter_for_each_speaker() -> None:
    text = tables.recording_markdown(SCENE).decode()
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Bram", "Ann"]
    assert "smith, hoarse; 2 lines, 6 words" in text.replace("\\", "")


def test_catalogue_has_ids_as_contexts() -> None:
    text = tables.po(SCENE).decode()
    assert 'msgctxt "smith_02"\nmsgid "[b]Five[/b] gold, no less."\nmsgstr ""\n' in text
    assert "#. Bram, joyful\n#. shouts over the forge\n#. animation:wave\n#: smithy:start\n" in text
