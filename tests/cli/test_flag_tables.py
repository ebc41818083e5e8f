"""The tables of parameters in docs say what the commands and GetInfo say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "list_flags.py"


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("list_flags", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LIST_FLAGS = loaded()


@pytest.mark.parametrize(("path", "domain"), LIST_FLAGS.pages().items(), ids=lambda each: getattr(each, "stem", ""))
def test_tables_are_current(path: Path, domain: Any) -> None:
    page = path.read_text("utf-8")
    assert page == LIST_FLAGS.current(page, domain), "run `python tools/list_flags.py`"


def test_a_page_without_a_place_is_told_of() -> None:
    domain = next(iter(LIST_FLAGS.pages().values()))
    with pytest.raises(ValueError, match="has 0 places"):
        LIST_FLAGS.current("# Nothing", domain)
