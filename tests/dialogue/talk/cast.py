"""Three worlds and who lives in them."""

from __future__ import annotations

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World

VALLEY = World(
    "medieval",
    (
        Entity("Mara Venn", "person", "the miller's widow", ("Mara",), "female"),
        Entity("Old Marrow", "place", "a marsh village a day's walk south", ("Marrow",)),
        Entity("Captain Aldous", "person", "commander of the town guard", ("Aldous",), "male"),
        Entity("Harrow Bridge", "place", "a stone bridge over the Lisk", ("the bridge",)),
        Entity("the mill", "place", "a watermill at the foot of Gallows Hill", ("mill",)),
        Entity("Duke Oswin", "person", "the lord of the valley", ("the duke",), "male"),
        Entity("Briarwell", "place", "a market town on the Lisk"),
        Entity("Kestrel", "person", "a name that few dare to speak"),
    ),
    (
        Fact("Harrow Bridge fell in the spring flood", ("Harrow Bridge", "bridge")),
        Fact("the mill has stood idle since the miller died", ("the mill", "miller")),
        Fact("wolves took three sheep near Old Marrow last week", ("wolves", "Old Marrow", "sheep")),
        Fact("Captain Aldous drinks at the Crooked Heron every evening", ("Captain Aldous", "Crooked Heron")),
        Fact("the market opens at dawn on the south square", ("market",)),
        Fact("Duke Oswin has doubled the toll", ("Duke Oswin", "toll")),
        Fact("Mara Venn lives in the stone house behind the chapel", ("Mara Venn",)),
        Fact("Mara Venn sold her wedding ring to pay the toll", ("Mara Venn", "ring"), ("Mara Venn",)),
        Fact("the real sword lies in the well", ("sword", "well"), ("Bram Holt",)),
    ),
    "silver pennies",
)
SMITH = Persona(
    "Bram Holt",
    "smith",
    ("grumpy", "honest"),
    sex="male",
    background="Bram has run the forge in Briarwell for twenty years. He lost his brother in the flood.",
    goals=("to see the bridge rebuilt",),
    knows=(
        Fact("a horseshoe costs four pennies", ("horseshoe", "price")),
        Fact("I forge nails, horseshoes and plough blades", ("wares", "forge")),
        Fact("someone must carry a crate of nails to Old Marrow", ("work", "errand")),
    ),
    secrets=("the duke's sword is a forgery", "the real sword", "Kestrel", "moonlit well"),
    catchphrases=("Iron doesn't lie.",),
)
AT_FORGE = Situation(VALLEY, "Briarwell", time="morning", weather="rain")

WIDOW = Persona("Mara Venn", "villager", ("kind",), sex="female", secrets=("Oswin is my brother",))

FREIGHTER = World(
    "scifi",
    (
        Entity("the Calliope", "other", "a deep-range ore freighter", ("Calliope", "ship")),
        Entity("Captain Ines Okafor", "person", "master of the Calliope", ("Okafor", "the captain"), "female"),
        Entity("Deck Four", "place", "the reactor deck", ("deck 4",)),
        Entity("Hydroponics", "place", "the garden bay on Deck Two"),
        Entity("Tam Reyes", "person", "the second engineer", ("Tam", "Reyes"), "male"),
    ),
    (
        Fact("the reactor runs at sixty percent", ("reactor", "power")),
        Fact("Deck Four has been sealed since the leak", ("Deck Four", "leak")),
        Fact("Tam Reyes was last seen in Hydroponics", ("Tam Reyes",)),
        Fact("there are fourteen crew aboard", ("crew",)),
    ),
)
ROBOT = Persona(
    "Unit K-7",
    "robot",
    ("patient", "loyal"),
    background="K-7 was built on Ganymede. It maintains the airlocks.",
    secrets=("Captain Okafor ordered the leak", "override code 5512", "5512"),
)
ABOARD = Situation(FREIGHTER, "the Calliope", time="night")

CITY = World(
    "modern",
    (
        Entity("Lena Cross", "person", "a jazz singer at the Blue Lantern", ("Lena",), "female"),
        Entity("the Blue Lantern", "place", "a club on Ninth Street", ("Blue Lantern", "club")),
        Entity("Victor Hale", "person", "a property developer", ("Hale", "Victor"), "male"),
    ),
    (
        Fact("Victor Hale was found dead at Pier 9 on Tuesday night", ("Victor Hale", "Pier 9", "murder")),
        Fact("Lena Cross argued with Victor Hale the day before he died", ("Lena Cross", "Victor Hale")),
        Fact("the gun is still missing", ("gun", "weapon")),
        Fact("the night watchman heard two shots", ("shots", "watchman")),
    ),
)
DETECTIVE = Persona(
    "June Castellan",
    "detective",
    ("sly", "curious"),
    sex="female",
    background="June Castellan has worked homicide for eleven years.",
    goals=("to close the Hale case",),
    secrets=("Lena Cross is her informant", "the mayor paid for the gun", "Nightingale"),
)
AT_PRECINCT = Situation(CITY, "the 12th Precinct", mood="weary", time="evening", weather="rain")

CAST = ((SMITH, AT_FORGE), (ROBOT, ABOARD), (DETECTIVE, AT_PRECINCT))
