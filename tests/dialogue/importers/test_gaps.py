"""Gaps in people's files: found, written, and nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.exporters import EXPORTERS
from procgen.dialogue.importers import IMPORTERS, Gap, fill, gaps
from procgen.errors import InvalidFields
from tests.dialogue.exporters.scenes import random_scene, texts

INK = b"""\xef\xbb\xbfVAR gold = 3\r
// TODO in a comment stays\r
-> smith\r
=== smith ===\r
Bram: Hello   there.  \r
Bram: TODO\r
\tTODO: intent=warn mood=angry speaker="Old Tom"\r
Bram:   # id: x\r
  # procgen: intent=greet speaker=Ann\r
"Never fill me" -> smith\r
* [TODO: intent=ask_work] -> END\r
+ {gold > 2} TODO -> END\r
* [TODO: something about bread] # id: c3\r
* [Show the \\[ring\\]]\r
    TODO # speaker: Old Tom # mood: sad\r
- -> END\r
"""
YARN = b"""title: Start
note: TODO in a header stays
---
<<declare $gold = 3>>
Bram: Hi.
Bram: TODO #line:a1
Bram:
    Bram:   #line:a2
#procgen:intent=greet,mood=angry,speaker=Ann
-> TODO <<if $gold > 2>> #line:c
    TODO: intent=refuse speaker="Old Tom"
// TODO in a comment stays
-> Leave
===
"""


def test_ink_gaps_say_what_is_wanted() -> None:
    found = gaps(INK, "ink")
    said = ("Hello   there.",)
    assert found[:4] == (
        Gap(6, False, "smith", "", "", "Bram", before=said),
        Gap(7, False, "smith", "warn", "angry", "Old Tom", before=(*said, "…")),
        Gap(8, False, "smith", "", "", "Bram", before=(*said, "…", "…")),
        Gap(9, False, "smith", "greet", "", "Ann", before=(*said, "…", "…", "…")),
    )
    assert [(gap.line, gap.is_choice, gap.intent, gap.hint) for gap in found[4:7]] == [
        (11, True, "ask_work", ""),
        (12, True, "", ""),
        (13, True, "", "something about bread"),
    ]
    assert (found[7].speaker, found[7].mood, found[7].answers) == ("Old Tom", "sad", "Show the [ring]")
    assert len(found) == 8


def test_ink_is_filled_in_place() -> None:
    filled = fill(INK, "ink", lambda gap: f"Line {gap.line}: {{gold}} [b]#")
    text = rb" {gold} \[b\]\#"
    expected = (
        INK.replace(b"Bram: TODO\r", b"Bram: Line 6:" + text + b"\r")
        .replace(b'TODO: intent=warn mood=angry speaker="Old Tom"', b"Old Tom: Line 7:" + text)
        .replace(b"Bram:   # id", b"Bram:   Line 8:" + text + b" # id")
        .replace(b"  # procgen", b"  Ann: Line 9:" + text + b" # procgen")
        .replace(b"TODO: intent=ask_work", b"Line 11:" + text)
        .replace(b"} TODO ->", b"} Line 12:" + text + b" ->")
        .replace(b"TODO: something about bread", b"Line 13:" + text)
        .replace(b"    TODO # speaker", b"    Line 15:" + text + b" # speaker")
    )
    assert filled == expected
    assert gaps(filled, "ink") == ()


def test_yarn_is_filled_in_place() -> None:
    filled = fill(YARN, "yarn", lambda gap: f"Line {gap.line} {{gold}} [b]#")
    text = rb" {$gold} \[b\]\#"
    expected = (
        YARN.replace(b"Bram: TODO #line:a1", b"Bram: Line 6" + text + b" #line:a1")
        .replace(b"Bram:\n", b"Bram: Line 7" + text + b"\n")
        .replace(b"Bram:   #line:a2", b"Bram:   Line 8" + text + b" #line:a2")
        .replace(b"#procgen:", b"Ann: Line 9" + text + b" #procgen:")
        .replace(b"-> TODO <<", b"-> Line 10" + text + b" <<")
        .replace(b'TODO: intent=refuse speaker="Old Tom"', b"Old Tom: Line 11" + text)
    )
    assert filled == expected
    assert gaps(filled, "yarn") == ()


@pytest.mark.parametrize(("form", "data"), [("ink", INK), ("yarn", YARN)])
def test_filled_files_can_be_read(form: str, data: bytes) -> None:
    filled = fill(data.replace(b'"Never fill me" -> smith\r\n', b""), form, lambda gap: f"Line {gap.line}.")
    scene = IMPORTERS[form](filled, "smith")
    lines = {line.text: line for node in scene.nodes for line in node.lines}
    greeting = lines["Line 9."]
    assert (greeting.speaker, greeting.intent) == ("Ann", "greet")


@pytest.mark.parametrize("form", ["ink", "yarn"])
@settings(max_examples=40, deadline=None)
@given(text=texts, seed=st.integers(0, 50))
def test_any_text_comes_back_from_its_gap_and_the_rest_stays(form: str, text: str, seed: int) -> None:
    marked = random_scene(seed, ["Well met.", "TODO", "Good day, friend."], 6)
    data = EXPORTERS[form].encode(marked).replace(b"\\TODO", b"TODO")
    filled = IMPORTERS[form](fill(data, form, lambda _: text), "x")
    for before, after in zip(marked.nodes, filled.nodes, strict=True):
        for old, new in zip((*before.lines, *before.choices), (*after.lines, *after.choices), strict=True):
            assert new.text == (text if old.text == "TODO" else old.text)
    assert fill(filled_bytes := EXPORTERS[form].encode(filled), form, str) == filled_bytes or "TODO" in text


@pytest.mark.parametrize("form", ["ink", "yarn"])
def test_a_finished_file_is_not_touched(form: str) -> None:
    data = EXPORTERS[form].encode(random_scene(4, ["Well met.", "Note: a colon.", "A (b) c"]))
    assert fill(data, form, lambda _: pytest.fail("there is no gap")) == data


@pytest.mark.parametrize(
    ("data", "form", "text", "said"),
    [
        (b"TODO", "docx", "Yes.", "one of ink, yarn"),
        (b"Hi\nTODO: mood=sour", "ink", "Yes.", "ink line 2: got mood=sour"),
        (b"* [TODO: intent=greeting]", "ink", "Yes.", "intent=greeting"),
        (b"TODO: tone=dry", "ink", "Yes.", "got tone"),
        (b"TODO", "ink", "two\nlines", "on one line"),
        (b"TODO", "ink", " ", "on one line"),
        (b"\xff", "ink", "Yes.", "UTF-8"),
    ],
)
def test_what_is_wrong_is_named(data: bytes, form: str, text: str, said: str) -> None:
    with pytest.raises(InvalidFields, match=said):
        fill(data, form, lambda _: text)
