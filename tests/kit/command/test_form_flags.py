"""Flags of forms: one statement of a field gives its flag, its key in lines of batches, its check and its form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import typer
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message
from typer.testing import CliRunner

from procgen.cli.generate import generate_command
from procgen.cli.job_flags import FlagBinder
from procgen.domains import DOMAINS
from procgen.errors import InvalidFields
from procgen.kit.command.asking import Generate, Given, Place, flags_of
from procgen.kit.command.form_flags import Said, about, form_flags
from procgen.kit.command.job_values import Value
from procgen.kit.domain import Domain
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.forms import Flag, Form
from procgen.runtime.ranges import Range
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.terrain.wire.form import FORM as TERRAIN
from procgen.texture.wire.info import FORM as TEXTURE
from procgen.v1 import terrain_pb2, texture_pb2

GIVEN = Given(all_services(ModelStore(), BlobStore()), lambda _: None)
MAKERS = [domain for domain in DOMAINS if domain.generate]
each_maker = pytest.mark.parametrize("domain", MAKERS, ids=lambda domain: domain.name)
MADE_UP = Range(0.0, 90.0, "How far it leans.", 4.0)


def defaults(form: Form, **flags: Any) -> dict[str, Any]:
    return {name: flags.get(name, each.default) for name, each in form_flags((form,)).items()}


@each_maker
def test_forms_of_commands_are_those_of_getinfo(domain: Domain) -> None:
    described = domain.load_wire().describe(GIVEN.domains.parts)
    for form, told in zip(domain.load_generate().forms, described, strict=True):
        assert form.describe(told.models) == told


@each_maker
def test_every_field_has_a_flag_or_a_reason(domain: Domain) -> None:
    side = domain.load_generate()
    for form in side.forms:
        used = set()
        for field in form.fields:
            reason = form.why_not(field.path)
            assert (field.flag is None) == bool(reason), field.path
            assert field.flag is None or field.flag.name in side.flags, field.path
            used.add(reason)
        assert used - {""} == set(form.unflagged.values()), "no reason is left over"
        assert set(form.flags) <= {field.path for field in form.fields}, "no flag is without a field"


@each_maker
def test_no_flag_is_stated_twice(domain: Domain) -> None:
    side = domain.load_generate()
    assert not set(form_flags(side.forms)) & set(flags_of(side.ask))
    for form in side.forms:
        assert len(form.flagged) == sum(field.flag is not None for field in form.fields)


def leaning() -> tuple[Form, type[Message]]:
    """The terrain's contract with one number more, ``lean_deg``, stated once."""
    pool = descriptor_pool.DescriptorPool()
    names = ("common", "terrain_controls", "terrain_ground", "terrain")
    for name in names:
        file = descriptor_pb2.FileDescriptorProto()
        descriptor_pool.Default().FindFileByName(f"procgen/v1/{name}.proto").CopyToProto(file)
        for message in file.message_type if name == "terrain" else ():
            if message.name == "TerrainRequest":
                message.oneof_decl.add(name="_lean_deg")
                message.field.add(
                    name="lean_deg",
                    number=900,
                    label=descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL,
                    type=descriptor_pb2.FieldDescriptorProto.TYPE_FLOAT,
                    oneof_index=len(message.oneof_decl) - 1,
                    proto3_optional=True,
                )
        pool.Add(file)
    method = pool.FindServiceByName("procgen.v1.TerrainService").methods_by_name["Generate"]
    form = replace(TERRAIN, method=method, numbers={**TERRAIN.numbers, "lean_deg": MADE_UP})
    return form, message_factory.GetMessageClass(method.input_type)


def test_a_new_number_is_a_flag_a_key_and_in_getinfo(monkeypatch: pytest.MonkeyPatch) -> None:
    form, kind = leaning()
    made: list[Any] = []

    def ask(given: Given, said: Said) -> list[Message]:
        said.check()
        request = kind()
        said.fill(request, form)
        return [request]

    def make(requests: list[Message], given: Given, place: Place) -> None:
        made.extend(requests)

    side = Generate(forms=(form,), ask=ask, make=make)
    monkeypatch.setattr(Domain, "load_generate", lambda _: side)
    (domain,) = (domain for domain in DOMAINS if domain.name == "terrain")
    assert [told.default_value for told in form.describe().parameters if told.name == "lean_deg"] == [4.0]

    app = typer.Typer()
    app.command()(generate_command(domain))
    assert CliRunner().invoke(app, ["--lean", "7.5"]).exit_code == 0
    assert made[0].lean_deg == 7.5
    assert about(form.flagged["lean"]) == "How far it leans; 0 to 90 degrees. [default: 4]"

    with pytest.raises(InvalidFields, match="lean: got 'far', allowed is a number, or null"):
        FlagBinder(GIVEN).bind({"domain": "terrain", "lean": "far"})
    assert Value.of(side.flags["lean"]) == Value(float, many=False, optional=True)
    (request,) = side.requests(GIVEN, lean=3.0)
    assert request.lean_deg == 3.0  # type: ignore[attr-defined]


def test_what_is_not_said_is_not_set() -> None:
    request = terrain_pb2.TerrainRequest()
    Said((TERRAIN,), defaults(TERRAIN, relief=0.0, level=0, landform="")).fill(request, TERRAIN)
    assert {field.name for field, _ in request.ListFields()} == {
        *("seed", "width_px", "depth_px", "variation", "outputs"),  # which have defaults of their own
        "relief_m",
    }
    assert request.relief_m == 0.0


def test_fields_are_set_by_their_path_and_by_another_flag_where_one_is_named() -> None:
    request = texture_pb2.TextureRequest()
    said = Said(
        (TEXTURE,), {**defaults(TEXTURE, moss=0.5, palette=["#010203"], set=["godot", "godot"], height=64), "size": 32}
    )
    said.fill(request, TEXTURE, without=("mix", "variation"))
    assert (request.width_px, request.height_px) == (32, 64)
    assert request.weather.moss == 0.5
    assert list(request.look.palette_rgb) == [0x010203]
    assert list(request.presets) == ["godot"]
    assert not request.HasField("mix")


def test_what_no_message_could_carry_is_told_together_and_by_the_flag() -> None:
    flags = defaults(TEXTURE, seed=2**64 - 1, rows=-1, variant=2**40, palette=["red"], set=["zz"])
    said = Said((TEXTURE,), {**flags, "size": 2**33}, seeds=2)
    with pytest.raises(InvalidFields) as caught:
        said.check()
    told = {wrong.field: wrong.allowed for wrong in caught.value.violations}
    assert set(told) == {"--seed", "--rows", "--variant", "--palette", "--set", "--size"}
    assert told["--seed"] == f"a whole number from 0 to {2**64 - 2}"
    assert told["--rows"] == "a whole number from 1 to 256"


def test_an_unknown_field_is_found_at_once() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        _ = replace(TERRAIN, numbers={**TERRAIN.numbers, "nowhere": MADE_UP}).fields
    assert replace(TERRAIN, flags={"seed": Flag("world")}).flagged["world"].path == "seed"
