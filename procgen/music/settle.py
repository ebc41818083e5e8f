"""What is left open of a request: by its text, its use, its mood and its seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from procgen.music.arrange.ensembles import Ensemble, ensembles
from procgen.music.chance import Chance
from procgen.music.compose.wish import Wish
from procgen.music.lyrics import lines_of
from procgen.music.moods import ERAS, MOODS, USES, Mood, Use
from procgen.music.motif import MotifNote, in_key, key_of, read_motif
from procgen.music.parameters import ENDINGS, KEYS, LEAST_BARS, METRES, MOST_BARS, TONICS, MusicParameters, curve_of
from procgen.music.score import Key, Mode, Score
from procgen.music.text import Understood, understood

_LIKE = {
    Mode.DORIAN: Mode.MINOR, Mode.PHRYGIAN: Mode.MINOR, Mode.LYDIAN: Mode.MAJOR, Mode.MIXOLYDIAN: Mode.MAJOR,
}  # fmt: skip
"""Composers know major and minor: of other modes, that which differs in one step."""
_SECTION_BARS = 8
_LINE_BARS = 2
"""For each line of lyrics: with less, syllables go by too fast to be understood."""
_LEAST_BPM, _MOST_BPM = 40.0, 220.0


@dataclass(frozen=True, slots=True)
class Settled:
    """A request of which nothing is open.

    Attributes:
        use: what it is for.
        mood: how it feels.
        era: kind of world.
        ensemble: who plays.
        key: tonic and mode that it sounds in.
        wish: for the composer, in major or minor.
        loop: whether it goes on and on.
        motif: that it is made from, in `key`; () for one of its own.
        text: what its text was understood to say.
    """

    use: str
    mood: str
    era: str
    ensemble: Ensemble
    key: Key
    wish: Wish
    loop: bool
    motif: tuple[MotifNote, ...]
    text: Understood

    @property
    def tempo_bpm(self) -> float:
        """Quarters a minute."""
        return self.wish.tempo_bpm

    def told(self) -> dict[str, object]:
        """For people and scripts, by the names of the parameters."""
        return {
            "use": self.use,
            "mood": self.mood,
            "era": self.era,
            "ensemble": self.ensemble.name,
            "key": KEYS[self.key.tonic],
            "mode": self.key.mode.value,
            "metre": f"{self.wish.beats}/{self.wish.unit}",
            "tempo_bpm": self.wish.tempo_bpm,
            "bars": self.wish.bars,
            "form": self.wish.form,
            "energies": list(self.wish.energies),
            "loop": self.loop,
        }


def settled(parameters: MusicParameters, motif_key: Key | None = None, before: Score | None = None) -> Settled:
    """Draw what a request leaves open.

    Args:
        parameters: without violations.
        motif_key: that its motif is in, where it is of another piece, whose mode says nothing here; None to hear it.
        before: is gone on with, in its key, metre and tempo where nothing else is said.
    """
    said = understood(parameters.text)
    chance = Chance("settle", parameters.seed)
    use_name = parameters.use or said.named.get("use", "") or "exploration"
    mood_name = parameters.mood or said.named.get("mood", "") or "neutral"
    use, mood = USES[use_name], MOODS[mood_name]
    era = parameters.era or said.named.get("era", "") or ERAS[0]
    name = parameters.ensemble or said.named.get("ensemble", "") or _first(use.ensembles[era], chance.part("ensemble"))
    ensemble = ensembles()[name]
    motif = read_motif(parameters.motif)
    heard = key_of(motif) if motif and motif_key is None else motif_key
    key = before.key if before is not None else None
    if key is None or parameters.key or parameters.mode:
        by = key or (heard if motif_key is None else None)
        key = _key(parameters, said, (use, mood, ensemble), by, chance)
    if heard is not None:
        motif = in_key(motif, heard, key, chromatic=motif_key is None)
    metre = said.named.get("metre", "")
    metre = parameters.metre or (metre if metre in METRES else "") or _metre_before(before)
    beats, unit = _metre(metre or _metre_text(use, chance))
    tempo = _tempo(parameters, said, use, mood, chance, before)
    bars, form = _bars(parameters, use, tempo * unit / (4.0 * beats))
    wish = Wish(
        seed=parameters.seed,
        key=Key(key.tonic, _LIKE.get(key.mode, key.mode)),
        beats=beats,
        unit=unit,
        tempo_bpm=tempo,
        bars=bars,
        form=form,
        energies=_energies(parameters, use, mood.energy + said.energy, len(form)),
        mood=mood_name,
        style=ensemble.style,
        density=mood.density if parameters.density is None else parameters.density,
        register=mood.register,
        sung=bool(parameters.lyrics or parameters.song),
    )
    loop = parameters.ending == ENDINGS[0] if parameters.ending else use.loops
    return Settled(use_name, mood_name, era, ensemble, key, wish, loop, motif, said)


def _first(options: Sequence[str], chance: Chance) -> str:
    """One of several, each half as likely as that before it."""
    weights = 0.5 ** np.arange(len(options))
    return options[chance.weighted(weights)]


def _key(
    parameters: MusicParameters,
    said: Understood,
    by: tuple[Use, Mood, Ensemble],
    heard: Key | None,
    chance: Chance,
) -> Key:
    use, mood, ensemble = by
    named = parameters.mode or said.named.get("mode", "")
    if named:
        mode = Mode(named)
    elif heard is not None and not (mood.modes or ensemble.modes):
        mode = heard.mode
    else:
        options = mood.modes or use.modes
        options = tuple(each for each in options if each in ensemble.modes) or ensemble.modes or options
        mode = Mode(_first([each.value for each in options], chance.part("mode")))
    tonic = parameters.key or said.named.get("key", "")
    if tonic:
        return Key(TONICS[tonic], mode)
    return Key(heard.tonic if heard is not None else chance.part("key").whole(12), mode)


def _metre_text(use: Use, chance: Chance) -> str:
    return _first([f"{beats}/{unit}" for beats, unit in use.metres], chance.part("metre"))


def _metre(text: str) -> tuple[int, int]:
    beats, unit = text.split("/")
    return int(beats), int(unit)


def _metre_before(before: Score | None) -> str:
    """The last metre of what is gone on with; "" if there is none, or none that can be asked for."""
    last = f"{before.metres[-1].beats}/{before.metres[-1].unit}" if before is not None else ""
    return last if last in METRES else ""


def _tempo(
    parameters: MusicParameters, said: Understood, use: Use, mood: Mood, chance: Chance, before: Score | None
) -> float:
    """Whole beats a minute where nobody says."""
    if parameters.tempo_bpm is not None:
        return float(parameters.tempo_bpm)
    if said.tempo_bpm is not None:
        return min(max(said.tempo_bpm, _LEAST_BPM), _MOST_BPM)
    if before is not None:
        return min(max(before.tempos[-1].bpm, _LEAST_BPM), _MOST_BPM)
    drawn = chance.part("tempo").number(*use.tempo_bpm) * mood.pace * said.pace
    return float(round(min(max(drawn, _LEAST_BPM), _MOST_BPM)))


def _bars(parameters: MusicParameters, use: Use, bars_a_minute: float) -> tuple[int, str]:
    """How many bars, and the form: the use's, or as much of it as there is room for; more where lyrics need them."""
    if parameters.bars is not None:
        bars = int(parameters.bars)
    elif parameters.length_s is not None:
        bars = min(max(round(parameters.length_s * bars_a_minute / 60.0), LEAST_BARS), MOST_BARS)
    else:
        bars = use.bars * max(len(parameters.form), 1) // len(use.form) if parameters.form else use.bars
        bars = max(bars, _LINE_BARS * len(lines_of(parameters.lyrics)))
        bars = min(max(bars, LEAST_BARS), MOST_BARS)
    form = parameters.form or use.form
    if not parameters.form:
        sections = min(max(round(bars / _SECTION_BARS), 1), 2 * len(form))
        form = (form * 2)[:sections]
    return bars, form[: max(bars // 2, 1)]


def _energies(parameters: MusicParameters, use: Use, more: float, sections: int) -> tuple[float, ...]:
    """One a section, drawn from a curve of any number of points."""
    said = curve_of(parameters.curve) if parameters.curve else None
    curve = np.array(said or use.energies, float)
    at = np.linspace(0.0, len(curve) - 1.0, sections) if sections > 1 else np.array([0.0])
    if said is None and sections <= len(curve):
        at = np.arange(sections)
    drawn = np.interp(at, np.arange(len(curve)), curve) + (more if said is None else 0.0)
    return tuple(round(float(each), 4) for each in np.clip(drawn, 0.0, 1.0))
