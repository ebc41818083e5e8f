"""Several materials in one call: what each of them is, from the set, its layer of terrain, and itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.recipe import Recipe
from procgen.texture.exporters import ArrayExporter
from procgen.texture.material import Material
from procgen.texture.parameters import TextureParameters
from procgen.texture.scan.bank import Bank
from procgen.texture.terrain_layers import BIOMES, LAYERS, PALETTE_STRENGTH, TerrainLayer, terrain_layer
from procgen.texture.wire.outputs import Wanted, read_array_outputs
from procgen.texture.wire.request import examine
from procgen.v1 import texture_pb2

DOMAIN = "texture_set"
MOST_MEMBERS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One material of a set, ready to be made."""

    layer: TerrainLayer | None
    parameters: TextureParameters
    outputs: Wanted
    file_name: str

    @property
    def name(self) -> str:
        """Of its layer; empty without one."""
        return "" if self.layer is None else self.layer.name


@dataclass(frozen=True, slots=True, eq=False)
class TextureSet:
    """A set, ready to be made."""

    members: tuple[Member, ...]
    arrays: tuple[ArrayExporter, ...]
    biome: str
    file_name: str


def read_set(
    message: texture_pb2.TextureSetRequest, models: tuple[str, ...], blobs: BlobStore, bank: Bank | None = None
) -> TextureSet:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    found += [replace(wrong, field="shared.file_name") for wrong in file_name_violations(message.shared.file_name)]
    if message.biome and message.biome not in BIOMES:
        found.append(Violation.of("biome", repr(message.biome), "empty or one of " + ", ".join(BIOMES)))
    members = list(message.members) or [texture_pb2.TextureSetMember(layer=name) for name in LAYERS]
    if len(members) > MOST_MEMBERS:
        found.append(Violation.of("members", f"{len(members)} members", f"at most {MOST_MEMBERS}"))
        members = []
    greatest = 2**64 - max(len(members), 1)
    if message.shared.seed > greatest:
        found.append(Violation.of("shared.seed", message.shared.seed, f"at most {greatest}: members count on from it"))
        members = []
    arrays = read_array_outputs(message.array_outputs, found)
    read = [_member(message, index, member, models, blobs, found, bank) for index, member in enumerate(members)]
    if arrays and not found:
        sizes = [(member.parameters.width_px, member.parameters.height_px) for member in read if member is not None]
        cut = [member.parameters.decal is not None for member in read if member is not None]
        plants = [member.parameters.foliage is not None for member in read if member is not None]
        for index, size in enumerate(sizes):
            if size != sizes[0]:
                allowed = f"{sizes[0][0]} x {sizes[0][1]}, as the first: arrays have one size"
                found.append(Violation.of(f"members[{index}].texture.width_px", f"{size[0]} x {size[1]}", allowed))
            if cut[index] != cut[0]:
                found.append(Violation.of(f"members[{index}].texture.decal", "not as the first", "all, or none"))
            if plants[index]:
                allowed = "unset with array_outputs: cards of a plant are no layer"
                found.append(Violation.of(f"members[{index}].texture.foliage", "given", allowed))
    if found:
        raise InvalidFields(found)
    return TextureSet(
        tuple(member for member in read if member is not None), arrays, message.biome, message.shared.file_name
    )


def _member(
    message: texture_pb2.TextureSetRequest,
    index: int,
    member: texture_pb2.TextureSetMember,
    models: tuple[str, ...],
    blobs: BlobStore,
    found: list[Violation],
    bank: Bank | None,
) -> Member | None:
    path = f"members[{index}]"
    layer: TerrainLayer | None = None
    if member.layer:
        if member.layer not in LAYERS:
            found.append(Violation.of(f"{path}.layer", repr(member.layer), "empty or one of " + ", ".join(LAYERS)))
            return None
        layer = terrain_layer(member.layer, message.biome if message.biome in BIOMES else "")
    request = texture_pb2.TextureRequest() if layer is None else layer_request(layer)
    lay_over(request, message.shared)
    request.seed += index
    lay_over(request, member.texture)
    request.request_id = ""
    if message.shared.file_name and not member.texture.file_name:
        request.file_name = f"{message.shared.file_name}-{member.layer or index}"
    parameters, outputs, wrong = examine(request, models, blobs, bank)
    # What is wrong with the shared part is wrong with each member: it is said once, where it stands.
    said = {violation.field for violation in found}
    for violation in wrong:
        name = violation.field.split(".")[0].split("[")[0]
        shared = _is_set(message.shared, name) or name in ("width_px", "height_px")
        is_own = _is_set(member.texture, name) or not shared
        field = f"{path}.texture.{violation.field}" if is_own else f"shared.{violation.field}"
        if field not in said:
            found.append(replace(violation, field=field))
    return Member(layer, parameters, outputs, request.file_name)


def _is_set(message: Message, name: str) -> bool:
    return any(field.name == name for field, _ in message.ListFields())


def layer_request(layer: TerrainLayer) -> texture_pb2.TextureRequest:
    """What a layer of terrain asks for."""
    request = texture_pb2.TextureRequest(material=layer.material)
    if layer.palette_rgb:
        request.look.palette_rgb.extend(layer.palette_rgb)
        request.look.palette_strength = PALETTE_STRENGTH
    for name in ("moss", "dirt", "wetness", "snow"):
        amount = getattr(layer, name)
        if amount > 0.0:
            setattr(request.weather, name, amount)
    return request


def lay_over(under: Message, over: Message) -> None:
    """Set in ``under`` what ``over`` says. Lists are replaced, not continued; messages go field by field."""
    for field, value in over.ListFields():
        if field.is_repeated:
            under.ClearField(field.name)
            getattr(under, field.name).extend(value)
        elif field.message_type is not None:
            getattr(under, field.name).SetInParent()
            lay_over(getattr(under, field.name), value)
        else:
            setattr(under, field.name, value)


def set_recipe(wanted: TextureSet, materials: list[Material]) -> Recipe:
    """How to make a set again: its members' requests with all defaults filled in, and their models."""
    models: dict[str, str] = {}
    members = []
    for member, material in zip(wanted.members, materials, strict=True):
        models |= material.recipe.model_sha256
        texture = dict(material.recipe.request)
        if member.layer is not None:
            # What the layer would bring and the member did not want is said, for a request that is read back.
            brought = {field.name: 0.0 for field, _ in layer_request(member.layer).weather.ListFields()}
            texture["weather"] = {**brought, **texture.get("weather", {})}
        members.append({"layer": member.name, "texture": texture})
    biome = {"biome": wanted.biome} if wanted.biome else {}
    return Recipe(DOMAIN, {**biome, "members": members}, models)
