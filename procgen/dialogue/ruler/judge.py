"""Who speaks, and in what mood? Classifiers that learn from real plays and novels alone, never from our phrase books.

Logistic regression over words, pairs of words, letters of words and signs. For roles there are two sources: what
speakers of that name say ("First Sailor"), and, because so few say what they work at, passages of prose around words
that name one ("the boatswain", the word itself left out). Each class weighs as much as any other in each source, so
that a class with more prose than speech is not taken for whatever narrators write.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from procgen.dialogue.model.controls import mood_of, role_of
from procgen.dialogue.model.script import plain
from procgen.dialogue.recipe.data import records, split_of
from procgen.kit.ruler.intervals import Interval, mean_of, share_interval

FloatArray = npt.NDArray[np.float64]

SPEECH, PROSE = "speech", "prose"
GROUP = 10
"""Lines of one speaker that are judged together."""
ROLES: dict[str, tuple[tuple[str, ...], str]] = {
    "ruler": (("king", "queen"), "king|queen|emperor|empress|throne|crown"),
    "noble": (("lord", "lady"), "nobleman|noblewoman|baron|earl|countess|duke|duchess|marquis|gentry"),
    "soldier": (("soldier", "captain"), "soldiers?|sergeant|troops|infantry|regiment|corporal"),
    "priest": (("priest",), "priest|friar|monk|bishop|abbot|parson|vicar|curate"),
    "healer": (("healer",), "doctor|physician|surgeon|nurse|apothecary|herbalist"),
    "sailor": (("sailor",), "sailors?|boatswain|mariners?|helmsman|seam[ae]n|fisherm[ae]n"),
    "merchant": (("merchant",), "merchants?|shopkeeper|trader|tradesm[ae]n|pedlar|customers?|shop"),
    "servant": (("servant",), "servant|footman|butler|housemaid|valet|cook|housekeeper"),
    "farmer": (("farmer",), "farmers?|shepherd|peasants?|ploughman|harvest|barn"),
    "child": (("child",), "child|children|little boy|little girl|schoolboy"),
}
"""Ten roles of our vocabulary: the roles of real speakers that they are, and the words of prose that name them."""
MOODS = (
    "joyful", "amused", "tender", "eager", "proud", "angry", "scornful", "stern", "afraid", "sad", "weary", "doubtful",
    "surprised", "pleading", "quiet",
)  # fmt: skip

_NO_ROLE = re.compile(r"\bCamper\b|\b(?:Mistress|Mrs?|Miss|Master|Anne)\.? (?:Page|Archer|Smith|Porter|Potter|Boots)\b")
"""Names that look like a trade: bargaining students of a data set, and people who are called so."""
_AROUND = 200
"""Letters of prose to each side of a naming."""
_OF_A_WORK = 80
"""Passages of one work, most for a role, so that no one book fills a role."""
_PIECE = re.compile(r"[a-z]+(?:'[a-z]+)?|[!?]|\.\.\.|--")
_LETTERS = 4
_LEAST = 6
"""Works that a feature must stand in, so that names of one book's people tell nothing."""
_COMMON = 0.012
"""Share of the texts above which a word is everybody's."""
_MOST_TEXTS = 2500
"""Of a class in a source, evenly spread; more cost time and change little."""
_DECAY = 1e-5
"""Pull of weights to zero, for a mean loss over the texts."""
_STEPS = 80


@dataclass(frozen=True, slots=True)
class Example:
    """A text whose class is known.

    Attributes:
        label: its class.
        text: what is said, or written.
        source: `SPEECH` or `PROSE`.
        work: that it stands in.
        split: of the work.
        speaker: whose it is.
    """

    label: str
    text: str
    source: str = SPEECH
    work: str = ""
    split: str = "train"
    speaker: str = ""


def role_examples(folder: Path) -> list[Example]:
    """All that real data tells of the ten roles. Raises FileNotFoundError."""
    names = {real: role for role, (reals, _) in ROLES.items() for real in reals}
    found = [
        Example(names[role], text, SPEECH, work, split, speaker)
        for work, split, speaker, text, _ in _speech(folder)
        if not _NO_ROLE.search(speaker) and (role := role_of(speaker)) in names
    ]
    return [*found, *_passages(folder)]


def mood_examples(folder: Path) -> list[Example]:
    """Lines whose stage direction or emotion tag names a mood. Raises FileNotFoundError."""
    return [
        Example(mood, text, SPEECH, work, split, speaker)
        for work, split, speaker, text, mood in _speech(folder)
        if mood in MOODS
    ]


def _speech(folder: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """Work, split, speaker, text and mood of all turns."""
    for record in records(folder, "dialogue"):
        if record["genre"] not in {"play", "novel"}:
            continue
        work, split = str(record["source"]), split_of(record)
        for turn in record["turns"]:
            mood = mood_of(turn.get("emotion", "")) or mood_of(turn.get("action", ""))
            yield work, split, turn["speaker"], plain(turn["text"]), mood


def _passages(folder: Path) -> Iterator[Example]:
    """Prose around words that name a role; no two passages of a role overlap."""
    patterns = {role: re.compile(rf"\b(?:{words})\b") for role, (_, words) in ROLES.items()}
    taken: Counter[tuple[str, str]] = Counter()
    for record in records(folder, "prose"):
        text, work, split = record["text"], str(record["work"]), split_of(record)
        for role, pattern in patterns.items():
            end = 0
            while taken[role, work] < _OF_A_WORK and (match := pattern.search(text, end)) is not None:
                taken[role, work] += 1
                end = match.end() + _AROUND
                around = f"{text[max(match.start() - _AROUND, 0) : match.start()]} {text[match.end() : end]}"
                yield Example(role, plain(around), PROSE, work, split)


def features(text: str) -> set[str]:
    """What a text is judged by: its words, pairs of them, letters of longer words, and signs of feeling."""
    pieces = _PIECE.findall(text.lower())
    found = set(pieces)
    found.update(f"{one} {other}" for one, other in itertools.pairwise(pieces))
    for piece in pieces:
        if len(piece) > _LETTERS:
            found.update(f"#{piece[i : i + _LETTERS]}" for i in range(len(piece) - _LETTERS + 1))
    return found


class Judge:
    """Tells the classes of texts; all are taken to be equally likely.

    Args:
        examples: to learn from.
        labels: all classes.
        all_words: whether common words tell something: of moods, but hardly of trades, whose people talk in plays
            otherwise than in games.
    """

    def __init__(self, examples: Iterable[Example], labels: Sequence[str], *, all_words: bool = True) -> None:
        self.labels = tuple(labels)
        pools: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for example in examples:
            pools[example.label, example.source].append((example.work, example.text))
        texts: list[tuple[str, str]] = []
        classes: list[int] = []
        weights: list[float] = []
        for (label, _), pool in sorted(pools.items()):
            step = max(len(pool) / _MOST_TEXTS, 1.0)
            chosen = [pool[int(i * step)] for i in range(int(len(pool) / step))]
            texts += chosen
            classes += [self.labels.index(label)] * len(chosen)
            weights += [1.0 / len(chosen)] * len(chosen)
        found = [features(text) for _, text in texts]
        counts = Counter(feature for each in found for feature in each)
        works: dict[str, set[str]] = defaultdict(set)
        for (work, _), each in zip(texts, found, strict=True):
            for feature in each:
                works[feature].add(work)
        most = len(texts) if all_words else _COMMON * len(texts)
        kept = sorted(feature for feature, count in counts.items() if len(works[feature]) >= _LEAST and count <= most)
        self._ids = {feature: i for i, feature in enumerate(kept)}
        self._rarity: FloatArray = np.log(len(texts) / np.array([counts[feature] for feature in kept], np.float64))
        rows = self._rows(found)
        self._weights, self._bias = _regression(rows, np.array(classes), np.array(weights), len(self.labels))

    def _rows(self, found: Sequence[set[str]]) -> Any:
        """A row of unit length for each text: its features by their rarity."""
        indices: list[int] = []
        ends = [0]
        for each in found:
            indices += sorted(self._ids[feature] for feature in each if feature in self._ids)
            ends.append(len(indices))
        values = self._rarity[indices]
        for start, end in itertools.pairwise(ends):
            values[start:end] /= max(float(np.linalg.norm(values[start:end])), 1e-9)
        return sparse.csr_matrix((values, indices, ends), (len(found), len(self._ids)))

    def log_odds(self, texts: Sequence[str]) -> FloatArray:
        """(n, classes): log-probability of each class."""
        scores: FloatArray = self._rows([features(text) for text in texts]) @ self._weights + self._bias
        return scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)

    def of(self, texts: Sequence[str]) -> str:
        """The class of texts that belong together."""
        return self.labels[int(self.log_odds(texts).sum(0).argmax())]

    def telling(self, label: str, count: int = 12) -> list[str]:
        """Words that tell a class most."""
        row = self._weights[:, self.labels.index(label)]
        names = list(self._ids)
        return [names[i] for i in row.argsort()[::-1] if names[i].isalpha()][:count]


def _regression(
    rows: Any, classes: npt.NDArray[np.int64], weights: FloatArray, count: int
) -> tuple[FloatArray, FloatArray]:
    """Weights (features, classes) and biases of a multinomial logistic regression, by L-BFGS."""
    width = rows.shape[1]
    weights = weights / weights.sum()
    wanted = np.eye(count)[classes]
    across = rows.T.tocsr()

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        table, bias = flat[:-count].reshape(width, count), flat[-count:]
        scores = rows @ table + bias
        logs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        slope = (np.exp(logs) - wanted) * weights[:, None]
        value = -float((logs * wanted).sum(1) @ weights) + 0.5 * _DECAY * float((table * table).sum())
        return value, np.concatenate([(across @ slope + _DECAY * table).ravel(), slope.sum(0)])

    start = np.zeros((width + 1) * count)
    flat = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return flat[:-count].reshape(width, count), flat[-count:]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How often a judge is right.

    Attributes:
        share: of all texts or groups, each class counting alike.
        by_class: share and number of each class that there is.
        taken_for: (class, what it was taken for) to how often.
    """

    share: float
    by_class: Mapping[str, tuple[float, int]]
    taken_for: Mapping[tuple[str, str], int]

    def interval(self, seed: int) -> Interval:
        """Of :attr:`share`: texts or groups are drawn within each class."""
        classes = [
            share_interval(round(share * count), count, seed=seed + number)
            for number, (share, count) in enumerate(self.by_class.values())
        ]
        return mean_of(classes) if classes else Interval(self.share, self.share, self.share)


def accuracy(judge: Judge, groups: Iterable[tuple[str, Sequence[str]]]) -> Accuracy:
    """Of groups of texts, each with its class; `share` is 0 where there are none.

    The judge knows that all classes come equally often: the mean log-odds of a class over all groups, each class
    counting alike, are taken off, so that a way of speaking which all share tells nothing.
    """
    found = [(judge.labels.index(label), judge.log_odds(texts).mean(0)) for label, texts in groups]
    if not found:
        return Accuracy(0.0, {}, {})
    classes = np.array([label for label, _ in found])
    odds = np.stack([row for _, row in found])
    odds = odds - np.mean([odds[classes == label].mean(0) for label in np.unique(classes)], axis=0)
    taken = Counter(
        (judge.labels[own], judge.labels[heard]) for own, heard in zip(classes, odds.argmax(1), strict=True)
    )
    by_class = {}
    for label in judge.labels:
        count = sum(n for (own, _), n in taken.items() if own == label)
        if count:
            by_class[label] = (taken[label, label] / count, count)
    return Accuracy(float(np.mean([right for right, _ in by_class.values()])), by_class, taken)


def in_groups(examples: Sequence[Example], *, one_speaker: bool, size: int = GROUP) -> list[tuple[str, list[str]]]:
    """Speech in groups of a class, in the order of the data; where wanted, each of one speaker of one work."""
    pools: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in examples:
        key = (each.label, each.work, each.speaker) if one_speaker else (each.label, "", "")
        pools[key].append(each.text)
    return [
        (label, texts[start : start + size])
        for (label, _, _), texts in pools.items()
        for start in range(0, len(texts) - size + 1, size)
    ]
