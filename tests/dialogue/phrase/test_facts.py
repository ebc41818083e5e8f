import pytest

from procgen.dialogue.persona import Entity
from procgen.dialogue.phrase.facts import kind_of, traits_of

CLAUSES = """
the bridge is out
Mira is dead
wolves took two lambs
the gate collapsed
Mira guards the gate
the north road is closed until spring
nobody leaves after dark
Edda's brother lies in the mill
my brother's ghost walks the mill at night
the mill burned down
rats chewed through the rope
you'll need a lantern
it rains frogs
Captain Vale sold the codes
the man who stole the crown is Garrick
the well has gone dry
the fire started in the kitchen
there are wolves in the pass
she drowned in the well
I can't open it
Old Marrow needs three moonpetals
Old Marrow keeps three moonpetals
the key hangs behind the stove
the reactor leaks
Garrick owns the warehouse
Mira saw the car
the ship sails tonight
the ferry leaves at dawn
wolves hunt at night
goblins fear fire
the guards sleep at noon
two men watch the gate
pirates hold the station
the river rises in spring
the baker sells poisoned bread
Garrick waits in the cellar
the sword lies under the bridge
Mira lives above the bakery
the goblins left at dawn
the rider fell in the ditch
the king lost his crown
the miller's daughter ran away
the duke fled to the coast
someone cut the brake line
the map shows a second tunnel
the code opens the vault
the airlock fails at midnight
deck seven has no air
the captain drinks alone
the bell rings at midnight
the moon controls the tide
the old king died without an heir
the treasure never existed
the smith made the key
the judge plays cards on Fridays
seven frogs and one blind trout live in the pond
a deed costs fourpence and a copy twopence
the cellar flooded on Tuesday
the run to Saint Anselm's takes me an hour
Mrs. Dade's boy has the croup
the headmaster is Dr. Lumb, who has an arm like a coachman
the parcel is for J. B. Orr of the mill
the letter came from Garrick
Mira arrived with two guards
the witness changed her story
the drone follows a fixed route
the spirit haunts the tower
nobody knows the password
everyone hates the mayor
I saw it happen
we have no food
they took my sister
he hid the body under the floor
she works at the mill
it costs forty crowns
Garrick works for the Iron Guild
the Iron Guild owns the docks
the Iron Guild controls every road
the mine collapsed in the storm
the wards protect the village
the elders forbid it
the crew wants revenge
the moonpetals grow by the lake
moonpetals grow only by the lake
the troll fears sunlight
the dragon sleeps beneath the hill
the tunnel leads to the cellar
the tracks lead north
the engine overheats on the climb
the merchant cheats his customers
the queen wears a false crown
my father built this house
our wells ran dry
her ring came from Mira
the thief wore a red hat
the door opens at dusk
no one leaves the island
the plague began in the harbor
the fire spread to the docks
the beacon went silent
the signal comes from deck nine
the fuel ran out
the guild wants him dead
Lord Ashby betrayed the king
Doctor Vance knows the cure
the priest stole the relic
the bandits camp near the ford
the storm sank three ships
the harvest failed
the ghost weeps
the miller lied
the road floods in autumn
the gate stays shut
Mira trusts nobody
the prisoner escaped from the tower
the cargo contains weapons
the clerk takes bribes
Eadgar of the Wold taught Radora the Swift the trade
you owe me twelve crowns
they pay in silver
the dog bites
a stranger bought the mill
a curse lies on the well
the twins swapped places at the wedding
the tide turns at a quarter to five
the fair ends when the glove is taken down
she rows the last crossing at dusk
a block of salt trades for four loaves
the barge turns at the willow because the channel silts
a man in a yellow raincoat asked for Lubo
Lacey quit school at eleven
six live in the lazar house and share one coat
"""

THINGS = """
three moonpetals
Old Marrow
40
40 crowns
the old guards
the night watch
a scroll sealed with wax
the man who stole the crown
a rusted key
midnight
the king's last will
a can of oil
deck seven
the left door
two silver rings
a road that leads north
Edda's ring
the keeper of keys
wolf pelts
four hundred and twelve crowns
a letter found in the well
a sword made of iron
the guards at the gate
the works of Marrow
the place where Mira hid the key
the guard who saw the man who took it
the lost mine of Arn
a rope tied to the mast
the house by the mill
twelve barrels of oil
the castle guards
the sails of the ship
a rose
the cut of the coat
power cells
the rogue drone
a docking pass
two hundred credits
a silver locket
the Iron Guild
the Gilded Goose inn
room four
Captain Vale's orders
the second key
the tower by the lake
an old debt
nine days
a fistful of ash
the burned mill
Millford
the back door of the bakery
the red button
the word moonrise
the harbor master's ledger
a man with one eye
the woman in the gray coat
seven
7:40
the third stone from the left
blackroot and ash
fire and salt
a wolf in the fold
the end of the road
a lock of her hair
the orders of the king
the runaway prince
the price of silence
the hunting lodge
a broken seal
the wounded soldier
the smuggler's cave
a drink of water
the last train north
the miller's rolls in the bag
the river walks of Paris
a knife and two forks
"""

SENTENCES = """
The bridge is out
Run!
Who goes there?
It rains. The road is mud
follow the river north
ask for Marrow
bring three moonpetals
turn left at the fork
never trust Garrick
press the red button
"""


@pytest.mark.parametrize("text", CLAUSES.strip().splitlines())
def test_clauses(text):
    assert kind_of(text) == "clause"


@pytest.mark.parametrize("text", THINGS.strip().splitlines())
def test_things(text):
    assert kind_of(text) == "thing"


@pytest.mark.parametrize("text", SENTENCES.strip().splitlines())
def test_sentences_stand_for_themselves(text):
    assert kind_of(text) == "sentence"


@pytest.mark.parametrize(
    ("fact", "traits"),
    [
        ("I let the goat out", {"own"}),
        ("the goat bit my sister", {"own"}),
        ("the goat is out", {"ill"}),
        ("the mine is flooded", {"ill"}),
        ("the miller is called Hob", set()),
        ("my brother drowned off Gull Rock", {"own", "ill", "death"}),
        ("the baker's boy has recovered", {"good"}),
        ("a deed costs fourpence", {"price"}),
        ("the mill is mine", {"own"}),
        ("midnight", {"thing_time"}),
        ("half past six", {"thing_time"}),
        ("Tuesday night", {"thing_time"}),
        ("at eight in the morning", {"thing_time"}),
        ("the first Monday of the month", {"thing_time"}),
        ("forty crowns", {"thing_sum"}),
        ("712", {"thing_sum"}),
        ("nine days", {"thing_sum"}),
        ("Queen Maud", {"thing_person"}),
        ("a man called Ash", {"thing_person"}),
        ("deck four", {"thing_place"}),
        ("locker nine", {"thing_place"}),
        ("the cave behind the waterfall", {"thing_place"}),
        ("the bridge at Millford", {"thing_place"}),
        ("Millford", {"thing_name"}),
        ("the smell of burnt sugar", {"thing_item"}),
    ],
)
def test_what_templates_may_ask_about_a_fact(fact: str, traits: set[str]):
    assert traits_of(fact) == traits


def test_a_name_that_the_world_knows_is_of_its_kind():
    assert traits_of("Millford", [Entity("Millford", "place")]) == {"thing_place"}
