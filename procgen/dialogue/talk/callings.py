"""What belongs to a trade: words by which its people know that they are asked about their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from procgen.dialogue.phrase.english import word_set

_WORDS: Final = """
innkeeper: menu food cook cooked meal eat drink drinks beer ale wine stew soup bread breakfast supper dinner room
  rooms bed beds bath toilet privy stable stables kitchen guest guests recommend serve kettle hungry thirsty delicious
  vegetarian meat
smith: iron steel ore anvil hammer sword swords blade blades knife axe armor armour shield horseshoe horseshoes nail
  nails sharpen weld smith smithing metal repair mend fix helmet spear
merchant: gift present rare rarest sell selling goods wares stock price prices discount gold silver jewel jewels
  potion potions fake real stolen caravan trade market customer customers cheat quality cheap expensive map lantern
  rope cloth silk spices worth
priest: bless blessing pray prayer prayers god gods sin sins sinned confess confession forgive forgiven heal healing
  marry wedding bury buried grave graveyard funeral soul souls heaven hell faith believe holy saint candle altar
  afterlife donate donation baptize father
healer: bitten bite dying die heal healing flower flowers arm leg hurt bleeding wound wounds wounded sick ill illness
  cure fever pain medicine herb herbs potion poison poisoned bandage broken cough disease plague doctor remedy
farmer: grow growing plant planting barley farm field fields crop crops harvest hay wheat cow cows pig pigs sheep
  chicken chickens goat goats milk egg eggs plough plow seed seeds land barn weather
hunter: hunt hunting deer wolf wolves bear boar track tracks trap traps bow arrow arrows forest woods prey game fur
  pelt pelts
bard: song songs sing music play tune ballad verse poem story stories lute perform
thief: steal stolen lock locks pick pocket loot treasure vault guard guards heist fence rob key
detective: case cases murder victim suspect suspects clue clues evidence witness killer investigate solve crime police
  alibi missing find body gun
mechanic: engine repair fix broken machine parts tool tools ship reactor seal leak weld wrench motor car truck
robot: scan compute calculate system systems data file files access repair function functions program error battery
  charge analyze security door memory
guard, soldier, officer: guard guarding guards patrol duty watch gate law laws arrest prison jail cell crime criminal
  order orders captain sergeant commander charge post shift enemy army war report pass weapon uniform strange fight
  fought battle
sailor, captain, pilot: ship boat sail sailing sails voyage sea ocean harbor harbour port crew cargo passage deck
  anchor storm tide course fly flight shuttle engine dock navigate
scholar, wizard: book books read study studying magic spell spells potion potions curse scroll scrolls library
  translate rune runes teach learn history knowledge ritual experiment theory
noble, ruler: heir title tax taxes lands subjects decree audience reign rule kingdom estate knight army pardon
"""
"""Roles, and what they work with; lines that are indented go on."""


def _read(text: str) -> Mapping[str, frozenset[str]]:
    rows = [row.partition(":") for row in text.replace("\n  ", " ").strip().splitlines()]
    return {role.strip(): word_set(words) for roles, _, words in rows for role in roles.split(",")}


_OF: Final = _read(_WORDS)


def concerns(role: str, words: Iterable[str]) -> bool:
    """Whether plain words are about what somebody of a role works with."""
    return not _OF.get(role, frozenset()).isdisjoint(words)
