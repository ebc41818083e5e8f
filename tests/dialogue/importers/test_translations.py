"""Translations by id, and what is checked before they are let in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings

from procgen.dialogue.exporters import tables
from procgen.dialogue.guard import markup
from procgen.dialogue.importers import from_csv, from_po
from procgen.dialogue.scene.graph import Scene
from procgen.errors import InvalidFields
from tests.dialogue.exporters.scenes import scenes
from tests.dialogue.exporters.test_tables import SCENE

Translate = Callable[[str, str], str]


def filled_csv(scene: Scene, translate: Translate) -> bytes:
    rows = list(csv.DictReader(io.StringIO(tables.translation_csv(scene).decode("utf-8-sig"), newline="")))
    out = io.StringIO()
    writer = csv.DictWriter(out, ["translation", "id", "text"], extrasaction="ignore", delimiter=",")
    writer.writeheader()
    writer.writerows(row | {"translation": translate(row["id"], row["text"])} for row in rows)
    return out.getvalue().encode()


def filled_po(scene: Scene, translate: Translate) -> bytes:
    lines = tables.po(scene).decode().split("\n")
    told = iter(tables.texts(scene))
    out = []
    for line in lines[2:]:
        if line == 'msgstr ""':
            text = next(told)
            escaped = translate(text.id, text.text).replace("\\", "\\\\").replace('"', '\\"')
            # Editors wrap long texts.
            line = f'msgstr ""\n"{escaped[:0]}"\n"{escaped}"'
        out.append(line)
    return "\n".join([*lines[:2], *out]).encode()


def shout(_: str, text: str) -> str:
    """All in capitals but for variables and markup."""
    spans = {(span.start, span.end) for span in markup.spans(text)}
    kept = {place for start, end in spans for place in range(start, end)}
    return "".join(c if place in kept else c.upper() for place, c in enumerate(text))


@pytest.mark.parametrize(("fill", "read"), [(filled_csv, from_csv), (filled_po, from_po)])
def test_translations_come_in_by_id(fill: Callable[..., bytes], read: Callable[..., Scene]) -> None:
    found = read(SCENE, fill(SCENE, shout))
    assert [text.text for text in tables.texts(found)] == [
        "WELL MET, {player}.",
        "[b]FIVE[/b] GOLD, NO LESS.",
        "AS SHE SAYS.",
        "HERE YOU GO.",
    ]
    assert [text.id for text in tables.texts(found)] == [text.id for text in tables.texts(SCENE)]


@settings(max_examples=25, deadline=None)
@given(scene=scenes())
def test_the_original_is_its_own_translation(scene: Scene) -> None:
    assert from_csv(scene, filled_csv(scene, lambda _, text: text)) == scene
    assert from_po(scene, filled_po(scene, lambda _, text: text)) == scene


@pytest.mark.parametrize(
    ("name", "translation", "said"),
    [
        ("smith_01", "Seid gegrüßt.", r"translation of smith_01.*a text with \{player\}"),
        ("smith_01", "Seid gegrüßt, {spieler}.", r"without \{spieler\}"),
        ("smith_02", "[b]Fünf[b] Gold.", r"with \[/b\]"),
        ("smith_02", "[/b]Fünf[b] Gold.", "closed where it was opened"),
        ("smith_03", "zwei\nZeilen", "line breaks"),
        ("smith_03", "", "nothing"),
    ],
)
def test_what_would_break_the_game_is_refused_by_id(name: str, translation: str, said: str) -> None:
    data = filled_csv(SCENE, lambda found, text: translation if found == name else text)
    with pytest.raises(InvalidFields, match=said):
        from_csv(SCENE, data)


def test_missing_translations_may_be_allowed() -> None:
    data = filled_csv(SCENE, lambda name, _: "Bitte sehr." if name == "smith_c1" else "")
    found = from_csv(SCENE, data, complete=False)
    assert found.nodes[0].choices[0].text == "Bitte sehr."
    assert found.nodes[0].lines == SCENE.nodes[0].lines


def test_fuzzy_entries_count_as_missing() -> None:
    data = filled_po(SCENE, shout).replace(b"#: smithy:start", b"#, fuzzy\n#: smithy:start", 1)
    with pytest.raises(InvalidFields, match="translation of smith_01"):
        from_po(SCENE, data)
    assert from_po(SCENE, data, complete=False).nodes[0].lines[0] == SCENE.nodes[0].lines[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"id,text\nsmith_01,x\n", "the columns translation"),
        (b"", "the columns id, text, translation"),
        (b'id,text,translation\n"a"b,x,y\n', "CSV"),
        (b"id,text,translation\nnobody,x,y\n", "an id of the scene"),
        (b"id,text,translation\nsmith_01,old text,y\n", "export it anew"),
        (b"id,text,translation\nsmith_03,As she says.,a\nsmith_03,As she says.,b\n", "each id once"),
    ],
)
def test_tables_that_do_not_fit_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(InvalidFields, match=said):
        from_csv(SCENE, data, complete=False)


def test_catalogues_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InvalidFields, match="po line 1"):
        from_po(SCENE, b"nonsense")
    with pytest.raises(InvalidFields, match="a msgctxt above it"):
        from_po(SCENE, b'msgid "As she says."\nmsgstr "x"\n')
