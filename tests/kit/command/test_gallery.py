"""The demo's page."""

from __future__ import annotations

from procgen.kit.command.gallery import Exhibit, Section, gallery_html


def test_the_page_shows_text_as_text() -> None:
    exhibit = Exhibit("<b>", 'a "b" & c', "a.jpg", "1 < 2", ("x&y.png",), '{"a": "<i>"}', "procgen <>")
    page = gallery_html([Section("<s>", "t & u", (exhibit,))], "1 terrain", 2.0)
    assert not {"<b>", "<s>", "<i>", "procgen <>"} & set(page.splitlines())
    assert "<b>" not in page
    assert "<i>" not in page
    assert "x&amp;y.png" in page
    assert "t &amp; u" in page


def test_a_page_that_grows_loads_itself_again_and_says_how_many_are_missing() -> None:
    section = Section("Terrains", "Of all kinds.", (), missing=3)
    growing, finished = (gallery_html([section], "", 1.0, finished=finished) for finished in (False, True))
    assert 'http-equiv="refresh"' in growing
    assert "3 more" in growing
    assert "refresh" not in finished
