"""``procgen generate texture``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.errors import Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.flags import Count, RecipeFile, name_violations, number_violations
from procgen.kit.command.form_flags import Said
from procgen.kit.command.output import bar, json_object, note
from procgen.kit.command.recipes import recipe_domain
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.received import Received, here, receive
from procgen.runtime.files import prepare_folder
from procgen.texture.command.inputs import (
    CONTROL_FIELDS,
    find_photo,
    keep_photo,
    read_controls,
    read_corners,
    read_mask,
    send_photo,
)
from procgen.texture.sizes import SIDE_ALLOWED
from procgen.texture.terrain_layers import LAYERS
from procgen.texture.text import lexicon
from procgen.texture.wire.info import FORM, SET_FORM
from procgen.texture.wire.service import TextureService
from procgen.v1 import texture_controls_pb2, texture_pb2

_GREATEST_SEED: Final = 2**64 - 1
_SIZE: Final = 1024


def _ask(
    given: Given,
    said: Said,
    *,
    size: Annotated[
        int | None, typer.Option(help=f"Pixels along one side, {SIDE_ALLOWED}; {_SIZE} unless a texel density says it.")
    ] = None,
    count: Count = 1,
    exemplar: Annotated[Path | None, typer.Option(help="Photo to follow.")] = None,
    corners: Annotated[
        str, typer.Option(help="Corners of the photo's surface, clockwise from its top left: 0.1,0.2 0.9,0.2 …")
    ] = "",
    mix_seed: Annotated[int | None, typer.Option(help="Its style; alone, another style of the same class.")] = None,
    mix_mask: Annotated[Path | None, typer.Option(help="Picture: white is the second material.")] = None,
    vary_seed: Annotated[int | None, typer.Option(help="A near relative of the style, in this direction.")] = None,
    controls: Annotated[
        Path | None, typer.Option(help="JSON with " + ", ".join(CONTROL_FIELDS) + ", as in texture.proto.")
    ] = None,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The materials, or the one set of them, that flags ask for."""
    if size is None and said["texel_density"] is None:
        said.flags = {**said.flags, "size": _SIZE}
    layers = said["layers"] or []
    seeds = (("--mix-seed", mix_seed), ("--vary-seed", vary_seed))
    said.wrong += name_violations("--layers", layers, (*LAYERS, "all"))
    said.wrong += number_violations((flag, seed or 0, 0, _GREATEST_SEED) for flag, seed in seeds)
    if not (layers or recipe):
        alone = (("--biome", said["biome"]), ("--array", said["array"]))
        said.wrong += [Violation.of(flag, "given", "only with --layers") for flag, value in alone if value]
    if layers and count > 1:
        said.wrong.append(Violation.of("--count", count, "1 with --layers"))
    if corners and exemplar is None:
        said.wrong.append(Violation.of("--corners", "given", "only with --exemplar"))
    said.check()
    blobs = given.blobs
    scans = given.domains.service(TextureService).scans
    if recipe is not None and recipe_domain(recipe, FORM.name) == SET_FORM.name:
        again = made_again(recipe, SET_FORM.name, texture_pb2.TextureSetRequest, given, said, SET_FORM, more=scans)
        for member in again.members:
            find_photo(member.texture, recipe, exemplar, blobs)
        again.shared.file_name = said["name"]
        said.fill(again.shared, FORM, only=("outputs", "presets"))
        return [again]
    if recipe is not None:
        one = made_again(recipe, FORM.name, texture_pb2.TextureRequest, given, said, FORM, more=scans)
        find_photo(one, recipe, exemplar, blobs)
        return [one]
    request = texture_pb2.TextureRequest() if controls is None else read_controls(controls)
    said.fill(request, FORM, without=("mix", "variation"))
    if exemplar is not None:
        request.exemplar.CopyFrom(send_photo(exemplar, blobs))
        request.exemplar.corners.extend(read_corners(corners))
    if said["mix_material"] or mix_seed is not None or mix_mask is not None:
        request.mix.CopyFrom(texture_controls_pb2.MaterialMix(style_seed=mix_seed))
        said.fill(request, FORM, only=("mix",))
        if mix_mask is not None:
            request.mix.share = 1.0
            request.mix.mask.CopyFrom(read_mask(mix_mask))
    if vary_seed is not None:
        request.variation.CopyFrom(texture_controls_pb2.StyleVariation(other_seed=vary_seed))
        said.fill(request, FORM, only=("variation",))
    if layers:
        names = list(LAYERS) if "all" in layers else list(dict.fromkeys(layers))
        members = [texture_pb2.TextureSetMember(layer=layer) for layer in names]
        whole = texture_pb2.TextureSetRequest(shared=request, members=members)
        said.fill(whole, SET_FORM)
        return [whole]
    return seeded(request, said, count)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make seamless materials.

    Example: `procgen generate texture --material brick --seed 7 --moss 0.4 --set godot`
    """
    service = given.domains.service(TextureService)
    first = requests[0]
    if isinstance(first, texture_pb2.TextureSetRequest):
        _make_set(service, first, given.blobs, place)
        return

    def kept(request: texture_pb2.TextureRequest, received: Received[texture_pb2.TextureResult]) -> None:
        unknown = received.result.unknown_words
        if unknown:
            note("not understood: " + lexicon().told(unknown))
        keep_photo(request, given.blobs, place.out)

    place.keep_all("texture", requests, service.generate, kept)


def _make_set(service: TextureService, request: texture_pb2.TextureSetRequest, blobs: BlobStore, place: Place) -> None:
    prepare_folder(place.out)
    with bar("texture set", 1, quiet=place.json) as shown:
        events = here(service.generate_set, request, shown.stage)
        received: Received[texture_pb2.TextureSetResult] = receive(events)
        records = place.keep(received)
        keep_photo(request.shared, blobs, place.out)
        shown.step(f"{len(received.result.materials)} materials")
    if place.json:
        materials = [
            {
                "layer": each.layer,
                "material": each.result.material,
                "slope_min_deg": round(each.slope_min_deg, 3),
                "slope_max_deg": round(each.slope_max_deg, 3),
                "recipe": each.result.recipe.sha256,
            }
            for each in received.result.materials
        ]
        json_object({"artifacts": records, "materials": materials, "seconds": place.seconds})


GENERATE: Final = Generate(
    forms=(FORM, SET_FORM),
    ask=_ask,
    make=_make,
    settings=("bank",),
    lines=Lines(counts_seeds=lambda fields: not fields.get("layers"), names_files=True),
)
