"""``procgen generate texture``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place
from procgen.kit.command.flags import name_violations, number_violations
from procgen.kit.command.output import bar, json_object, note
from procgen.kit.command.recipes import recipe_domain, request_of_recipe
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.received import Received, here, receive
from procgen.runtime.files import prepare_folder
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.command.inputs import (
    CONTROL_FIELDS,
    find_photo,
    keep_photo,
    read_colours,
    read_controls,
    read_mask,
    send_photo,
)
from procgen.texture.decals import DECAL_KINDS
from procgen.texture.exporters import ARRAY_EXPORTERS, PRESETS
from procgen.texture.layout import BONDS
from procgen.texture.terrain_layers import BIOMES, LAYERS
from procgen.texture.text import lexicon
from procgen.texture.wire.outputs import OUTPUTS, array_number, output_number
from procgen.texture.wire.service import TextureService
from procgen.v1 import texture_controls_pb2, texture_pb2

_SET_DOMAIN = "texture_set"
_GREATEST_SEED = 2**64 - 1
_OFTEN_USED = "albedo_png, normal_png, normal_dx_png, orm_png, height_png16, ball_glb, maps_exr"


def generate_texture(
    service: TextureService, request: texture_pb2.TextureRequest, progress: Callable[[str, float], None]
) -> Received[texture_pb2.TextureResult]:
    """One material, made in this process by the same service that the server runs."""
    return receive(here(service.generate, request, progress))


def _set_numbers(message: Any, numbers: dict[str, float | None]) -> None:
    for name, value in numbers.items():
        if value is not None:
            setattr(message, name, value)


def texture_requests(
    given: Given,
    *,
    material: Annotated[
        str, typer.Option(help="Class of material: " + ", ".join(CLASS_NAMES) + ". Needed unless text or photo say it.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Which material and piece; --count takes the seeds that follow.")] = 1,
    size: Annotated[int, typer.Option(help="Pixels along one side, a multiple of 32 from 32 to 4096.")] = 1024,
    width: Annotated[int | None, typer.Option(help="Columns, where the tile is not square.")] = None,
    height: Annotated[int | None, typer.Option(help="Rows, where the tile is not square.")] = None,
    count: Annotated[int, typer.Option(min=1, max=100000, help="How many materials.")] = 1,
    style_seed: Annotated[
        int | None, typer.Option(help="One material for all seeds, which then are pieces of it.")
    ] = None,
    text: Annotated[str, typer.Option(help='Description, such as "old mossy red brick wall"; other flags win.')] = "",
    exemplar: Annotated[Path | None, typer.Option(help="Photo to follow.")] = None,
    model: Annotated[
        str, typer.Option(help="Generator; the first of `procgen models list`, or noise, quilting …")
    ] = "",
    metres: Annotated[float | None, typer.Option(help="Width of the tile, metres. [default: as is usual]")] = None,
    detail: Annotated[
        int | None, typer.Option(help="1, 2 or 4: less shows more of the surface, less finely. [default: what fits]")
    ] = None,
    mix_material: Annotated[str, typer.Option(help="Second material to go over into.")] = "",
    mix_seed: Annotated[int | None, typer.Option(help="Its style; alone, another style of the same class.")] = None,
    mix_share: Annotated[float, typer.Option(help="How much of it, 0 to 1.")] = 0.5,
    mix_mask: Annotated[Path | None, typer.Option(help="Picture: white is the second material.")] = None,
    vary_seed: Annotated[int | None, typer.Option(help="A near relative of the style, in this direction.")] = None,
    vary: Annotated[float, typer.Option(help="How far, 0 to 1.")] = 0.25,
    palette: Annotated[
        list[str] | None, typer.Option(help="Colour to move to, such as #8a4b2d; repeatable, six at most.")
    ] = None,
    palette_strength: Annotated[float | None, typer.Option(help="How far, 0 to 1. [default: 1]")] = None,
    hue: Annotated[float | None, typer.Option(help="Turn of the hue, degrees.")] = None,
    saturation: Annotated[float | None, typer.Option(help="Factor on colourfulness, 0 to 3.")] = None,
    brightness: Annotated[float | None, typer.Option(help="Exposure, -1 to 1.")] = None,
    contrast: Annotated[float | None, typer.Option(help="Factor on differences of colour, 0 to 3.")] = None,
    relief: Annotated[float | None, typer.Option(help="Factor on heights, 0 to 4.")] = None,
    roughness: Annotated[float | None, typer.Option(help="Added to the roughness, -1 to 1.")] = None,
    wear: Annotated[float | None, typer.Option(help="Rubbed edges, 0 to 1.")] = None,
    dirt: Annotated[float | None, typer.Option(help="Dirt in hollows, 0 to 1.")] = None,
    moss: Annotated[float | None, typer.Option(help="Moss, 0 to 1.")] = None,
    wetness: Annotated[float | None, typer.Option(help="Dampness, 0 to 1.")] = None,
    puddles: Annotated[float | None, typer.Option(help="Standing water, 0 to 1.")] = None,
    snow: Annotated[float | None, typer.Option(help="Snow, 0 to 1.")] = None,
    bond: Annotated[str, typer.Option(help="How pieces are laid: " + ", ".join(BONDS) + ".")] = "",
    columns: Annotated[int | None, typer.Option(help="Pieces in a row of the tile.")] = None,
    rows: Annotated[int | None, typer.Option(help="Rows of pieces.")] = None,
    joint: Annotated[float | None, typer.Option(help="Width of joints over a piece's shorter side, 0 to 0.6.")] = None,
    irregularity: Annotated[float | None, typer.Option(help="How far pieces differ, 0 to 1.")] = None,
    no_layout: Annotated[bool, typer.Option("--no-layout", help="Leave the pieces to the generator.")] = False,
    turns: Annotated[int, typer.Option(help="Quarter turns, counter-clockwise.")] = 0,
    mirror: Annotated[bool, typer.Option("--mirror", help="Exchange left and right.")] = False,
    decal: Annotated[str, typer.Option(help="Cut a decal out: " + ", ".join(DECAL_KINDS) + ".")] = "",
    variant: Annotated[int, typer.Option(help="1 to 255: another inside for the same border, against repeats.")] = 0,
    controls: Annotated[
        Path | None, typer.Option(help="JSON with " + ", ".join(CONTROL_FIELDS) + ", as in texture.proto.")
    ] = None,
    layers: Annotated[
        list[str] | None,
        typer.Option(help="Materials for a terrain's layers in one go: " + ", ".join(LAYERS) + ", or all; repeatable."),
    ] = None,
    biome: Annotated[str, typer.Option(help="What the layers are fit to: " + ", ".join(BIOMES) + ".")] = "",
    array: Annotated[
        list[str] | None, typer.Option(help="Files of all layers: " + ", ".join(ARRAY_EXPORTERS) + "; repeatable.")
    ] = None,
    format: Annotated[  # noqa: A002
        list[str] | None,
        typer.Option(help=f"What to write; repeatable: {_OFTEN_USED}, … [default: albedo, normal, ORM and height PNG]"),
    ] = None,
    set: Annotated[  # noqa: A002
        list[str] | None, typer.Option(help="All files that an engine needs: " + ", ".join(PRESETS) + "; repeatable.")
    ] = None,
    name: Annotated[str, typer.Option(help="What file names start with. [default: made of the recipe]")] = "",
    recipe: Annotated[
        Path | None, typer.Option(help="Make what this recipe says; other parameters are ignored.")
    ] = None,
) -> list[Message]:
    """The materials, or the one set of them, that flags ask for."""
    formats, presets, arrays, layer_names = format or [], set or [], array or [], layers or []
    wrong = name_violations("--format", formats, OUTPUTS)
    wrong += name_violations("--set", presets, PRESETS)
    wrong += name_violations("--array", arrays, ARRAY_EXPORTERS)
    wrong += name_violations("--layers", layer_names, (*LAYERS, "all"))
    wrong += number_violations(
        (
            ("--seed", seed, 0, _GREATEST_SEED + 1 - count),
            ("--style-seed", style_seed or 0, 0, _GREATEST_SEED),
            ("--mix-seed", mix_seed or 0, 0, _GREATEST_SEED),
            ("--vary-seed", vary_seed or 0, 0, _GREATEST_SEED),
            ("--size", size, 32, 4096),
            ("--width", width or 0, 32, 4096),
            ("--height", height or 0, 32, 4096),
            ("--detail", detail or 0, 1, 16),
            ("--columns", columns or 0, 1, 256),
            ("--rows", rows or 0, 1, 256),
            ("--turns", turns, 0, 3),
            ("--variant", variant, 0, 255),
        )
    )
    if (biome or arrays) and not (layer_names or recipe):
        wrong += [
            Violation.of(flag, "given", "only with --layers")
            for flag, given in (("--biome", biome), ("--array", arrays))
            if given
        ]
    if layer_names and count > 1:
        wrong.append(Violation.of("--count", count, "1 with --layers"))
    if wrong:
        raise InvalidFields(wrong)
    store, blobs = given.store, given.blobs
    outputs = [output_number(kind) for kind in dict.fromkeys(formats)]
    array_outputs = [array_number(kind) for kind in dict.fromkeys(arrays)]

    if recipe is not None and recipe_domain(recipe, "texture") == _SET_DOMAIN:
        request = request_of_recipe(recipe, _SET_DOMAIN, texture_pb2.TextureSetRequest, store)
        for member in request.members:
            find_photo(member.texture, recipe, exemplar, blobs)
        _finish(request.shared, outputs, presets, name)
        request.array_outputs.extend(array_outputs)
        return [request]
    if recipe is not None:
        one = request_of_recipe(recipe, "texture", texture_pb2.TextureRequest, store)
        find_photo(one, recipe, exemplar, blobs)
        _finish(one, outputs, presets, name)
        return [one]

    request_base = texture_pb2.TextureRequest() if controls is None else read_controls(controls)
    base = texture_pb2.TextureRequest(
        width_px=size if width is None else width,
        height_px=size if height is None else height,
        model=model,
        material=material,
        style_seed=style_seed,
        metres_per_tile=metres,
        detail=detail,
        text=text,
        quarter_turns=turns,
        mirrored=mirror,
        variant=variant,
    )
    base.MergeFrom(request_base)
    if exemplar is not None:
        base.exemplar.CopyFrom(send_photo(exemplar, blobs))
    if mix_material or mix_seed is not None or mix_mask is not None:
        base.mix.CopyFrom(texture_controls_pb2.MaterialMix(material=mix_material, style_seed=mix_seed, share=mix_share))
        if mix_mask is not None:
            base.mix.share = 1.0
            base.mix.mask.CopyFrom(read_mask(mix_mask))
    if vary_seed is not None:
        base.variation.CopyFrom(texture_controls_pb2.StyleVariation(other_seed=vary_seed, strength=vary))
    if palette:
        base.look.ClearField("palette_rgb")
        base.look.palette_rgb.extend(read_colours(palette, "--palette"))
    look = {
        "palette_strength": palette_strength,
        "hue_deg": hue,
        "saturation": saturation,
        "brightness": brightness,
        "contrast": contrast,
        "height_contrast": relief,
        "roughness_shift": roughness,
    }
    _set_numbers(base.look, look)
    weather = {"wear": wear, "dirt": dirt, "moss": moss, "wetness": wetness, "puddles": puddles, "snow": snow}
    _set_numbers(base.weather, weather)
    _set_numbers(base.layout, {"columns": columns, "rows": rows, "joint": joint, "irregularity": irregularity})
    if bond:
        base.layout.bond = bond
    if no_layout:
        base.layout.none = True
    if decal:
        base.decal.kind = decal
    _finish(base, outputs, presets, name)
    if layer_names:
        base.seed = seed
        names = list(LAYERS) if "all" in layer_names else list(dict.fromkeys(layer_names))
        members = [texture_pb2.TextureSetMember(layer=layer) for layer in names]
        return [texture_pb2.TextureSetRequest(shared=base, members=members, biome=biome, array_outputs=array_outputs)]
    requests: list[Message] = []
    for i in range(count):
        each = texture_pb2.TextureRequest()
        each.CopyFrom(base)
        each.seed = seed + i
        if name and count > 1:
            each.file_name = f"{name}-{seed + i}"
        requests.append(each)
    return requests


def _finish(request: texture_pb2.TextureRequest, outputs: list[Any], presets: list[str], name: str) -> None:
    """What does not belong to a recipe."""
    request.outputs.extend(outputs)
    request.presets.extend(dict.fromkeys(presets))
    request.file_name = name


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make seamless materials.

    Example: `procgen generate texture --material brick --seed 7 --moss 0.4 --set godot`
    """
    service = given.domains.service(TextureService)
    prepare_folder(place.out)
    first = requests[0]
    if isinstance(first, texture_pb2.TextureSetRequest):
        _make_set(service, first, given.blobs, place)
        return
    records: list[dict[str, object]] = []
    with bar("texture", len(requests), quiet=place.json) as shown:
        for request in requests:
            assert isinstance(request, texture_pb2.TextureRequest)
            received = generate_texture(service, request, shown.stage)
            records += place.keep(received)
            unknown = received.result.unknown_words
            if unknown:
                note("not understood: " + lexicon().told(unknown))
            keep_photo(request, given.blobs, place.out)
            shown.step(f"seed {request.seed}")
    if place.json:
        json_object({"artifacts": records, "seconds": place.seconds})


def _make_set(service: TextureService, request: texture_pb2.TextureSetRequest, blobs: BlobStore, place: Place) -> None:
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
    texture_requests,
    _make,
    Lines(counts_seeds=lambda fields: not fields.get("layers"), names_files=True),
)
