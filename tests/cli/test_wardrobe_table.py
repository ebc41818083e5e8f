"""The list of what can be worn, in docs/character.md."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "list_wardrobe.py"
SPEC = importlib.util.spec_from_file_location("list_wardrobe", TOOL)
assert SPEC is not None
assert SPEC.loader is not None
LIST = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(LIST)


def test_the_page_is_current() -> None:
    page = LIST.DOC.read_text("utf-8")
    assert page == LIST.written(page), "run `python tools/list_wardrobe.py`"


def test_a_page_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        LIST.written("# Characters")
