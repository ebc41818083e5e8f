"""``procgen generate DOMAIN``: content without a running server."""

from __future__ import annotations

import typer

from procgen.cli import generate_character, generate_dialogue, generate_terrain, generate_texture

app = typer.Typer(help="Make content and write it to files.", no_args_is_help=True)
app.command("terrain")(generate_terrain.terrain)
app.command("texture")(generate_texture.texture)
app.command("character")(generate_character.character)
app.command("dialogue")(generate_dialogue.dialogue)
