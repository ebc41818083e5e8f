"""What an NPC knows of what is asked: names found in the player's words, facts ranked by names, words and meaning."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from procgen.dialogue import meaning
from procgen.dialogue.guard.secrets import leaks
from procgen.dialogue.persona import Entity, Fact, Persona, World
from procgen.dialogue.phrase.english import NUMBERS, WEEKDAYS, word_set
from procgen.dialogue.talk.own_words import described_as, first_person, said_by
from procgen.dialogue.talk.spelling import STOPS, content, misspelt, singular, tokens

_K1, _B = 1.2, 0.6
"""Of BM25 (Robertson and Zaragoza, 2009); facts are short, so length counts little."""
_ABOUT, _MENTIONED = 2.0, 1.3
"""What it is worth that a fact answers questions on a name, or only has it in its words."""
_FITS = {"where": 1.6, "when": 1.6, "many": 1.6, "price": 1.6, "why": 0.7}
"""What it is worth that a fact has what the question word asks for."""
_NEAR_WORD = 0.55
"""Cosine from which two words are of the same matter ("killed" and "murdered")."""
_LIKE = 0.5
"""What a word near in meaning counts, of the word itself."""
_SAME_MATTER = 0.62
_LITTLE_ALIKE = 0.25
"""What a fact needs that has none of the asked words itself, only their like: "love" is near "fishing"."""
_ASKED_SHARE = 0.45
"""How much of a question without names a fact must cover."""
_DESCRIBES = 0.8
"""What it costs a description where something that happened is asked for."""
_COMMON_SHARE = 2e-5
"""A word as common as this is taken for itself, not for a misspelt name."""
_LONGEST_NAME = 6

_PLACE_WORDS = re.compile(
    r"\b(?:in|at|near|under|beneath|behind|beyond|above|below|beside|between|inside|outside|north|south|east|west|"
    r"on the|"
    r"across|along|past|by the|left|right|road|street|floor|deck|downstairs|upstairs|next to|opposite|upriver|"
    r"downriver|"
    r"missing|vanished|gone|lost|nowhere|everywhere)\b"
)
_TIME_WORDS = re.compile(
    r"\b(?:ago|yesterday|today|tonight|tomorrow|morning|noon|evening|night|midnight|dawn|dusk|sunset|sunrise|hour|day|"
    r"days|week|weeks|month|months|year|years|spring|summer|autumn|fall|winter|"
    rf"{'|'.join(WEEKDAYS)}|"
    r"before|after|since|until|when|o'clock|pm|am|\d{1,2}:\d\d|\d{4}|harvest|moon|shift|cycle)\b"
)
_NUMBER_WORDS = re.compile(
    r"\b(?:\d[\d,.]*|"
    rf"{'|'.join(word for word, number in NUMBERS.items() if number > 1)}|"
    r"dozens?|hundreds?|thousands?|half|no|none|nothing|free)\b"
)
_REASON_WORDS = re.compile(r"\b(?:because|since|for fear|due to|so that|caused|thanks to|after|owes|wants|to keep)\b")
_CONFUSED = word_set("mile mill male mail well bell hill hell tell")


_WHAT_IS = re.compile(r"\b(?:who|what|where) (?:is|are|was)\b|\bdescribe\b")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something with a name that can be talked about.

    Attributes:
        name: as it is written in lines.
        kind, sex, plural: as of `persona.Entity`; of topics that are no entities the kind is "topic".
        entity: the entity, or None.
    """

    name: str
    kind: str = "topic"
    sex: str = ""
    plural: bool = False
    entity: Entity | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that the NPC knows, ready to be found.

    Attributes:
        fact: the fact.
        topics: names that it is about, in small letters.
        mentions: names that only stand in it.
        own: whether it is of the NPC itself rather than of the world.
        source: the fact as it was given; what the NPC says of itself is in the first person in `fact`.
    """

    fact: Fact
    topics: frozenset[str]
    mentions: frozenset[str]
    own: bool
    describes: bool = False
    """Whether it is an entity's description, which answers "who is" rather than "what happened"."""
    source: Fact = field(default_factory=lambda: Fact(""))


@dataclass(frozen=True, slots=True)
class Found:
    """A fact and how well it answers, with whether it has what the question word asks for."""

    known: Known
    score: float
    fits: bool
    covered: bool = True
    """Whether it has anything of what is asked besides the names, in these words or others near in meaning."""


def fits(question: str, text: str) -> bool:
    """Whether a fact can answer a kind of question: a place for "where", a number for "many"."""
    small = text.lower()
    if question == "where":
        return bool(_PLACE_WORDS.search(small))
    if question == "when":
        return bool(_TIME_WORDS.search(small))
    if question in ("many", "price"):
        return bool(_NUMBER_WORDS.search(small))
    if question == "why":
        return bool(_REASON_WORDS.search(small))
    return True


class Knowledge:
    """All that one NPC knows of one world; it is read only, so many talks may share it.

    Facts whose words hold a secret are left out, and so are names: what isn't here can't be said.
    """

    def __init__(self, persona: Persona, world: World, more_secrets: Sequence[str] = ()) -> None:
        self.secrets = tuple(dict.fromkeys((*persona.secrets, *more_secrets)))
        self.me = persona.name
        self._persona = persona
        self._topics: dict[str, Topic] = {}
        self._forms: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._add_topics(persona, world)
        self._last_words = self._unique_parts()
        own = [(fact, True, False) for fact in persona.knows]
        of_world = [(fact, False, False) for fact in world.facts if not fact.known_to or self._among(persona, fact)]
        described = [(fact, False, True) for entity in world.entities if (fact := described_as(entity)) is not None]
        self.facts: tuple[Known, ...] = tuple(
            self._known(fact, mine, describes)
            for fact, mine, describes in (*own, *of_world, *described)
            if not leaks(fact.text, self.secrets) and fact.text.strip()
        )
        self.myself = tuple(fact for fact in first_person(persona) if not leaks(fact.text, self.secrets))
        self.goals = tuple(Fact(f"I'd like {goal}") for goal in persona.goals if not leaks(goal, self.secrets))
        self._names_me = set(tokens(persona.name))
        bare = [content(tokens(known.fact.text)) for known in self.facts]
        self.words: tuple[frozenset[str], ...] = tuple(map(frozenset, bare))
        """What each fact is about, in words of its text."""
        self.secret_words = self._words_of_secrets()
        self._index(bare)

    @staticmethod
    def _among(persona: Persona, fact: Fact) -> bool:
        return persona.name.casefold() in (name.casefold() for name in fact.known_to)

    def _add_topics(self, persona: Persona, world: World) -> None:
        for entity in world.entities:
            if leaks(entity.name, self.secrets):
                continue
            key = entity.name.casefold()
            self._topics[key] = Topic(entity.name, entity.kind, entity.sex, entity.plural, entity)
            for form in (entity.name, *entity.also):
                self._form(form, key)
        facts = [*persona.knows, *(f for f in world.facts if not f.known_to or self._among(persona, f))]
        for fact in facts:
            if leaks(fact.text, self.secrets):
                continue
            for name in fact.about:
                key = self._key(name)
                if key not in self._topics and not leaks(name, self.secrets):
                    self._topics[key] = Topic(name)
                    self._form(name, key)

    def _form(self, text: str, key: str) -> None:
        parts = tuple(singular(word) for word in tokens(text))
        while parts and parts[0] in ("the", "a", "an"):
            parts = parts[1:]
        if parts and key not in self._forms[parts]:
            self._forms[parts].append(key)

    def _key(self, name: str) -> str:
        parts = tuple(singular(word) for word in tokens(name))
        while parts and parts[0] in ("the", "a", "an"):
            parts = parts[1:]
        known = self._forms.get(parts, [])
        return known[0] if known else name.casefold()

    def _unique_parts(self) -> dict[str, str]:
        """Single words of longer names that only one name has: "Venn" of "Mara Venn"."""
        holders: dict[str, set[str]] = defaultdict(set)
        for parts, keys in self._forms.items():
            for part in parts:
                if part not in STOPS and len(part) > 2:
                    holders[part].update(keys)
        return {
            part: next(iter(keys))
            for part, keys in sorted(holders.items())
            if len(keys) == 1 and (part,) not in self._forms and self._part_counts(part, next(iter(keys)))
        }

    def _part_counts(self, part: str, key: str) -> bool:
        """Adjectives of topics ("old") don't stand for them; their last word and parts of persons' names do."""
        topic = self._topics[key]
        if topic.kind == "person":
            return True
        return singular(tokens(topic.name)[-1]) == part

    def _known(self, fact: Fact, own: bool, describes: bool) -> Known:
        topics = frozenset(self._key(name) for name in fact.about)
        mentions = frozenset(name for name, _ in self.linked(tokens(fact.text), typos=False)) - topics
        return Known(said_by(fact, self._persona) if own else fact, topics, mentions, own, describes, fact)

    def _words_of_secrets(self) -> frozenset[str]:
        public = frozenset[str]().union(*self.words)
        names = {part for forms in self._forms for part in forms}
        found = {word for secret in self.secrets for word in content(tokens(secret))}
        return frozenset(found - public - names - self._names_me)

    def _index(self, bare: Sequence[list[str]]) -> None:
        self._words = [
            Counter((*words, *(word for name in known.fact.about for word in content(tokens(name)))))
            for words, known in zip(bare, self.facts, strict=True)
        ]
        count = len(self.facts)
        holders: Counter[str] = Counter(word for words in self._words for word in words)
        self._rarity = {word: math.log(1 + (count - n + 0.5) / (n + 0.5)) for word, n in holders.items()}
        self._mean = sum(map(Counter.total, self._words)) / max(count, 1)
        self._holders: dict[str, list[int]] = defaultdict(list)
        for i, words in enumerate(self._words):
            for word in words:
                self._holders[word].append(i)
        self.vocabulary = sorted(self._holders)
        table = meaning.packaged_table()
        self._word_vectors = np.array([table.word(word) for word in self.vocabulary], np.float32).reshape(
            len(self.vocabulary), table.dimensions
        )
        self._vectors = meaning.embed([" ".join((known.fact.text, *known.fact.about)) for known in self.facts])

    def topic(self, name: str) -> Topic | None:
        """The topic of a name, however it is written, or None."""
        return self._topics.get(self._key(name)) or self._topics.get(name.casefold())

    def hidden(self, words: Sequence[str]) -> float:
        """How much a text is about a secret: the largest share of a secret's own words that stand in it."""
        asked = set(content(list(words)))
        best = 0.0
        for secret in self.secrets:
            own = set(content(tokens(secret))) & self.secret_words
            if own:
                best = max(best, len(own & asked) / min(len(own), 3))
        return best

    def linked(self, words: Sequence[str], *, typos: bool = True) -> list[tuple[str, Topic]]:
        """Names that stand in words, longest first where they overlap, in the order of the text."""
        plain = [singular(word) for word in words]
        free = [True] * len(plain)
        found: list[tuple[int, str]] = []
        for size in range(min(_LONGEST_NAME, len(plain)), 0, -1):
            for start in range(len(plain) - size + 1):
                if not all(free[start : start + size]):
                    continue
                keys = self._forms.get(tuple(plain[start : start + size]))
                if keys:
                    found.append((start, keys[0]))
                    free[start : start + size] = [False] * size
        for i, word in enumerate(plain):
            if not free[i]:
                continue
            key = self._last_words.get(word) or (self._corrected(word, words[i]) if typos else None)
            if key:
                found.append((i, key))
        order = dict.fromkeys(key for _, key in sorted(found))
        return [(key, self._topics[key]) for key in order]

    def _corrected(self, word: str, written: str) -> str | None:
        if len(word) < 3 or word in STOPS or written in STOPS or word in _CONFUSED or _is_common(written):
            return None
        for parts, keys in self._forms.items():
            if len(parts) > 3 or not any(misspelt(word, part) for part in parts if part not in STOPS):
                continue
            if len(parts) == 1 or self._topics[keys[0]].kind == "person" or misspelt(word, parts[-1]):
                return keys[0]
        return None

    def people(self, known: Known) -> frozenset[str]:
        """Who is named in a fact: persons, factions and creatures."""
        keys = known.topics | known.mentions
        return frozenset(k for k in keys if (t := self._topics.get(k)) and t.kind in ("person", "faction", "creature"))

    def search(
        self, words: Sequence[str], topics: Iterable[str], question: str = "", text: str = "", most: int = 8
    ) -> list[Found]:
        """Facts that answer, the best first.

        Args:
            words: the player's, as `spelling.tokens`.
            topics: names that it is about, as `linked` keys.
            question: "where", "when", "who", "why", "many", "price", or empty.
            text: for likeness in meaning; the words where empty.
            most: how many at most.
        """
        if not self.facts:
            return []
        topics = frozenset(topics)
        topic_words = {part for key in topics for part in content(tokens(self._topics[key].name))}
        asked = [word for word in content(list(words)) if word not in topic_words]
        cosines = self._vectors @ meaning.embed([text or " ".join(words)])[0]
        lexical = self._bm25(asked)
        if not topics and not asked:
            return []
        alike = [self._alike(word) for word in dict.fromkeys(asked)]
        describing = bool(_WHAT_IS.search(" ".join(words)))
        weight = sum(self._rarity.get(word, 1.5) for word in set(asked)) or 1.0
        found = []
        for i, known in enumerate(self.facts):
            about, mentioned = len(topics & known.topics), len(topics & known.mentions)
            if topics and not about and not mentioned:
                continue
            near = not asked or any(not words.isdisjoint(self._words[i]) for words in alike)
            covered, has_own = 0.0, False
            for word, others in zip(dict.fromkeys(asked), alike, strict=True):
                shared = others.intersection(self._words[i])
                if shared:
                    same = any(other[:4] == word[:4] for other in shared)
                    covered += self._rarity.get(word, 1.5) * (1.0 if same else _LIKE) / weight
                    has_own = has_own or same
            likely = covered >= _ASKED_SHARE and (has_own or cosines[i] > _LITTLE_ALIKE)
            if not topics and not likely and not (cosines[i] > _SAME_MATTER and near):
                continue
            fit = fits(question, known.fact.text)
            score = _ABOUT * about + _MENTIONED * mentioned + 1.5 * lexical[i] / (lexical[i] + 3.0)
            score += max(float(cosines[i]), 0.0) + 0.8 * covered
            score += _FITS.get(question, 0.0) if fit else 0.0
            if known.describes and not describing:
                score -= _DESCRIBES
            found.append(Found(known, score, fit, near or float(cosines[i]) > _SAME_MATTER))
        found.sort(key=lambda row: (-row.score, row.known.fact.text))
        return found[:most]

    def _alike(self, word: str) -> frozenset[str]:
        """Words of the facts that are a word's own or near it in meaning."""
        stem = word[: max(len(word) - 2, 4)]
        own = {other for other in self.vocabulary if other == word or (len(stem) >= 4 and other.startswith(stem))}
        if len(self.vocabulary) and word in meaning.packaged_table():
            near = self._word_vectors @ meaning.packaged_table().word(word)
            own |= {self.vocabulary[i] for i in np.flatnonzero(near > _NEAR_WORD)}
        return frozenset(own)

    def _bm25(self, asked: Sequence[str]) -> list[float]:
        scores = [0.0] * len(self.facts)
        for word in dict.fromkeys(asked):
            for i in self._holders.get(word, ()):
                n = self._words[i][word]
                length = self._words[i].total() / max(self._mean, 1e-9)
                scores[i] += self._rarity[word] * n * (_K1 + 1) / (n + _K1 * (1 - _B + _B * length))
        return scores


def _is_common(word: str) -> bool:
    return meaning.packaged_table().share(word) > _COMMON_SHARE


class _Shelf:
    """The knowledge used last, bounded by facts rather than by NPCs."""

    def __init__(self, most_facts: int) -> None:
        self._most = most_facts
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Persona, World, tuple[str, ...]], Knowledge] = OrderedDict()

    def get(self, key: tuple[Persona, World, tuple[str, ...]]) -> Knowledge:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = Knowledge(*key)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > 1 and sum(len(each.facts) + 16 for each in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
        return made


_SHELF = _Shelf(most_facts=20_000)


def knowledge(persona: Persona, world: World, more_secrets: tuple[str, ...] = ()) -> Knowledge:
    """What a persona knows of a world, kept for the next turn; the persona's own secrets need not be given."""
    return _SHELF.get((persona, world, tuple(each for each in more_secrets if each not in persona.secrets)))
