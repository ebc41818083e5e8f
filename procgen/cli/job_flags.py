"""Lines of batch files that are keyed like the flags of ``procgen generate DOMAIN``, as requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.message import Message

from procgen.batches.lines import RequestBinder, Wanted
from procgen.character.command.generate import character_requests
from procgen.dialogue.command.generate import dialogue_requests
from procgen.domains import REQUESTS
from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.asking import Ask, Given, flags_of
from procgen.kit.command.job_values import Value
from procgen.layout.command.generate import layout_requests
from procgen.table.command.generate import table_requests
from procgen.terrain.command.generate import terrain_requests
from procgen.texture.command.generate import texture_requests
from procgen.world.command.generate import world_requests

_DOMAINS: Final[Mapping[str, Ask]] = {
    "terrain": terrain_requests,
    "texture": texture_requests,
    "character": character_requests,
    "dialogue": dialogue_requests,
    "world": world_requests,
    "layout": layout_requests,
    "table": table_requests,
}
_OF_THE_BATCH: Final = "it is a flag of `procgen batch`"
_NOT_IN_BATCHES: Final[Mapping[str, str]] = {
    "out": _OF_THE_BATCH,
    "models": _OF_THE_BATCH,
    "trust_models": _OF_THE_BATCH,
    "dialogue_model": _OF_THE_BATCH,
    "json": _OF_THE_BATCH,
    "threads": "each job takes one thread, and --workers of `procgen batch` says how many run at a time",
    "check": "it makes nothing; use `procgen generate dialogue --check`",
    "fill": "a filled file keeps its own name; use `procgen generate dialogue --fill`",
    "tiles": "tiles share one scale of heights; use `procgen generate terrain --tiles`",
    "tile_size": "tiles are made by `procgen generate terrain --tiles`",
    "own_borders": "tiles are made by `procgen generate terrain --tiles`",
}
"""Flags of commands that lines can't have, and why."""
_SOMEBODY: Final = ("recipe", "person", "edit", "vary")
"""Flags with which more depends on the seed than the request's own, or nothing at all."""
_GREATEST_SEED: Final = 2**64 - 1
_MOST_COUNTED: Final = 10**9
_PART: Final = re.compile(r"\{(\w+)\}")
_PATHS: Final = {method: path for path, method in REQUESTS.values()}


def _values(ask: Ask) -> dict[str, Value]:
    return {name: Value.of(each) for name, each in flags_of(ask).items() if name not in _NOT_IN_BATCHES}


class FlagBinder:
    """Binds lines keyed like the flags of ``procgen generate DOMAIN``, and those that hold an exact request.

    Args:
        given: what flags are read with.
    """

    def __init__(self, given: Given) -> None:
        self._given = given
        self._requests = RequestBinder()
        self._flags = {domain: _values(ask) for domain, ask in _DOMAINS.items()}
        self._seeds = {domain: flags_of(ask)["seed"].default for domain, ask in _DOMAINS.items()}

    def prepare(self, fields: dict[str, Any]) -> dict[str, Any]:
        """A count that takes the seeds that follow becomes a range of seeds, so that each job has its own draws."""
        if "request" in fields or "count" not in fields or not _counts_seeds(fields):
            return fields
        count, seed = fields["count"], fields.get("seed", self._seeds.get(str(fields.get("domain"))))
        if type(count) is not int or not 1 <= count <= _MOST_COUNTED or type(seed) is not int:
            return fields  # which :meth:`bind` refuses, with all else that is wrong
        rest = {name: value for name, value in fields.items() if name != "count"}
        if count == 1:
            return rest
        rest["seed"] = {"range": [seed, seed + count - 1]}
        # As the command names the files of several.
        name = rest.get("name", "")
        if fields["domain"] in ("texture", "layout") and name and isinstance(name, str):
            rest["name"] = f"{name}-{{seed}}"
        elif fields["domain"] == "character" and isinstance(name, str):
            rest["name"] = f"{name or 'character'}-{{seed}}"
        return rest

    def calls(self, fields: Mapping[str, Any]) -> int:
        """Several where relatives of one person are wanted."""
        count = fields.get("count", 1)
        several = fields.get("domain") == "character" and "vary" in fields and not _makes_again(fields)
        return count if several and type(count) is int and count > 0 else 1

    def without_seed(self, values: Mapping[str, Any]) -> tuple[Mapping[str, Any], int] | None:
        if "request" in values:
            return self._requests.without_seed(values)
        if any(values.get(name) is not None for name in _SOMEBODY) or _PART.search(str(values.get("name", ""))):
            return None
        seed = values.get("seed", self._seeds.get(str(values.get("domain"))))
        if type(seed) is not int or not 0 <= seed <= _GREATEST_SEED:
            return None
        return {name: value for name, value in values.items() if name != "seed"}, seed

    def bind(self, values: Mapping[str, Any]) -> list[Wanted]:
        if "request" in values:
            return self._requests.bind(values)
        domain = values.get("domain")
        if not isinstance(domain, str) or domain not in _DOMAINS:
            shown = "missing" if domain is None else repr(domain)
            allowed = "one of " + ", ".join(_DOMAINS) + "; others only with a request"
            raise InvalidFields([Violation.of("domain", shown, allowed)])
        flags = self._read(domain, values)
        try:
            messages = _DOMAINS[domain](self._given, **flags)
        except InvalidFields as error:
            raise InvalidFields([_as_in_lines(violation) for violation in error.violations]) from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise Failed(f"{place}{error.strerror or error}", "Check the path and its permissions.") from error
        if len(messages) != self.calls(values):
            allowed = "1 beside several seeds; a plain number beside a plain seed takes the seeds that follow"
            raise InvalidFields([Violation.of("count", values.get("count"), allowed)])
        return [_wanted(message) for message in messages]

    def _read(self, domain: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of flags. Raises InvalidFields that names all that can't be one."""
        known, wrong = self._flags[domain], list[Violation]()
        flags = {}
        for name, value in values.items():
            if name == "domain":
                continue
            if name in known:
                flags[name] = known[name].read(name, value, wrong)
            elif name in _NOT_IN_BATCHES:
                wrong.append(Violation.of(name, value, f"nothing: {_NOT_IN_BATCHES[name]}"))
            else:
                wrong.append(Violation.of(name, value, f"a flag of `procgen generate {domain}`: {', '.join(known)}"))
        if wrong:
            raise InvalidFields(wrong)
        if _PART.search(str(flags.get("name", ""))):
            flags["name"] = _named(flags["name"], values)
        return flags


def _makes_again(fields: Mapping[str, Any]) -> bool:
    return fields.get("recipe") is not None


def _counts_seeds(fields: Mapping[str, Any]) -> bool:
    """Whether ``count`` takes the seeds that follow, rather than lines, members or relatives."""
    if _makes_again(fields):
        return False
    match fields.get("domain"):
        case "terrain" | "layout" | "world":
            return True
        case "texture":
            return not fields.get("layers")
        case "character":
            return not fields.get("crowd") and "vary" not in fields and "person" not in fields
    return False


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
