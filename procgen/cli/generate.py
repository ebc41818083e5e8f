"""``procgen generate DOMAIN``: content without a running server."""

from __future__ import annotations

import typer

from procgen.character.command import generate as generate_character
from procgen.dialogue.command import generate as generate_dialogue
from procgen.layout.command import generate as generate_layout
from procgen.table.command import generate as generate_table
from procgen.terrain.command import generate as generate_terrain
from procgen.texture.command import generate as generate_texture
from procgen.world.command import generate as generate_world

app = typer.Typer(help="Make content and write it to files.", no_args_is_help=True)
app.command("terrain")(generate_terrain.terrain)
app.command("texture")(generate_texture.texture)
app.command("character")(generate_character.character)
app.command("dialogue")(generate_dialogue.dialogue)
app.command("layout")(generate_layout.layout)
app.command("table")(generate_table.table)
app.command("world")(generate_world.world)
