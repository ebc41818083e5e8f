"""A small world that tests of dialogue share."""

from __future__ import annotations

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World

WORLD = World(
    setting="medieval",
    entities=(
        Entity("Millford", "place", "a village by the river"),
        Entity("Old Marrow", "person", "the herbalist", ("Marrow",), "female"),
        Entity("Captain Rusk", "person", "commands the watch", ("Rusk",), "male"),
        Entity("the Ashen Hills", "place", "burnt hills to the north", plural=True),
    ),
    facts=(
        Fact("the bridge is out since the flood", ("bridge", "Millford")),
        Fact("Old Marrow keeps three moonpetals in her cellar", ("Old Marrow", "moonpetals")),
        Fact("Captain Rusk pays forty crowns for every wolf pelt", ("Captain Rusk", "wolves", "bounty")),
    ),
    currency="crowns",
)
SMITH = Persona(
    name="Bram",
    role="smith",
    traits=("grumpy", "honest"),
    age="old",
    sex="male",
    background="Bram has run the forge of Millford for thirty years.",
    goals=("to see the bridge mended",),
    knows=(Fact("the north road is watched by wolves", ("north road", "wolves")),),
    secrets=("Rusk sold the bridge timber", "smuggler"),
)
SITUATION = Situation(world=WORLD, place="the forge", listener="{player}")
