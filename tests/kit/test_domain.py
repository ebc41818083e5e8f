"""Declarations: what they name is there and is what it should be, and nothing else names a domain."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from google.protobuf import descriptor_pool

import procgen
from procgen.domains import DOMAINS
from procgen.kit.command.asking import Generate
from procgen.kit.command.benches import Benches
from procgen.kit.command.exhibits import Room
from procgen.kit.domain import Domain, Verb
from procgen.kit.ruler.side import Ruler
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.side import Wire
from procgen.runtime.store import ModelStore
from procgen.served import all_services

ROOT = Path(procgen.__file__).parent
NAMES = {domain.name for domain in DOMAINS}
WORDS = NAMES | {word for domain in DOMAINS for word in (*domain.makes, *domain.forms)}
EACH = pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)


@EACH
def test_a_domain_is_a_folder_of_its_name(domain: Domain) -> None:
    assert domain.package == f"procgen.{domain.name}"
    assert (ROOT / domain.name / "domain.py").is_file()
    assert domain.title
    assert domain.about.endswith(".")


@EACH
def test_sides_are_what_they_should_be(domain: Domain) -> None:
    sides = (
        (domain.wire, domain.load_wire, Wire),
        (domain.generate, domain.load_generate, Generate),
        (domain.bench, domain.load_bench, Benches),
        (domain.ruler, domain.load_ruler, Ruler),
    )
    for where, load, kind in sides:
        assert not where or isinstance(load(), kind), where
    assert not domain.demo or all(isinstance(room, Room) and room.exhibits for room in domain.load_demo())
    assert not domain.doctor or all(callable(inspect) for inspect in domain.load_doctor())


@EACH
def test_what_is_served_is_in_the_contract(domain: Domain) -> None:
    if not domain.wire:
        assert not domain.makes
        return
    domain.contract()
    service = descriptor_pool.Default().FindServiceByName(domain.service)
    assert set(domain.makes.values()) <= set(service.methods_by_name)


def verbs() -> Iterator[tuple[str, Domain, Verb]]:
    for domain in DOMAINS:
        for group, declared in (("evaluate", domain.evaluate), ("train", domain.train), ("", domain.more)):
            for name, verb in declared.items():
                yield f"{group} {name}".strip(), domain, verb


@pytest.mark.parametrize(("name", "domain", "verb"), list(verbs()), ids=[name for name, _, _ in verbs()])
def test_commands_are_functions_that_say_what_they_do(name: str, domain: Domain, verb: Verb) -> None:
    command: Callable[..., None] = domain.load(verb.where)
    assert callable(command)
    assert command.__doc__
    assert f"procgen {name}" in command.__doc__, "an example"
    assert verb.about.endswith(".")


@EACH
def test_each_form_has_presets(domain: Domain) -> None:
    for form in domain.forms:
        presets = json.loads((ROOT / domain.name / "presets" / f"{form}.json").read_text())
        assert presets, form


def test_getinfo_describes_what_is_declared() -> None:
    described = {said.name for said in all_services(ModelStore(threads=1), BlobStore()).described()}
    assert described == {form for domain in DOMAINS for form in domain.forms}


HALLS = ("server", "cli", "batches", "kit")
ALLOWED = {
    # A loop that terrain's networks were first trained with; its batches are still terrain's.
    ("kit/recipe/loop.py", "procgen.terrain.recipe.data"),
    ("kit/command/asking.py", "procgen.v1.layout_pb2"),
    ("kit/command/asking.py", "procgen.v1.terrain_pb2"),
}


def named(path: Path) -> Iterator[str]:
    """Domains that a file imports from, and those that it has the name of as a text; documentation is no text."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{each.name}" for each in node.names] if node.module else []
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WORDS:
            yield repr(node.value)
            continue
        else:
            continue
        for module in modules:
            _, *parts = module.split(".")
            if module.startswith("procgen.v1."):
                if parts[1].partition("_pb2")[0] in NAMES:
                    yield ".".join(module.split(".")[:3])
            elif parts and parts[0] in NAMES and module.startswith("procgen."):
                yield module.rpartition(".")[0]


@pytest.mark.parametrize("hall", HALLS)
def test_no_domain_is_named_outside_of_its_folder(hall: str) -> None:
    found = {(str(path.relative_to(ROOT)), name) for path in (ROOT / hall).rglob("*.py") for name in named(path)}
    assert found <= ALLOWED, sorted(found - ALLOWED)


BELOW = ("domains", "served", "cli", "server", "batches")


def test_the_kit_stands_below_what_is_made_with_it() -> None:
    for path in (ROOT / "kit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not f"{node.module}.".startswith(tuple(f"procgen.{name}." for name in BELOW)), path
