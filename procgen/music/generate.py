"""From a request to music: settle what is open, compose, arrange, play; for a place, several pieces from one motif."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Protocol

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.music.arrange.arrange import Arrangement, arrange
from procgen.music.arrange.ensembles import LAYERS
from procgen.music.arrange.modes import in_mode
from procgen.music.compose.wish import Wish
from procgen.music.games.stingers import STINGERS, bridge_score, stinger_score
from procgen.music.lyrics import LyricSyllable, lines_of
from procgen.music.moods import MOODS, USES
from procgen.music.motif import MotifNote, head_of, in_key, motif_notes, motif_text
from procgen.music.parameters import (
    KEYS,
    LONGEST_S,
    NO_STINGERS,
    SINGERS,
    MusicParameters,
    MusicSetParameters,
    continued,
    set_violations,
    violations,
)
from procgen.music.play.bank import Bank
from procgen.music.play.beats import BeatMap
from procgen.music.play.render import Manner, Rendered, Singer, Stereo, render
from procgen.music.score import Metre, Notes, Score
from procgen.music.settle import Settled, settled
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe

MUSIC_DOMAIN: Final = "music"
SET_DOMAIN: Final = "music_set"
RATE_HZ: Final = 48_000
_HEAD_BARS: Final = 2
_MIDDLE: Final = 72
"""About where melodies are, MIDI."""
_BRIDGE_ENERGY: Final = 0.75
_COMPOSED, _ARRANGED, _PLAYED = 0.0, 0.45, 0.5
"""Shares of a piece's time that have gone by when each begins."""
Report = Callable[[str, float], None]


class Composer(Protocol):
    """Writes scores."""

    def __call__(
        self, wish: Wish, checkpoint: Checkpoint, *, loop: bool, motif: Notes | None, before: Score | None
    ) -> Score:
        """A score of tonal parts for a wish; see :func:`procgen.music.compose.compose.compose`."""


class Singers(Protocol):
    """Who sings."""

    @property
    def models(self) -> Mapping[str, str]:
        """Digests of what songs are sung with, by name."""

    def words(self, lyrics: str) -> tuple[LyricSyllable, ...]:
        """Syllables of lyrics. Raises InvalidFields."""

    def verses(self, about: str, mood: str, era: str, bars: int, seed: int, checkpoint: Checkpoint) -> str:
        """Lyrics about somebody or something."""

    def singer(self, kind: str, name: str, mood: str, seed: int, checkpoint: Checkpoint) -> Singer:
        """One of :data:`procgen.music.parameters.SINGERS` in a mood; whoever has the name, if there is one."""


@dataclass(frozen=True, slots=True)
class Studio:
    """What music is made with.

    Attributes:
        compose: writes scores.
        bank: of instruments.
        models: digests of what both are made of, by name, for recipes.
        singers: sing lyrics.
    """

    compose: Composer
    bank: Bank
    models: Mapping[str, str]
    singers: Singers


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece, as games play it.

    Attributes:
        settled: what it was made by.
        arrangement: its notes.
        motif: what its melody begins with.
        layers: by name in `LAYERS`, each (samples, 2), in step; they add up to the mix.
        beats: where beats and bars are.
        loop: whether its end goes on with its beginning.
        lyrics: that are sung, lines parted by " / "; "" if nobody sings.
    """

    settled: Settled
    arrangement: Arrangement
    motif: tuple[MotifNote, ...]
    layers: Mapping[str, Stereo]
    beats: BeatMap
    loop: bool
    lyrics: str = ""

    @property
    def mix(self) -> Stereo:
        """(samples, 2): all layers."""
        return np.asarray(np.sum(list(self.layers.values()), axis=0, dtype=np.float32))

    @property
    def duration_s(self) -> float:
        """With what rings on, seconds."""
        return len(next(iter(self.layers.values()))) / self.beats.rate_hz


@dataclass(frozen=True, slots=True, eq=False)
class Music:
    """One piece.

    Attributes:
        piece: itself.
        rendered: that stems are taken from.
        parameters: that it was made by.
        recipe: makes the same again.
    """

    piece: Piece
    rendered: Rendered
    parameters: MusicParameters
    recipe: Recipe

    @property
    def name(self) -> str:
        """What the names of its files start with."""
        return f"music-{self.recipe.sha256[:12]}"


@dataclass(frozen=True, slots=True, eq=False)
class MusicSet:
    """The music of a place.

    Attributes:
        pieces: by use, from one motif; the first is where the motif is from.
        bridges: by use, a bar that leads to it.
        stingers: by name.
        motif: as the first piece has it.
        parameters: that it was made by.
        recipe: makes the same again.
    """

    pieces: Mapping[str, Piece]
    bridges: Mapping[str, Piece]
    stingers: Mapping[str, Piece]
    motif: tuple[MotifNote, ...]
    parameters: MusicSetParameters
    recipe: Recipe

    @property
    def name(self) -> str:
        """What the names of its files start with."""
        return f"music-{self.recipe.sha256[:12]}"


def check(parameters: MusicParameters) -> None:
    """Raise InvalidFields that names every field that can't be accepted."""
    found = violations(parameters)
    found = found or _too_long(settled(parameters))
    if found:
        raise InvalidFields(found)


def check_set(parameters: MusicSetParameters) -> None:
    """The same of a set."""
    found = set_violations(parameters)
    if not found:
        for each in _settled_set(parameters, "C4 D4", None).values():
            found = found or _too_long(each)
    if found:
        raise InvalidFields(found)


def _too_long(each: Settled) -> list[Violation]:
    seconds = each.wish.bars * each.wish.beats * 240.0 / (each.wish.unit * each.wish.tempo_bpm)
    if seconds <= LONGEST_S:
        return []
    said = f"{each.wish.bars} bars of {each.wish.beats}/{each.wish.unit} at {each.wish.tempo_bpm:g}: {seconds:.0f} s"
    return [Violation.of("bars", said, f"at most {LONGEST_S:g} s")]


def generate(
    parameters: MusicParameters,
    studio: Studio,
    report: Report = lambda _stage, _share: None,
    checkpoint: Checkpoint = go_on,
) -> Music:
    """Make a piece.

    Args:
        parameters: what is wanted.
        studio: what it is made with.
        report: told what is done and the share of the whole.
        checkpoint: called while it works; raises to stop.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: the composer or the bank is missing or damaged.
    """
    check(parameters)
    before = continued(parameters.continue_midi) if parameters.continue_midi else None
    each = settled(parameters, before=before)
    said = parameters
    if parameters.song:
        report("write", _COMPOSED)
        wish = each.wish
        lyrics = studio.singers.verses(parameters.song, each.mood, each.era, wish.bars, wish.seed, checkpoint)
        said = replace(parameters, lyrics=lyrics)
    piece, rendered = _piece(each, said, studio, report, checkpoint, before)
    models = {**studio.models, **(studio.singers.models if said.lyrics else {})}
    return Music(piece, rendered, parameters, Recipe(MUSIC_DOMAIN, _request(parameters), models))


def generate_set(
    parameters: MusicSetParameters,
    studio: Studio,
    report: Report = lambda _stage, _share: None,
    checkpoint: Checkpoint = go_on,
) -> MusicSet:
    """Make the music of a place: pieces from the first one's motif, bars between them, stingers.

    Args and Raises: as of :func:`generate`.
    """
    check_set(parameters)
    uses = parameters.uses
    shares = len(uses) + 1

    def told(number: int) -> Report:
        return lambda stage, share: report(f"{uses[number]}: {stage}", (number + share) / shares)

    theme = parameters.theme
    first, _ = _piece(settled(theme), theme, studio, told(0), checkpoint)
    pieces = {uses[0]: first}
    asked = _settled_set(parameters, motif_text(first.motif), first.settled)
    for number, use in enumerate(uses[1:], 1):
        pieces[use], _ = _piece(asked[use], theme, studio, told(number), checkpoint)
    report("bridges and stingers", len(uses) / shares)
    bridges = {use: _bridge(each, theme, studio, checkpoint) for use, each in pieces.items()}
    stingers = {name: _stinger(name, first, theme, studio, checkpoint) for name in parameters.stingers}
    recipe = Recipe(SET_DOMAIN, _set_request(parameters), dict(studio.models))
    return MusicSet(pieces, bridges, stingers, first.motif, parameters, recipe)


def _settled_set(parameters: MusicSetParameters, motif: str, first: Settled | None) -> dict[str, Settled]:
    """Each use's piece: the first's tonic, world, seed and, where named, players; its own mode, tempo and metre."""
    theme = first or settled(parameters.theme)
    named = parameters.ensemble or theme.text.named.get("ensemble", "")
    found = {parameters.uses[0]: theme}
    for use in parameters.uses[1:]:
        own = MusicParameters(
            use=use,
            era=theme.era,
            ensemble=named,
            key=KEYS[theme.key.tonic],
            motif=motif,
            seed=parameters.seed,
            bars=parameters.bars,
            length_s=parameters.length_s,
            percussion=parameters.percussion,
            loudness_lufs=parameters.loudness_lufs,
            model=parameters.model,
        )
        found[use] = settled(own, theme.key)
    return found


def _piece(
    each: Settled,
    parameters: MusicParameters,
    studio: Studio,
    report: Report,
    checkpoint: Checkpoint,
    before: Score | None = None,
) -> tuple[Piece, Rendered]:
    report("compose", _COMPOSED)
    motif = None
    if each.motif:
        motif = motif_notes(
            in_key(each.motif, each.key, each.wish.key), Metre(0, each.wish.beats, each.wish.unit), _MIDDLE
        )
    made = studio.compose(each.wish, checkpoint, loop=each.loop, motif=motif, before=before)
    composed = in_mode(made, each.key.mode)
    report("arrange", _ARRANGED)
    words = studio.singers.words(parameters.lyrics) if parameters.lyrics else ()
    arrangement = _arranged(composed, each, parameters, words)
    report("play", _PLAYED)
    head = head_of(composed, _HEAD_BARS)
    return _played(each, arrangement, head, parameters, studio, checkpoint, loop=each.loop)


def _arranged(
    score: Score, each: Settled, parameters: MusicParameters, words: Sequence[LyricSyllable] = ()
) -> Arrangement:
    return arrange(
        score,
        each.ensemble,
        USES[each.use].groove,
        seed=each.wish.seed,
        percussion=parameters.percussion,
        legato=MOODS[each.mood].legato,
        words=words,
    )


def _played(
    each: Settled,
    arrangement: Arrangement,
    motif: tuple[MotifNote, ...],
    parameters: MusicParameters,
    studio: Studio,
    checkpoint: Checkpoint,
    *,
    loop: bool,
) -> tuple[Piece, Rendered]:
    manner = Manner(loudness_lufs=parameters.loudness_lufs)
    sing = None
    if arrangement.score.syllables:
        kind = parameters.singer or ("" if parameters.singer_name else next(iter(SINGERS)))
        sing = studio.singers.singer(kind, parameters.singer_name, each.mood, each.wish.seed, checkpoint)
    rendered = render(
        arrangement.score,
        studio.bank,
        seed=each.wish.seed,
        loop=loop,
        rate=RATE_HZ,
        manner=manner,
        sing=sing,
        checkpoint=checkpoint,
    )
    used = arrangement.used_layers()
    groups = [[part for part, layer in enumerate(arrangement.layers) if layer == which] for which in used]
    layers = dict(zip((LAYERS[which] for which in used), rendered.layers(groups), strict=True))
    sung = " / ".join(line.strip() for line in lines_of(parameters.lyrics)) if sing else ""
    return Piece(each, arrangement, motif, layers, rendered.beats, loop, sung), rendered


def _bridge(to: Piece, parameters: MusicParameters, studio: Studio, checkpoint: Checkpoint) -> Piece:
    each = to.settled
    metre = Metre(0, each.wish.beats, each.wish.unit)
    score = bridge_score(metre, each.wish.tempo_bpm, each.key, to.motif, _BRIDGE_ENERGY)
    return _played(each, _arranged(score, each, parameters), to.motif, parameters, studio, checkpoint, loop=False)[0]


def _stinger(name: str, theme: Piece, parameters: MusicParameters, studio: Studio, checkpoint: Checkpoint) -> Piece:
    score = stinger_score(name, theme.motif, theme.settled.key)
    each = replace(theme.settled, key=score.key, use=STINGERS[name].use)
    return _played(each, _arranged(score, each, parameters), theme.motif, parameters, studio, checkpoint, loop=False)[0]


def _request(parameters: MusicParameters) -> dict[str, Any]:
    """For the recipe: as protobuf's JSON has it."""
    said = {name: value for name, value in asdict(parameters).items() if value not in (None, "", b"")}
    if parameters.continue_midi:
        said["continue_midi"] = base64.b64encode(parameters.continue_midi).decode()
    return {**said, "seed": str(parameters.seed)}


def _set_request(parameters: MusicSetParameters) -> dict[str, Any]:
    said = {name: value for name, value in asdict(parameters).items() if value not in (None, "")}
    stingers = list(parameters.stingers) or [NO_STINGERS]
    return {**said, "seed": str(parameters.seed), "uses": list(parameters.uses), "stingers": stingers}
