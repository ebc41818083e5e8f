"""``procgen generate DOMAIN``: content without a running server."""

from __future__ import annotations

import typer

from procgen.cli import (
    generate_character,
    generate_dialogue,
    generate_layout,
    generate_table,
    generate_terrain,
    generate_texture,
    generate_world,
)

app = typer.Typer(help="Make content and write it to files.", no_args_is_help=True)
app.command("terrain")(generate_terrain.terrain)
app.command("texture")(generate_texture.texture)
app.command("character")(generate_character.character)
app.command("dialogue")(generate_dialogue.dialogue)
app.command("layout")(generate_layout.layout)
app.command("table")(generate_table.table)
app.command("world")(generate_world.world)
