"""Checks phrase books and shows what they make: ``python -m procgen.dialogue.phrase.check FILE...``.

Prints what is wrong, by line; how many templates each section has; and with ``--sample SECTION`` lines of it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

from procgen.dialogue.guard.check import check
from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.book import (
    BOOKS,
    Book,
    Maybe,
    Nodes,
    Problem,
    merged,
    read_book,
    slots_of,
)
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.compose import from_section, scope_of
from procgen.dialogue.phrase.conditions import SCENE_SLOTS, SLOTS, BookError
from procgen.dialogue.phrase.coverage import ALL_SLOTS, NO_SLOTS, Coverage
from procgen.dialogue.phrase.expand import NAMES, Expander
from procgen.dialogue.phrase.joints import misplaced, odd
from procgen.dialogue.phrase.write import names_of
from procgen.dialogue.request import LineRequest, Must
from procgen.dialogue.vocabulary import CHOICES, DESCRIPTIONS, EVENTS, INTENTS, SETTINGS
from procgen.errors import InvalidFields

SECTIONS = frozenset(
    (
        *INTENTS,
        *(f"bark_{name}" for name in EVENTS),
        *(f"choice_{name}" for name in CHOICES),
        *(f"describe_{name}" for name in DESCRIPTIONS),
        "address",
        "tell_clause",
        "tell_thing",
        "tell_more_clause",
        "tell_more_thing",
    )
)
"""Sections that requests lead to; all others must be used by templates."""

_NEAR = 0.8
SCENES = "scene_"
"""How sections begin that scenes ask for, with slots of their own."""
MANNERS = "manner_"
"""And those of how speakers come across."""
QUESTS = "quest_"
"""And those that quests do."""
_DRAWS = 4
_ITEMS = re.compile(r"\b(?:silver locket|lantern)\b", re.IGNORECASE)
_FACTS = ("the bridge is out", "three moonpetals")
_WORD = re.compile(r"<[^>]*>|\w+(?:'\w+)?")
_LITERAL = re.compile(r"\w+")
_SLOT = re.compile(r"<[^>]*>")
_FEW = 3
"""Words of its own from which a template can be nearly the same as another."""
_OPTIONAL = re.compile(r"\[[^\]]*\]")


def _words(body: str) -> frozenset[str]:
    """Pairs of words that stand beside each other, slots all alike."""
    words = ["_" if word[0] == "<" else word.lower() for word in _WORD.findall(_OPTIONAL.sub("", body))]
    return frozenset(map(" ".join, zip(["", *words], [*words, ""], strict=True)))


def _near_duplicates(book: Book) -> Iterable[Problem]:
    for rows in book.sections.values():
        seen = [(row, _words(row.body)) for row in rows if len(_LITERAL.findall(_SLOT.sub("", row.body))) >= _FEW]
        for k, (row, own) in enumerate(seen):
            for other, words in seen[:k]:
                both = len(own & words)
                if both >= _NEAR * (len(own) + len(words) - both):
                    yield Problem(row.book, row.line, f"nearly the same as {other.book}:{other.line}: {row.body}")
                    break


def _circles(sections: dict[str, set[str]]) -> list[str]:
    """Sections that lead back to themselves."""

    def reaches(start: str) -> bool:
        seen: set[str] = set()
        waiting = list(sections[start])
        while waiting:
            name = waiting.pop()
            if name == start:
                return True
            if name in sections and name not in seen:
                seen.add(name)
                waiting += sections[name]
        return False

    return sorted(filter(reaches, sections))


def _useless(nodes: Nodes) -> bool:
    return any(isinstance(node, Maybe) and not node.nodes for node in nodes)


def faults(book: Book) -> list[Problem]:
    """All that is wrong with a book, given all sections it may use; near duplicates too."""
    found = list(book.problems)
    uses: dict[str, set[str]] = {}
    where: dict[str, Problem] = {}
    for section, rows in book.sections.items():
        uses[section] = set()
        scene = section.startswith((SCENES, QUESTS))
        for row in rows:
            try:
                slots = list(slots_of(row.nodes))
            except BookError as error:
                found.append(Problem(row.book, row.line, str(error).partition(": ")[2]))
                continue
            if not row.body.strip():
                found.append(Problem(row.book, row.line, "a template without words"))
            if wrong := misplaced(row.body):
                found.append(Problem(row.book, row.line, f"{wrong}: {row.body}"))
            if _useless(row.nodes):
                found.append(Problem(row.book, row.line, "[] holds nothing"))
            asked = {value for test in row.conditions.tests if test.key == "has" for value in test.values}
            for slot in slots:
                name = "address" if slot.name == "you" else slot.name
                known = name in SLOTS or name == "money" or name in asked or (scene and name in SCENE_SLOTS)
                if not known and name not in book.sections:
                    found.append(Problem(row.book, row.line, f"<{slot.name}> is neither a slot nor a section"))
                if name == "address" or (name in book.sections and name not in SLOTS):
                    uses[section].add(name)
        if rows and section not in SECTIONS and not section.startswith((NAMES, SCENES, QUESTS, MANNERS)):
            where[section] = Problem(rows[0].book, rows[0].line, f"no template uses the section {section!r}")
    used = set().union(*uses.values()) if uses else set()
    found += [problem for section, problem in where.items() if section not in used]
    found += [
        Problem(book.sections[name][0].book, book.sections[name][0].line, f"section {name!r} leads back to itself")
        for name in _circles(uses)
    ]
    return [*found, *_near_duplicates(book)]


def _bare(text: str) -> bool:
    """Whether an item stands in a sentence without an article: <item> for <item.a> or "the <item>"."""
    for match in _ITEMS.finditer(text):
        before = text[: match.start()].rstrip()
        if before and before[-1].isalnum() and not any(map(english.has_determiner, before.split()[-3:])):
            return True
    return False


def guarded(book: Book, names_of_books: Container[str], every: int = 1) -> Iterable[Problem]:
    """What the guard finds in lines: names that no world has, indecent words, faults of the joints.

    Args:
        book: where templates are.
        names_of_books: whose templates are tried.
        every: 1 tries them all, 8 one in eight.
    """
    rows = [row for name in sorted(SECTIONS) for row in book.sections.get(name, ()) if row.book in names_of_books]
    rows = rows[::every]
    scopes = {}
    for setting in SETTINGS:
        asked = example("greet", "villager", "neutral", setting, "", 0, 0, 1000, False)
        scopes[setting] = (scope_of(asked, book, _FACTS), names_of(asked))
    for row in rows:
        wanted = [value for test in row.conditions.tests if test.key == "setting" for value in test.values]
        scope, names = scopes[wanted[0] if wanted and wanted[0] in scopes else "medieval"]
        try:
            possible = scope.possible(row.nodes)
        except BookError:  # `faults` tells it
            continue
        if not possible:
            continue
        seen: set[str] = set()
        for draw in range(_DRAWS):
            made = Expander(scope, Chance("check", row.line, draw), _FACTS[:1] * 4, _FACTS[1:] * 4).write(row)
            text = made.text
            if text in seen:
                continue
            # The guard is slow, and words that it minds are mostly in every draw.
            found = [] if seen else check(text, Must(most_characters=1000), names=names.union(_FACTS, made.invented))
            seen.add(text)
            for problem in found:
                yield Problem(row.book, row.line, f"{problem.message} {text}")
            if odd(text) or _bare(text):
                yield Problem(
                    row.book, row.line, f"it reads oddly (an article, a double word, a sign or a small letter): {text}"
                )
                break


def example(
    section: str, role: str, mood: str, setting: str, register: str, relation: int, seed: int, most: int, bare: bool
) -> LineRequest:
    """A request with every slot filled, or with none but who and where."""
    world = World(
        setting,
        (
            Entity("Old Marrow", "person", sex="male"),
            Entity("Millford", "place"),
            Entity("Edda", "person", sex="female"),
        ),
    )
    slots = {
        "topic": "the old mill", "item": "silver locket", "item2": "lantern", "price": "40", "count": "3",
        "giver": "Old Marrow", "target": "Edda", "reward": "a chest of silver", "danger": "wolves",
        "direction": "north", "faction": "the Ashen Hand", "enemy": "raiders", "event": "the harvest fair",
        "quest": "the missing ferry",
    }  # fmt: skip
    needs = {"tell_clause": _FACTS[:1], "tell_thing": _FACTS[1:]}.get(section, ())
    return LineRequest(
        intent=section,
        persona=Persona(name="" if bare else "Bram", role=role, register=register),
        situation=Situation(
            world, "" if bare else "Millford", "" if bare else "Mira", relation, mood, "morning", "rain"
        ),
        facts=tuple(map(Fact, needs)),
        must=Must(most_characters=most),
        slots={} if bare else slots,
        seed=seed,
    )


def _samples(book: Book, arguments: argparse.Namespace) -> Iterable[str]:
    request = example(
        arguments.sample, arguments.role, arguments.mood, arguments.setting, arguments.register, arguments.relation,
        arguments.seed, arguments.most, arguments.bare,
    )  # fmt: skip
    try:
        for candidate in from_section(arguments.sample, request, arguments.n, book):
            yield f"{candidate.text}    ({candidate.templates[0].partition('@')[2]})"
    except InvalidFields as error:
        yield f"error: {error}"


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m procgen.dialogue.phrase.check", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="books; all of the package where none is named")
    parser.add_argument("--sample", default="", help="section to show lines of")
    parser.add_argument("-n", type=int, default=12, help="how many lines")
    parser.add_argument("--role", default="villager")
    parser.add_argument("--mood", default="neutral")
    parser.add_argument("--setting", default="medieval")
    parser.add_argument("--register", default="")
    parser.add_argument("--relation", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=int, default=400, help="most characters")
    parser.add_argument("--gaps", action="store_true", help="sections with too few templates")
    parser.add_argument("--bare", action="store_true", help="without names, place and slots")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Check books; 1 where anything is wrong."""
    arguments = _arguments(words)
    named = [path.resolve() for path in arguments.files]
    paths = sorted({*named, *(path.resolve() for path in BOOKS.glob("*.book"))})
    whole = merged([read_book(path.read_text(encoding="utf-8"), path.stem) for path in paths])
    asked = {path.stem for path in (named or paths)}
    write = sys.stdout.write
    if arguments.sample:
        for line in _samples(whole, arguments):
            write(line + "\n")
        return 0
    if arguments.gaps:
        for slots, least, note in ((ALL_SLOTS, 3, "all slots"), (NO_SLOTS, 1, "no slots")):
            for section, (count, where) in Coverage(whole, slots).gaps(sorted(SECTIONS), least).items():
                write(f"{count:3d}  {section} ({where}; {note})\n")
        return 0
    found = [*faults(whole), *guarded(whole, asked)]
    found = sorted((problem for problem in found if problem.book in asked), key=lambda p: (p.book, p.line))
    for problem in found:
        write(f"{problem}\n")
    total = 0
    for section, rows in sorted(whole.sections.items()):
        own = sum(1 for row in rows if row.book in asked)
        total += own
        if own:
            write(f"{own:5d}  {section}\n")
    write(f"{total:5d}  templates, {len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
