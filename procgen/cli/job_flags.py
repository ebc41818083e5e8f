"""Lines of batch files that are keyed like the flags of ``procgen generate DOMAIN``, as requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.message import Message

from procgen.batches.lines import RequestBinder, Wanted
from procgen.cli.settings import every_setting
from procgen.domains import DOMAINS
from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given
from procgen.kit.command.job_values import Value
from procgen.served import REQUESTS

_OF_THE_BATCH: Final = "it is a flag of `procgen batch`"
_NOT_IN_BATCHES: Final[Mapping[str, str]] = {
    "out": _OF_THE_BATCH,
    "models": _OF_THE_BATCH,
    "trust_models": _OF_THE_BATCH,
    "json": _OF_THE_BATCH,
    "threads": "each job takes one thread, and --workers of `procgen batch` says how many run at a time",
}
"""Flags of commands that lines can't have, and why."""
_MADE_AGAIN: Final = "recipe"
"""The flag with which nothing depends on the seed."""
_GREATEST_SEED: Final = 2**64 - 1
_MOST_COUNTED: Final = 10**9
_PART: Final = re.compile(r"\{(\w+)\}")
_PATHS: Final = {method: path for path, method in REQUESTS.values()}


class _Known:
    """Of a domain the flags that lines can have.

    Args:
        domain: its name.
        side: what asks for it.
    """

    def __init__(self, domain: str, side: Generate) -> None:
        self.domain = domain
        self.side = side
        of_batch = {setting.name: _OF_THE_BATCH for setting in every_setting()}
        self._refused = {**_NOT_IN_BATCHES, **of_batch, **side.lines.refused}
        self.seed: object = side.flags["seed"].default
        self._values = {name: Value.of(each) for name, each in side.flags.items() if name not in self._refused}

    def counts_seeds(self, fields: Mapping[str, Any]) -> bool:
        """Whether ``count`` takes the seeds that follow, rather than lines, members or relatives."""
        return not _makes_again(fields) and self.side.lines.counts_seeds(fields)

    def read(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of flags. Raises InvalidFields that names all that can't be one."""
        known, wrong = self._values, list[Violation]()
        flags = {}
        for name, value in values.items():
            if name == "domain":
                continue
            if name in known:
                flags[name] = known[name].read(name, value, wrong)
            elif name in self._refused:
                wrong.append(Violation.of(name, value, f"nothing: {self._refused[name]}"))
            else:
                allowed = f"a flag of `procgen generate {self.domain}`: {', '.join(known)}"
                wrong.append(Violation.of(name, value, allowed))
        if wrong:
            raise InvalidFields(wrong)
        if _PART.search(str(flags.get("name", ""))):
            flags["name"] = _named(flags["name"], values)
        return flags


class FlagBinder:
    """Binds lines keyed like the flags of ``procgen generate DOMAIN``, and those that hold an exact request.

    Args:
        given: what flags are read with.
    """

    def __init__(self, given: Given) -> None:
        self._given = given
        self._requests = RequestBinder()
        self._domains = {domain.name: domain for domain in DOMAINS if domain.generate}
        self._known: dict[str, _Known] = {}

    def prepare(self, fields: dict[str, Any]) -> dict[str, Any]:
        """A count that takes the seeds that follow becomes a range of seeds, so that each job has its own draws."""
        known = self._of(fields)
        if "request" in fields or "count" not in fields or known is None or not known.counts_seeds(fields):
            return fields
        count, seed = fields["count"], fields.get("seed", known.seed)
        if type(count) is not int or not 1 <= count <= _MOST_COUNTED or type(seed) is not int:
            return fields  # which :meth:`bind` refuses, with all else that is wrong
        rest = {name: value for name, value in fields.items() if name != "count"}
        if count == 1:
            return rest
        rest["seed"] = {"range": [seed, seed + count - 1]}
        # As the command names the files of several.
        name = rest.get("name", "")
        if known.side.lines.names_files and isinstance(name, str) and (name or known.side.lines.unnamed):
            rest["name"] = f"{name or known.side.lines.unnamed}-{{seed}}"
        return rest

    def calls(self, fields: Mapping[str, Any]) -> int:
        """Several where a domain's lines say so, such as relatives of one person."""
        count, known = fields.get("count", 1), self._of(fields)
        several = known is not None and known.side.lines.several(fields) and not _makes_again(fields)
        return count if several and type(count) is int and count > 0 else 1

    def without_seed(self, values: Mapping[str, Any]) -> tuple[Mapping[str, Any], int] | None:
        if "request" in values:
            return self._requests.without_seed(values)
        known = self._of(values)
        sown = (_MADE_AGAIN, *known.side.lines.sown) if known else (_MADE_AGAIN,)
        if any(values.get(name) is not None for name in sown) or _PART.search(str(values.get("name", ""))):
            return None
        seed = values.get("seed", known.seed if known else None)
        if type(seed) is not int or not 0 <= seed <= _GREATEST_SEED:
            return None
        return {name: value for name, value in values.items() if name != "seed"}, seed

    def bind(self, values: Mapping[str, Any]) -> list[Wanted]:
        if "request" in values:
            return self._requests.bind(values)
        domain, known = values.get("domain"), self._of(values)
        if known is None:
            shown = "missing" if domain is None else repr(domain)
            allowed = "one of " + ", ".join(self._domains) + "; others only with a request"
            raise InvalidFields([Violation.of("domain", shown, allowed)])
        flags = known.read(values)
        try:
            messages = known.side.requests(self._given, **flags)
        except InvalidFields as error:
            raise InvalidFields([_as_in_lines(violation) for violation in error.violations]) from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise Failed(f"{place}{error.strerror or error}", "Check the path and its permissions.") from error
        if len(messages) != self.calls(values):
            allowed = "1 beside several seeds; a plain number beside a plain seed takes the seeds that follow"
            raise InvalidFields([Violation.of("count", values.get("count"), allowed)])
        return [_wanted(message) for message in messages]

    def _of(self, values: Mapping[str, Any]) -> _Known | None:
        """What is known of the domain of a line; None where it names none that has flags."""
        name = values.get("domain")
        if not isinstance(name, str) or name not in self._domains:
            return None
        if name not in self._known:
            self._known[name] = _Known(name, self._domains[name].load_generate())
        return self._known[name]


def _makes_again(fields: Mapping[str, Any]) -> bool:
    return fields.get(_MADE_AGAIN) is not None


def _named(name: str, values: Mapping[str, Any]) -> str:
    """A name with what stands in braces filled in. Raises InvalidFields."""
    missing = [part for part in _PART.findall(name) if part not in values]
    if missing:
        allowed = "names in braces of fields of the line, such as rock-{seed}"
        raise InvalidFields([Violation.of("name", name, allowed)])
    return _PART.sub(lambda part: str(values[part[1]]), name)


def _as_in_lines(violation: Violation) -> Violation:
    """A violation of a flag, by the name that the flag has in lines."""
    if not violation.field.startswith("--"):
        return violation
    return Violation(violation.field[2:].replace("-", "_"), violation.value, violation.allowed)


def _wanted(message: Message) -> Wanted:
    return Wanted(_PATHS[type(message)], message)
