"""Write the tables of parameters in docs anew: `python tools/list_flags.py`.

A page of a domain has one table for each of its forms, between two markers. What stands there is what the commands
and GetInfo say; `tests/cli/test_flag_tables.py` sees to it that it is current.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from procgen.domains import DOMAINS
from procgen.kit.domain import Domain
from procgen.kit.wire.forms import Field, Form

DOCS: Final = Path(__file__).parent.parent / "docs"
BEGIN: Final = "<!-- parameters: written by tools/list_flags.py -->"
END: Final = "<!-- end of parameters -->"
_NAMES_SHOWN: Final = 12
_BETWEEN: Final = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.S)


def pages() -> dict[Path, Domain]:
    """The pages with tables."""
    return {DOCS / f"{domain.name}.md": domain for domain in DOMAINS if domain.generate}


def current(page: str, domain: Domain) -> str:
    """A page with its tables as they should be. Raises ValueError where it has no place for them."""
    tables = "\n\n".join("\n".join(_table(form)) for form in domain.load_generate().forms)
    whole, count = _BETWEEN.subn(lambda _: f"{BEGIN}\n{tables}\n{END}", page)
    if count != 1:
        raise ValueError(f"the page of {domain.name} has {count} places between {BEGIN} and {END}, not one")
    return whole


def _table(form: Form) -> Iterator[str]:
    yield f"| {form.title}: flag | field | takes | if left out | |"
    yield "| --- | --- | --- | --- | --- |"
    for each in form.fields:
        shown = (_flag(form, each), f"`{each.path}`", _takes(each), _left_out(each), each.about)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in shown) + " |"


def _flag(form: Form, field: Field) -> str:
    if field.flag is None:
        return form.why_not(field.path)
    return "argument" if field.flag.argument else f"`--{field.flag.name.replace('_', '-')}`"


def _takes(field: Field) -> str:
    several = ", several" if field.many or field.descriptor.is_repeated else ""
    if field.is_colour:
        return f"a colour{several}"
    if field.allowed is not None and field.allowed.maximum >= 2.0**63:
        return "64 bits"
    if field.allowed is not None:
        return f"{field.allowed.ends} {field.unit}".strip()
    if 0 < len(field.values) <= _NAMES_SHOWN:
        return ", ".join(f"`{value}`" for value in field.values) + several
    if field.values or field.path.endswith("model"):
        return f"names that GetInfo lists{several}"
    return "" if field.kind is bool else f"text{several}"


def _left_out(field: Field) -> str:
    usual = field.flag.default if field.flag is not None else None
    if field.flag is not None and field.flag.otherwise:
        return f"`--{field.flag.otherwise}`"
    if isinstance(usual, tuple):
        return ", ".join(f"`{name}`" for name in usual)
    if usual is None and field.allowed is not None and not field.is_colour:
        usual = field.allowed.default
    return "" if usual is None else f"{usual:.10g}" if isinstance(usual, int | float) else f"`{usual}`"


if __name__ == "__main__":
    for path, domain in pages().items():
        path.write_text(current(path.read_text("utf-8"), domain), "utf-8")
