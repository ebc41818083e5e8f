"""``procgen evaluate DOMAIN``: held-out figures."""

from __future__ import annotations

import typer

from procgen.cli import (
    evaluate_all,
    evaluate_character,
    evaluate_critic,
    evaluate_dialogue,
    evaluate_layout,
    evaluate_table,
    evaluate_terrain,
    evaluate_texture,
    evaluate_world,
)

app = typer.Typer(help="Measure a domain against held-out real data.", no_args_is_help=True)

app.command("terrain")(evaluate_terrain.terrain)
app.command("texture")(evaluate_texture.texture)
app.command("character")(evaluate_character.character)
app.command("dialogue")(evaluate_dialogue.dialogue)
app.command("critic")(evaluate_critic.critic)
app.command("table")(evaluate_table.table)
app.command("layout")(evaluate_layout.layout)
app.command("world")(evaluate_world.world)
app.command("all")(evaluate_all.every)
