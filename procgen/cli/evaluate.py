"""``procgen evaluate DOMAIN``: held-out figures."""

from __future__ import annotations

import typer

from procgen.character.command import evaluate as evaluate_character
from procgen.cli import evaluate_all
from procgen.critic.command import evaluate as evaluate_critic
from procgen.dialogue.command import evaluate as evaluate_dialogue
from procgen.layout.command import evaluate as evaluate_layout
from procgen.table.command import evaluate as evaluate_table
from procgen.terrain.command import evaluate as evaluate_terrain
from procgen.texture.command import evaluate as evaluate_texture
from procgen.world.command import evaluate as evaluate_world

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
