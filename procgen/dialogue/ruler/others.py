"""People who are in no corpus, and facts that are theirs: with those of the corpus, lines are told of both."""

from __future__ import annotations

from typing import Final

from procgen.dialogue.persona import Persona

OTHERS: Final[tuple[tuple[Persona, str, tuple[str, ...]], ...]] = (
    (
        Persona("Maud Ferrier", "innkeeper", ("cheerful", "gossipy"), "adult", "female"),
        "medieval",
        (
            "the cellar flooded on Tuesday",
            "the cook has left for the coast",
            "a bed costs three coppers with breakfast",
            "the tinker in the loft never takes off his gloves",
            "she brews the stout herself",
            "three coppers",
            "the room at the end of the stairs",
        ),
    ),
    (
        Persona("Sergeant Boll", "guard", ("simple", "honest"), "adult", "male"),
        "medieval",
        (
            "the east gate is shut at dusk",
            "two prisoners escaped by the drain",
            "wolves have been seen on the north road",
            "he lost his helmet in the river",
            "Captain Ansel drinks alone",
            "at dusk",
        ),
    ),
    (
        Persona("Old Perrin", "sailor", ("gloomy", "superstitious"), "old", "male"),
        "medieval",
        (
            "the herring have not come this year",
            "his brother drowned off Gull Rock",
            "the harbor freezes in January",
            "the lighthouse has been dark since Sunday",
            "nobody sails on a Friday",
            "Gull Rock",
        ),
    ),
    (
        Persona("Lena Ostrow", "detective", ("sly", "curious"), "adult", "female"),
        "modern",
        (
            "the safe was empty before the fire",
            "the night porter owns a yellow raincoat",
            "the judge plays cards on Fridays",
            "she never took the money",
            "someone has been paying the porter's rent",
            "the porter of the Hotel Bristol",
            "a yellow raincoat",
        ),
    ),
    (
        Persona("Dex", "mechanic", ("grumpy", "loyal"), "young", "male"),
        "scifi",
        (
            "the port engine leaks coolant",
            "the spare filters are in locker nine",
            "he rebuilt the pump out of two wrecks",
            "the captain promised everyone shore leave",
            "docking costs forty credits an hour",
            "locker nine",
            "forty credits",
        ),
    ),
    (
        Persona("Doctor Amina Quill", "healer", ("kind", "patient"), "adult", "female"),
        "modern",
        (
            "the clinic opens at eight",
            "the fever came with the pilgrims",
            "the baker's boy has recovered",
            "she trained in Lisbon",
            "there is no quinine left on the island",
            "at eight in the morning",
        ),
    ),
    (
        Persona("Tobin", "child", ("curious", "brave"), "child", "male"),
        "medieval",
        (
            "there is a cave behind the waterfall",
            "the miller keeps a badger in the barn",
            "he can whistle through his teeth",
            "my sister won the egg race",
            "the teacher sleeps after lunch",
            "the cave behind the waterfall",
        ),
    ),
    (
        Persona("Lady Isaure", "noble", ("proud", "learned"), "old", "female"),
        "medieval",
        (
            "the duke has pawned his horses",
            "her grandfather planted the lime trees",
            "the council meets on the first Monday",
            "the portrait in the hall is a forgery",
            "the emerald ring",
            "the first Monday of the month",
        ),
    ),
)
"""Each with the kind of their world."""
