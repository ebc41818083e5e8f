"""``procgen demo``: what procgen makes, as files and as a page, through the real server."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from procgen.character.command.demo import CHARACTER_SECTIONS, CHARACTERS, CharacterMaker, character_output
from procgen.dialogue.command.demo import DIALOGUE_SECTIONS, SPEECHES, DialogueMakers, plain_output
from procgen.kit.command.demo_maker import Maker
from procgen.kit.command.gallery import gallery_html
from procgen.kit.command.local_server import local_server
from procgen.kit.command.output import bar, json_object, line
from procgen.layout.command.demo import LAYOUT_SECTIONS, LAYOUTS, LayoutMaker
from procgen.layout.wire.outputs import output_number as layout_output_number
from procgen.runtime.files import prepare_folder, write_file
from procgen.table.command.demo import TABLE_SECTIONS, TABLES, TableMaker
from procgen.terrain.command.demo import TERRAIN_SECTIONS, TERRAINS, TerrainMaker
from procgen.terrain.wire.outputs import output_number
from procgen.texture.command.demo import TEXTURE_SECTIONS, TEXTURES, TextureMaker
from procgen.texture.wire.outputs import output_number as texture_output_number
from procgen.v1 import (
    character_pb2_grpc,
    dialogue_pb2_grpc,
    layout_pb2_grpc,
    table_pb2_grpc,
    terrain_pb2_grpc,
    texture_pb2_grpc,
    world_pb2_grpc,
)
from procgen.world.command.demo import WORLD_SECTIONS, WORLDS, WorldMaker


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("procgen-demo"),
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Start the server, ask it for terrains, materials, people, dialogue, layouts, tables and a world as any client
    would, and write a page.

    Example: `procgen demo --out demo`, then open demo/index.html
    """
    began = time.perf_counter()
    prepare_folder(out)
    with (
        local_server("--threads", str(threads)) as server,
        server.channel() as channel,
        bar("demo", TERRAINS + TEXTURES + CHARACTERS + SPEECHES + LAYOUTS + TABLES + WORLDS, quiet=json) as shown,
    ):
        terrain, texture = terrain_pb2_grpc.TerrainServiceStub(channel), texture_pb2_grpc.TextureServiceStub(channel)
        maker = TerrainMaker(terrain.Generate, output_number, out, shown)
        textures = TextureMaker(texture.Generate, texture_output_number, out, shown)
        people = CharacterMaker(character_pb2_grpc.CharacterServiceStub(channel).Generate, character_output, out, shown)
        stub = dialogue_pb2_grpc.DialogueServiceStub(channel)
        speech = DialogueMakers(
            Maker(stub.GenerateLines, plain_output, out, shown),
            Maker(stub.GenerateScene, plain_output, out, shown),
            stub,
        )
        layouts = LayoutMaker(layout_pb2_grpc.LayoutServiceStub(channel).Generate, layout_output_number, out, shown)
        rows = TableMaker(Maker(table_pb2_grpc.TableServiceStub(channel).Generate, plain_output, out, shown))
        worlds = WorldMaker(world_pb2_grpc.WorldServiceStub(channel).Generate, out, shown)
        sections = [section(maker) for section in TERRAIN_SECTIONS]
        sections += [section(textures) for section in TEXTURE_SECTIONS]
        sections += [section(people) for section in CHARACTER_SECTIONS]
        sections += [section(speech) for section in DIALOGUE_SECTIONS]
        sections += [section(layouts) for section in LAYOUT_SECTIONS]
        sections += [section(rows) for section in TABLE_SECTIONS]
        sections += [section(worlds) for section in WORLD_SECTIONS]
    page = out / "index.html"
    seconds = time.perf_counter() - began
    made = f"{maker.count} terrains, {textures.count} materials, {people.count} people, {layouts.count} layouts"
    made += ", some dialogue and a world"
    write_file(page, gallery_html(sections, made, seconds).encode())
    if json:
        records = [*maker.records, *textures.records, *people.records, *speech.records, *layouts.records]
        records += [*rows.records, *worlds.records]
        json_object({"artifacts": records, "page": str(page), "seconds": round(seconds, 3)})
    else:
        line(str(page))
