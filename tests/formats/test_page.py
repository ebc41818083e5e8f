"""Pages from templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

import procgen
from procgen.formats.page import rendered
from procgen.kit.command import gallery
from procgen.kit.ruler import blind_page

FOLDER = Path(procgen.__file__).parent
SHARED = {"formats/page", "kit/ruler/page"}
"""Frames that other templates fill."""


def test_text_is_shown_as_text_and_markup_as_it_is() -> None:
    sections = [("", [("<i>", "a.jpg?b&c"), (Markup("<u>"), "")])]
    page = rendered(blind_page.__name__, question="?", about='<a> & "b"', noun="map", sections=sections)
    assert "&lt;a&gt; &amp; &#34;b&#34;" in page
    assert "&lt;i&gt;" in page
    assert 'src="a.jpg?b&amp;c"' in page
    assert "<u>" in page


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        rendered(gallery.__name__)


def test_every_template_stands_beside_the_module_that_fills_it() -> None:
    names = {path.relative_to(FOLDER).as_posix().removesuffix(".html.j2") for path in FOLDER.rglob("*.html.j2")}
    assert names >= SHARED
    for name in names - SHARED:
        assert "rendered(" in (FOLDER / f"{name}.py").read_text("utf-8"), name
