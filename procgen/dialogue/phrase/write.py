"""Lines from the phrase books: candidates are ranked by a language model, by fit and by novelty, then checked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from procgen.dialogue.guard.check import check
from procgen.dialogue.guard.fresh import Embed, Said, grams, normal
from procgen.dialogue.language.contract import LanguageModel, Prompt, Spoken
from procgen.dialogue.phrase.book import Book, library
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.compose import Candidate, candidates, musts_of, section_of
from procgen.dialogue.phrase.facts import without
from procgen.dialogue.phrase.idiolect import place_of
from procgen.dialogue.phrase.preference import judged
from procgen.dialogue.request import Line, LineRequest, Must
from procgen.errors import InvalidFields, Violation

CANDIDATES = 16
_WIDER = (1, 4, 16)
"""Where no candidate passes, so many times more are made."""
_ALIKE = 0
"""Then those count too that are like earlier lines."""

_HALVES, _HALF_CHARACTERS, _PAIRS = 64, 60, 200
"""Then, of barks, two at once: so many are made, each at most so long, and so many pairs tried."""

TEMPERATURE = 0.45
"""Of the draw, in nats a token. Lower, and the plainest line would win every time."""
_HEARD = 1.2
"""What it costs to share all runs of three words with lines said before."""
_OPENING = 0.5
"""What it costs to begin as a line before did."""
_TEMPLATE = 12.0
"""What it costs each time that a template was used before."""
_RECENT = 4
_OVERLAP = 0.6
"""Share of the shorter line's runs of three words above which lines are nearly the same, as the guard has it."""


def _never() -> None:
    pass


class Heard:
    """What was said before and from which templates, to prefer something else."""

    def __init__(self, lines: Iterable[str] = (), embed: Embed | None = None) -> None:
        self.spent: set[tuple[str, float, str]] = set()
        """Barks of whom, in what mood, of which every single one was heard."""
        self.said = Said(embed=embed)
        self._grams: set[tuple[str, ...]] = set()
        self._openings: Counter[str] = Counter()
        self._templates: Counter[str] = Counter()
        self._exact: set[str] = set()
        for text in lines:
            self.add(text)

    def add(self, text: str, templates: Sequence[str] = ()) -> None:
        """Remember a line."""
        self.said.add(text)
        self._grams |= grams(text)
        self._openings[_opening(text)] += 1
        self._templates.update(templates)
        self._exact.add(normal(text))

    def equals(self, text: str) -> bool:
        """Whether the very line was said before, signs and case aside."""
        return normal(text) in self._exact

    def repeats(self, text: str, facts: Sequence[str] = ()) -> bool:
        """Whether a line said before is the same or nearly so; facts that both must hold do not count."""
        earlier = self.said.like(text)
        if earlier is None or not facts:
            return earlier is not None
        own, others = (grams(without(facts, words)) for words in (text, earlier))
        return len(own & others) > _OVERLAP * min(len(own), len(others)) or normal(text) == normal(earlier)

    def cost(self, candidate: Candidate) -> float:
        """How stale a candidate is, in nats."""
        own = grams(candidate.text)
        cost = _HEARD * len(own & self._grams) / max(len(own), 1)
        cost += _OPENING * min(self._openings[_opening(candidate.text)], _RECENT) / 2.0
        return cost + _TEMPLATE * sum(min(self._templates[name], _RECENT) for name in candidate.templates[:2])


def _opening(text: str) -> str:
    return " ".join(text.lower().split()[:2]).strip(",.;:!?")


def bounds_of(request: LineRequest) -> Must:
    """What must and must not be said, facts and the speaker's secrets included."""
    never = tuple(dict.fromkeys((*request.must.never, *request.persona.secrets)))
    return replace(request.must, say=musts_of(request), never=never)


def names_of(request: LineRequest) -> frozenset[str]:
    """All names that the line may have: the world's, those of who is there, and whatever the caller gave."""
    persona, situation = request.persona, request.situation
    world = situation.world
    given = (
        persona.name, situation.listener, situation.place, world.currency, *persona.catchphrases,
        *request.slots.values(), *request.must.say, *(fact.text for fact in request.facts),
    )  # fmt: skip
    entities = (name for entity in world.entities for name in (entity.name, *entity.also))
    return frozenset(filter(None, (*given, *entities)))


def prompt_of(request: LineRequest, history: Sequence[Spoken] = ()) -> Prompt:
    """What a model is told, so that it can judge what comes next."""
    said = tuple(Spoken(request.persona.name, text) for text in request.said[-_RECENT:])
    bounds = bounds_of(request)
    return Prompt(
        persona=request.persona,
        situation=request.situation,
        intent=request.intent,
        history=tuple(history) or said,
        must_say=bounds.say,
        never_say=bounds.never,
    )


def line(
    request: LineRequest,
    model: LanguageModel | None = None,
    stop: Callable[[], None] = _never,
    *,
    heard: Heard | None = None,
    history: Sequence[Spoken] = (),
    book: Book | None = None,
    scored: bool = True,
) -> Line:
    """Write a line.

    Args:
        request: what is asked for.
        model: chooses among candidates by what it makes of them; without one, fit and novelty choose.
        stop: called often; raises to end the work.
        heard: lines that must not be repeated; those of `request.said` where None. The new one is not added.
        history: turns before, for the model.
        book: where templates are; those of the package where None.
        scored: whether the line's likelihood is told; the model takes longer for it than all else does.

    Raises:
        InvalidFields: if no candidate can be made, or none passes the checks; tells why.
    """
    chosen, likelihood, count = _chosen(request, model, stop, heard or Heard(request.said), history, book, scored)
    return Line(
        text=chosen.text,
        intent=request.intent,
        speaker=request.persona.name,
        mood=request.situation.mood,
        candidates=count,
        likelihood=likelihood,
        template=" ".join(chosen.templates),
    )


def lines(
    requests: Sequence[LineRequest],
    model: LanguageModel | None = None,
    stop: Callable[[], None] = _never,
    *,
    embed: Embed | None = None,
    book: Book | None = None,
) -> list[Line]:
    """Write many lines, none of which repeats another or what their requests say was said.

    Args:
        requests: what is asked for, in order; a line depends on those before.
        model, stop, book: as of `line`.
        embed: for likeness in meaning; words alone count where None.

    Raises:
        InvalidFields: as of `line`; also where the books have no more lines that differ.
    """
    heard = Heard(dict.fromkeys(text for request in requests for text in request.said), embed)
    written = []
    for request in requests:
        stop()
        written.append(line(request, model, stop, heard=heard, book=book))
        heard.add(written[-1].text, written[-1].template.split())
    return written


def _chosen(
    request: LineRequest,
    model: LanguageModel | None,
    stop: Callable[[], None],
    heard: Heard,
    history: Sequence[Spoken],
    book: Book | None,
    scored: bool,
) -> tuple[Candidate, float, int]:
    """A candidate that passes, its likelihood where that is asked for, and how many there were."""
    bounds, names, prompt = bounds_of(request), names_of(request), prompt_of(request, history)
    tried: set[str] = set()
    alike: list[Candidate] = []
    problems: Counter[str] = Counter()
    chance = Chance(f"choice/{request.intent}/{place_of(request.persona)}", request.seed)
    section = (book or library()).sections.get(section_of(request.intent), ())
    spent = (request.intent, place_of(request.persona), request.situation.mood)
    for times in () if spent in heard.spent else (*_WIDER, _ALIKE):
        stop()
        if times == _ALIKE:
            # Better one that resembles an earlier line than none; the very same never comes.
            fresh = [row for row in alike if not heard.equals(row.text)]
        else:
            made = [row for row in candidates(request, CANDIDATES * times, book) if row.text not in tried]
            tried.update(row.text for row in made)
            fresh = [row for row in made if not heard.repeats(row.text, bounds.say)]
            alike += [row for row in made if heard.repeats(row.text, bounds.say)]
            problems["repeat"] += len(made) - len(fresh)
        for start in range(0, len(fresh), CANDIDATES):
            part = fresh[start : start + CANDIDATES]
            scores, fits = judged(part, section, prompt, model, stop)
            keys = _keys(part, fits, heard, chance)
            for k in sorted(range(len(part)), key=keys.__getitem__, reverse=True):
                found = check(part[k].text, bounds, names=names.union(part[k].invented))
                if not found:
                    likelihood = _likelihood(k, part, scores, prompt, model, stop) if scored else 0.0
                    return part[k], likelihood, len(tried)
                problems.update({problem.kind for problem in found})
    if request.intent.startswith("bark:"):
        heard.spent.add(spent)
    for pair in _pairs(request, heard, chance, book):
        stop()
        if not check(pair.text, bounds, names=names.union(pair.invented)):
            return pair, 0.0, len(tried)
    raise InvalidFields([_why(request, problems)])


def _likelihood(
    chosen: int,
    part: Sequence[Candidate],
    scores: Sequence[float] | None,
    prompt: Prompt,
    model: LanguageModel | None,
    stop: Callable[[], None],
) -> float:
    """Of the candidate that was chosen, also where the choice did not look at likelihoods."""
    if scores is not None:
        return scores[chosen]
    return model.likelihoods(prompt, [part[chosen].text], stop)[0] if model is not None else 0.0


def _pairs(request: LineRequest, heard: Heard, chance: Chance, book: Book | None) -> Iterator[Candidate]:
    """Where every bark was heard: two short ones in one breath, which nobody has heard together."""
    if not request.intent.startswith("bark:"):
        return
    short = [row for row in candidates(request, _HALVES, book) if len(row.text) <= _HALF_CHARACTERS]
    for _ in range(_PAIRS if len(short) > 1 else 0):
        first, second = chance.pick(short), chance.pick(short)
        pair = f"{first.text} {second.text}"
        if first is not second and not heard.equals(pair) and len(pair) <= request.must.most_characters:
            invented = (*first.invented, *second.invented)
            yield Candidate(pair, (*first.templates, *second.templates), 1.0, invented)


def _keys(fine: Sequence[Candidate], fits: Sequence[float], heard: Heard, chance: Chance) -> list[float]:
    """Sums of how candidates fit and Gumbel's noise: the largest is a draw from the tempered softmax."""
    keys = []
    for candidate, fit in zip(fine, fits, strict=True):
        noise = -math.log(-math.log(max(chance.random(), 1e-300)))
        keys.append((fit - heard.cost(candidate)) / TEMPERATURE + noise)
    return keys


_REASONS = {
    "leak": ("must.never", "words that a line can be made without"),
    "name": ("situation.world.entities", "a world that has all names of the request"),
    "variable": ("slots", "known variables"),
    "markup": ("slots", "markup with both halves"),
    "indecent": ("must.level", "words that the content filter lets pass"),
    "repeat": ("said", "fewer lines to differ from; the phrase books have no more for this intent"),
    "long": ("must.most_characters", "more characters"),
    "control": ("slots", "text without control characters"),
    "missing": ("must.say", "texts that can be said together"),
    "empty": ("intent", "an intent with words"),
}


def _why(request: LineRequest, problems: Counter[str]) -> Violation:
    """The commonest reason. What leaked is not told: it may be shown to players."""
    kind = problems.most_common(1)[0][0] if problems else "empty"
    field, allowed = _REASONS[kind]
    return Violation.of(field, f"no line of {request.intent} passes the checks ({kind})", allowed)
