"""Dialogue, measured: each backend against real plays, its own promises and its own earlier lines.

Without the pack of real data, what it keeps and how varied it is can still be measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.network import Network
from procgen.dialogue.model.script import Script
from procgen.dialogue.recipe.corpus import Npc, load, of_split
from procgen.dialogue.ruler import bits
from procgen.dialogue.ruler.choosing import told_apart
from procgen.dialogue.ruler.copies import Copies, distinct, self_bleu, training_texts
from procgen.dialogue.ruler.judge import (
    MOODS,
    ROLES,
    SPEECH,
    Accuracy,
    Example,
    Judge,
    accuracy,
    in_groups,
    mood_examples,
    role_examples,
)
from procgen.dialogue.ruler.keeping import Kept, keep_facts, keep_scenes, keep_secrets
from procgen.dialogue.ruler.likeness import lines_likeness
from procgen.dialogue.ruler.lines import Alike, Said, alike, barks, kinds_and_moods, mood_groups, role_groups
from procgen.dialogue.ruler.pairs import Pair, pairs
from procgen.dialogue.ruler.scenes import measure_scenes
from procgen.dialogue.ruler.talk.figures import Talked, talked
from procgen.dialogue.ruler.talk.judge import Verdict
from procgen.dialogue.ruler.talk.play import play, replies
from procgen.dialogue.ruler.told import Told, tellings, told
from procgen.dialogue.ruler.voice import Audible, Ears
from procgen.kit.ruler.intervals import ENDS, Interval, mean_interval, share_interval
from procgen.kit.ruler.rows import Rows

PARTS = (
    "keeping", "variety", "scenes", "talk", "choosing", "voice", "blind", "facts", "bits", "persona", "mood", "copies",
    "likeness",
)  # fmt: skip
NEED_DATA = frozenset({"bits", "persona", "mood", "copies", "likeness"})
_HELD = {"test": ("test", "validation"), "validation": ("validation",)}
"""Splits whose lines a judge is tried on; no judge learns from either."""
_DISTINCT_OF = 100
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure.

    Attributes:
        parts: of `PARTS`.
        split: held-out works.
        seed: of all requests.
        requests, scenes, attacks, barks: how many of each.
        groups: speakers of ten lines for each role, and each mood.
        scene_seeds: scenes of each kind that are compared with each other.
        corpus: of the talks, see `recipe.corpus.load`; without it there are no parts "talk", "choosing", "voice", and
            "facts" are of nobody in it.
        turns: of talks of which the answer is to be told from others'.
        voice_lines: lines of each trait and mood that are judged.
        pairs: lines of two backends that are shown side by side.
        tellings: lines that tell a fact, to be read.
    """

    parts: tuple[str, ...] = PARTS
    split: str = "test"
    seed: int = 0
    requests: int = 1000
    scenes: int = 20
    attacks: int = 200
    barks: int = 1000
    groups: int = 5
    scene_seeds: int = 10
    corpus: Path | None = None
    turns: int = 200
    voice_lines: int = 20
    pairs: int = 60
    tellings: int = 200


@dataclass(slots=True)
class Evaluation:
    """What was found.

    Attributes:
        options: what was asked for.
        metrics: figure to column to value; the columns are the backends, ``real`` and baselines.
        kept: of each backend.
        alike: barks of each backend.
        accuracies: of judges, by "persona" or "mood" and who spoke ("real" in groups of a speaker, "real lines").
        samples: of each backend, by what was asked for.
        telling: words that tell a role most, for the judge.
        talked: talks with held-out persons of the corpus, of each backend and of the corpus itself ("real").
        audible: by "trait" or "mood" and backend, what was heard in lines.
        pairs: lines of the first two backends for one request each, where they differ.
        told: of each backend, lines that tell a fact, in the order of their draw.
    """

    options: Options
    metrics: Rows = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    alike: dict[str, Alike] = field(default_factory=dict)
    accuracies: dict[str, dict[str, Accuracy]] = field(default_factory=dict)
    samples: dict[str, dict[str, list[Said]]] = field(default_factory=dict)
    telling: dict[str, list[str]] = field(default_factory=dict)
    talked: dict[str, Talked] = field(default_factory=dict)
    audible: dict[str, dict[str, Audible]] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    told: dict[str, list[Told]] = field(default_factory=dict)

    def set(self, metric: str, column: str, value: float) -> None:
        """Note a figure."""
        self.metrics.setdefault(metric, {})[column] = round(float(value), 6)

    def note(self, metric: str, column: str, interval: Interval) -> None:
        """Note a figure with its interval."""
        for name, value in interval.cells(column).items():
            self.set(metric, name, value)

    def texts(self, backend: str) -> list[str]:
        """All sample lines of a backend."""
        groups = self.samples.get(backend, {}).values()
        return [line.text for said in groups for _, lines in said for line in lines]


def evaluate_dialogue(
    data: Path | None,
    backends: Mapping[str, LanguageModel | None],
    options: Options,
    progress: Progress,
    *,
    network: Network | None = None,
) -> Evaluation:
    """Measure.

    Args:
        data: folder of the dialogue pack; parts that need it are left out where it is None.
        backends: name to model; None for the phrase books alone.
        options: what to measure.
        progress: takes the part and the share that is done.
        network: our own model's, for bits per byte; they are left out where it is None.

    Raises:
        FileNotFoundError: the folder is no dialogue pack.
        ValueError: "likeness" is asked for without "keeping" and "variety".
    """
    parts = tuple(part for part in options.parts if data is not None or part not in NEED_DATA)
    found = Evaluation(options)
    copies = Copies(training_texts(data)) if data is not None and "copies" in parts else None
    roles = _judge(found, "persona", role_examples(data), tuple(ROLES)) if data and "persona" in parts else None
    moods = _judge(found, "mood", mood_examples(data), MOODS) if data and "mood" in parts else None
    if data is not None and network is not None and "bits" in parts:
        _bits(found, data, network)
        progress("bits", 1.0)
    held = of_split(load(options.corpus), options.split) if options.corpus and {"talk", "facts"} & set(parts) else []
    persons = held if "talk" in parts else []
    if persons:
        _talked(found, "real", talked(replies(persons)))
    if options.corpus and "choosing" in parts:
        _choosing(found, backends, of_split(load(options.corpus), options.split))
        progress("choosing", 1.0)
    if options.corpus and "voice" in parts:
        _voices(found, backends, options.corpus)
        progress("voice", 1.0)
    if len(backends) > 1 and "blind" in parts:
        found.pairs = pairs(list(backends.items())[:2], options.seed, options.pairs)
    for backend, model in backends.items():
        if persons:
            _talked(found, backend, talked(turn for npc in persons for turn in play(npc, model, options.seed)))
        samples = found.samples.setdefault(backend, {})
        if "keeping" in parts:
            samples["with facts"] = _keeping(found, backend, model)
        if "variety" in parts:
            samples["barks"] = _variety(found, backend, model)
            samples["kinds"] = kinds_and_moods(model, options.seed)
        if "facts" in parts:
            asked = tellings(held, options.seed, options.tellings)
            found.told[backend] = told(asked, model)
            found.set("tellings_refused", backend, len(asked) - len(found.told[backend]))
        if "scenes" in parts:
            _scenes(found, backend, model)
        if roles is not None:
            samples["roles"] = role_groups(model, options.seed, options.groups)
            _judged(found, "persona", backend, roles, samples["roles"])
        if moods is not None:
            samples["moods"] = mood_groups(model, options.seed, options.groups)
            _judged(found, "mood", backend, moods, samples["moods"])
        texts = found.texts(backend)
        if copies is not None and texts:
            runs = np.array([copies.longest(text) for text in texts])
            found.set("copied_run_p99_words", backend, float(np.percentile(runs, 99, method="higher")))
            found.set("copied_run_longest_words", backend, float(runs.max()))
        progress(backend, 1.0)
    if data is not None and "likeness" in parts:
        _likeness(found, data)
        progress("likeness", 1.0)
    for row in found.metrics.values():
        if "phrases" in row:
            row.update({f"baseline{end}": row[f"phrases{end}"] for end in ("", *ENDS) if f"phrases{end}" in row})
    return found


def _talked(found: Evaluation, column: str, figures: Talked) -> None:
    found.talked[column] = figures
    for metric, verdict in (("talk_apt", Verdict.APT), ("talk_wrong", Verdict.WRONG)):
        found.note(metric, column, figures.share(verdict, found.options.seed))
    found.set("talk_secrets_out", column, figures.secrets_out)
    found.set("talk_forbidden_actions", column, figures.forbidden)


def _choosing(found: Evaluation, backends: Mapping[str, LanguageModel | None], persons: Sequence[Npc]) -> None:
    options = found.options
    for backend, model in backends.items():
        if model is not None and not model.rephrases:
            told = told_apart(model, persons, options.seed, options.turns)
            for metric, right in (("answer_likeliest", told.likeliest), ("answer_fits_best", told.fitting)):
                found.note(metric, backend, share_interval(right, told.turns, seed=options.seed))


def _voices(found: Evaluation, backends: Mapping[str, LanguageModel | None], corpus: Path) -> None:
    options = found.options
    persons = of_split(load(corpus), "train")
    for kind in ("trait", "mood"):
        ears = Ears(kind, persons)
        for backend, model in backends.items():
            heard = found.audible.setdefault(kind, {})[backend] = ears.hear(model, options.seed, options.voice_lines)
            found.note(f"{kind}_heard", backend, heard.interval(options.seed))
            found.set(f"{kind}_heard_by_corpus", backend, heard.known)


def _likeness(found: Evaluation, data: Path) -> None:
    """Of lines with facts and barks by turns, as many of both, of each backend."""
    made = {}
    for backend, samples in found.samples.items():
        kinds = [
            [line.text for _, lines in samples.get(kind, []) for line in lines] for kind in ("with facts", "barks")
        ]  # fmt: skip
        made[backend] = [text for pair in zip(*kinds, strict=False) for text in pair]
    if not all(made.values()):
        raise ValueError("likeness needs the lines of the parts keeping and variety")
    for metric, row in lines_likeness(data, found.options.split, made, found.options.seed).items():
        found.metrics.setdefault(metric, {}).update({name: round(value, 6) for name, value in row.items()})


def _never() -> None:
    pass


def _judge(found: Evaluation, name: str, examples: list[Example], labels: tuple[str, ...]) -> Judge:
    """A judge that learned from the train split, and how it does on held-out real lines."""
    judge = Judge((each for each in examples if each.split == "train"), labels, all_words=name == "mood")
    held = [each for each in examples if each.split in _HELD[found.options.split] and each.source == SPEECH]
    in_tens = accuracy(judge, in_groups(held, one_speaker=name == "persona"))
    alone = accuracy(judge, ((each.label, [each.text]) for each in held))
    found.accuracies[name] = {"real": in_tens, "real lines": alone}
    found.note(f"{name}_accuracy", "real", in_tens.interval(found.options.seed))
    found.note(f"{name}_accuracy_of_a_line", "real", alone.interval(found.options.seed))
    if name == "persona":
        found.telling = {label: judge.telling(label) for label in labels}
    return judge


def _judged(found: Evaluation, name: str, backend: str, judge: Judge, groups: list[Said]) -> None:
    texts = [(label, [line.text for line in lines]) for label, lines in groups if lines]
    in_tens = accuracy(judge, texts)
    alone = accuracy(judge, ((label, [text]) for label, lines in texts for text in lines))
    found.accuracies[name][backend] = in_tens
    found.note(f"{name}_accuracy", backend, in_tens.interval(found.options.seed))
    found.note(f"{name}_accuracy_of_a_line", backend, alone.interval(found.options.seed))


def _bits(found: Evaluation, data: Path, network: Network) -> None:
    script, split = Script(network.tables.pairs), found.options.split
    text = bits.held_out(data, script, split)
    nats, tokens = bits.window_nats(lambda rows: network.told(rows, _never), text)
    found.note("bits_per_byte", "ours", bits.bits_interval(nats, tokens, text, seed=found.options.seed))
    others = bits.baselines(data, script, split)
    for name, value in others.items():
        found.set("bits_per_byte", name, value)
    found.set("bits_per_byte", "baseline", min(others.values()))


def _keeping(found: Evaluation, backend: str, model: LanguageModel | None) -> list[Said]:
    options = found.options
    kept = found.kept[backend] = Kept()
    lines = keep_facts(kept, model, options.seed, options.requests)
    keep_scenes(kept, model, options.seed, options.scenes)
    keep_secrets(kept, model, options.seed, options.attacks)
    for metric, some, whole in (
        ("fact_recall", kept.said, kept.facts),
        ("json_valid", kept.fitting, kept.files),
        ("contradiction_share", kept.contradicting, kept.about),
    ):
        found.note(metric, backend, share_interval(some, whole, seed=options.seed))
    found.set("secret_leaks", backend, kept.leaked)
    found.set("requests_refused", backend, kept.failed)
    return [("facts", lines)]


def _scenes(found: Evaluation, backend: str, model: LanguageModel | None) -> None:
    options = found.options
    seen = measure_scenes(model, options.seed, options.scene_seeds)
    for metric, values in (("scene_repeats", seen.seeds), ("scene_repeats_kinds", seen.kinds)):
        found.note(metric, backend, mean_interval(np.array(values or [0.0], np.float64), seed=options.seed))
    found.note("scene_premise", backend, share_interval(seen.with_premise, seen.asked, seed=options.seed))
    found.set("scene_grammar_faults", backend, seen.faulty)
    found.set("scene_lines", backend, seen.lines)
    found.set("scenes_refused", backend, seen.refused)
    found.kept.setdefault(backend, Kept()).problems.extend(seen.problems[:20])


def _variety(found: Evaluation, backend: str, model: LanguageModel | None) -> list[Said]:
    lines = barks(model, found.options.seed, found.options.barks)
    texts = [line.text for line in lines]
    hundreds = [texts[start : start + _DISTINCT_OF] for start in range(0, max(len(texts), 1), _DISTINCT_OF)]
    whole = [part for part in hundreds if len(part) == _DISTINCT_OF] or hundreds
    like = found.alike[backend] = alike(texts)
    for metric, values in (
        ("distinct_2", [distinct(part, 2) for part in whole]),
        ("self_bleu", [self_bleu(part) for part in whole]),
    ):
        found.note(metric, backend, mean_interval(np.array(values, np.float64), seed=found.options.seed))
    found.set("bark_repeats", backend, like.repeats)
    found.set("bark_similar_share", backend, like.similar)
    found.set("barks_refused", backend, found.options.barks - len(texts))
    return [("barks", lines)]
