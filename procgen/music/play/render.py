"""A score played: dry parts, the hall around them, and one gain for all, so that whatever is taken of it adds up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.formats.loudness import SILENT_LUFS, loudness_lufs
from procgen.music.play.amplifier import DRIVES, amplified
from procgen.music.play.bank import Bank
from procgen.music.play.beats import BeatMap, beat_map, samples_at
from procgen.music.play.hall import in_hall
from procgen.music.play.level import Level, level_of_mix
from procgen.music.play.seating import level_of, seats_of
from procgen.music.play.voices import LOUDER_DB, lane_gains, lanes_of, play_part, played, tail_samples
from procgen.music.score import Role, Score
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.ranges import number, range_violations, ranges_of

Stereo: TypeAlias = npt.NDArray[np.float32]
RATES_HZ: Final = (44_100, 48_000)
MOST_S: Final = 1200.0
MOST_PARTS: Final = 48
MOST_NOTES: Final = 100_000
LOUDNESS_LUFS: Final = -18.0
_EARLY_S: Final = 0.02
"""Room for those who come in too early."""
_ROOM_DB: Final = -11.0
"""The hall beside what comes straight, of who sits in front."""
_USUAL_VELOCITY: Final = 1.0
_VOICE_LUFS: Final = -23.0
"""How loud a voice is before it is seated: as instruments of the bank."""
_QUIET: Final = 10.0 ** (-84.0 / 20.0)
_FADE_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Sung:
    """A voice's part.

    Attributes:
        samples: (n,) float32; its level is set by the mix.
        start: the sample of the score at which they begin; negative where consonants come before the first bar.
    """

    samples: npt.NDArray[np.float32]
    start: int


Singer: TypeAlias = Callable[[Score, int, int], Sung]
"""Sings a part: of a score, the part's index, at a sample rate."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a score is played.

    `legato` says whether notes that touch go over into each other.
    """

    humanise: float = number(0.0, 1.0, "How uneven players are in time and loudness; 0 plays to the sample.", 0.6)
    room_m: float = number(3.0, 20.0, "A side of the hall, metres.", 12.0)
    room: float = number(0.0, 2.0, "How much of the hall is heard, 1 as usual.", 1.0)
    loudness_lufs: float = number(-40.0, -9.0, "Integrated loudness of the whole by EBU R 128.", LOUDNESS_LUFS)
    legato: bool = True


@dataclass(frozen=True)
class Rendered:
    """A score as sound. What is taken of it, by :meth:`of`, is as loud as it is in the mix, begins and ends with it.

    Attributes:
        score: that is played.
        beats: where its beats and bars are; its `samples` are the music without what rings on.
        loop: whether the end goes on with the start.
        manner: how it is played.
        samples: of each sound; those of the beat map in a loop, else with what rings on.
        level: what brings the mix to its loudness, and each part of it.
        mix: (samples, 2) float32, all parts.
        dry: a part: (lanes, n) float32, not seated yet.
    """

    score: Score
    beats: BeatMap
    loop: bool
    manner: Manner
    samples: int
    level: Level
    mix: Stereo = field(repr=False)
    dry: tuple[npt.NDArray[np.float32], ...] = field(repr=False)

    @property
    def rate_hz(self) -> int:
        """Of the samples."""
        return self.beats.rate_hz

    def of(self, parts: Sequence[int]) -> Stereo:
        """(samples, 2) float32 of some parts together: a stem, a layer, or all."""
        made = _together(self.score, self.dry, parts, self.manner, self.rate_hz)
        return self.level.of(_ended(made, self.samples, self.rate_hz, loop=self.loop))

    def stems(self) -> Stereo:
        """(parts, samples, 2): each part; they add up to the mix."""
        return np.array([self.of((part,)) for part in range(len(self.score.parts))])

    def layers(self, groups: Sequence[Sequence[int]]) -> tuple[Stereo, ...]:
        """(samples, 2) a group of parts: of one length, in step to the sample.

        Raises:
            InvalidFields: a group names a part that there is not.
        """
        parts = len(self.score.parts)
        wrong = [
            Violation.of(f"groups[{place}]", list(group), f"indices of parts, 0 to {parts - 1}")
            for place, group in enumerate(groups)
            if any(not 0 <= part < parts for part in group)
        ]
        if wrong:
            raise InvalidFields(wrong)
        return tuple(self.of(group) for group in groups)


def render(
    score: Score,
    bank: Bank,
    *,
    seed: int = 0,
    loop: bool = False,
    rate: int = 48_000,
    manner: Manner | None = None,
    sing: Singer | None = None,
    checkpoint: Checkpoint = go_on,
) -> Rendered:
    """Play a score.

    Args:
        score: to be played.
        bank: of instruments; :func:`procgen.music.play.bank.packaged_bank`.
        seed: of what players do not do evenly. The same seed gives the same bytes.
        loop: whether releases and the hall's answer are heard at the start again, so that the end goes on with it.
        rate: samples a second, 44,100 or 48,000.
        manner: how it is played.
        sing: sings the parts whose role is VOICE and that have syllables; without one their instrument plays them.
        checkpoint: called every few notes; raises to stop the work.

    Raises:
        InvalidFields: a rate, an instrument, a note or a length that can't be played; names it.
        ModelUnavailable: the bank is damaged.
    """
    manner = manner or Manner()
    _check(score, bank, rate, manner)
    beats = beat_map(score, rate)
    tails = [tail_samples(bank.preset(part.instrument), rate) for part in score.parts]
    # In a loop those who are early at the start are heard at its end, one turn before.
    early = round(_EARLY_S * rate)
    ends = samples_at(score, score.notes["start"] + score.notes["length"], rate)
    room = max(beats.samples, int(ends.max(initial=0))) + early + max(tails, default=0)
    turn = beats.samples if loop else 0
    seats = seats_of(score.parts)
    dry = []
    for place, part in enumerate(score.parts):
        if sing is not None and part.role is Role.VOICE and any(one.part == place for one in score.syllables):
            sung = sing(score, place, rate)
            before = max(early, -sung.start)
            lanes = _sung(sung, before, room, lanes_of(seats[place]), rate) * _strength(score, place)
        else:
            before = early
            notes = played(score, place, rate, seed, manner.humanise, legato=manner.legato, turn=turn)
            lanes = play_part(bank, part, seats[place], notes, early, early + room, rate, turn, checkpoint)
        lanes = _started(lanes, before, beats.samples, loop=loop)
        if part.instrument in DRIVES:
            # Valves do not add up: what rings on is heard with the start before it is bent.
            lanes = _folded(lanes, beats.samples) if loop else lanes
            lanes = np.array([amplified(lane, DRIVES[part.instrument], rate, loop=loop) for lane in lanes])
        dry.append(lanes)
    checkpoint()
    mix = _together(score, dry, range(len(score.parts)), manner, rate, checkpoint)
    samples = beats.samples if loop else _until(mix, beats.samples, rate)
    mix = _ended(mix, samples, rate, loop=loop)
    checkpoint()
    level = level_of_mix(mix, rate, manner.loudness_lufs, loop=loop)
    return Rendered(score, beats, loop, manner, samples, level, level.of(mix), tuple(dry))


def _check(score: Score, bank: Bank, rate: int, manner: Manner) -> None:
    wrong = range_violations(ranges_of(Manner), manner, "manner.")
    if rate not in RATES_HZ:
        wrong.append(Violation.of("rate", rate, " or ".join(map(str, RATES_HZ))))
    if not 1 <= len(score.parts) <= MOST_PARTS:
        wrong.append(Violation.of("parts", len(score.parts), f"1 to {MOST_PARTS}"))
    if score.bars < 1:
        wrong.append(Violation.of("bars", score.bars, "1 or more"))
    elif (seconds := float(score.seconds(score.bar_starts()[-1]))) > MOST_S:
        wrong.append(Violation.of("bars", f"{score.bars} bars, {seconds:.0f} s", f"at most {MOST_S:.0f} s"))
    if len(score.notes) > MOST_NOTES:
        wrong.append(Violation.of("notes", len(score.notes), f"at most {MOST_NOTES}"))
    notes = score.notes
    strange = (notes["start"] < 0) | (notes["length"] < 1) | (notes["pitch"] < 0) | (notes["pitch"] > 127)
    strange |= (notes["part"] < 0) | (notes["part"] >= len(score.parts)) | ~np.isfinite(notes["velocity"])
    for place in np.flatnonzero(strange)[:8]:
        allowed = f"a start from 0, a length from 1, a pitch of 0 to 127, a part of 0 to {len(score.parts) - 1}"
        wrong.append(Violation.of(f"notes[{place}]", notes[place].item(), allowed))
    if wrong:
        raise InvalidFields(wrong)
    for part in score.parts:
        bank.preset(part.instrument)


def _sung(sung: Sung, early: int, room: int, lanes: int, rate_hz: int) -> npt.NDArray[np.float32]:
    """(lanes, early + room): a voice, put where it belongs, as loud as an instrument."""
    made = np.zeros((lanes, early + room), np.float32)
    loudness = loudness_lufs(sung.samples, rate_hz)
    if loudness > SILENT_LUFS:
        at = sung.start + early
        begin, end = max(at, 0), min(at + len(sung.samples), early + room)
        gain = np.float32(10.0 ** ((_VOICE_LUFS - loudness) / 20.0) / np.sqrt(lanes))
        made[:, begin:end] = sung.samples[begin - at : end - at] * gain
    return made


def _strength(score: Score, part: int) -> np.float32:
    """How much softer than at its strongest a voice sings, by its notes, as instruments play them."""
    velocities = score.notes["velocity"][score.notes["part"] == part]
    mean = max(float(velocities.mean()), 0.05) / _USUAL_VELOCITY if len(velocities) else 1.0
    return np.float32(10.0 ** (LOUDER_DB * np.log10(mean) / 20.0))


def _started(lanes: npt.NDArray[np.float32], early: int, samples: int, *, loop: bool) -> npt.NDArray[np.float32]:
    """A part from the score's start on: what was early, as a singer's first consonants, goes to the end of a loop, and
    else away.
    """
    kept = lanes[:, early:]
    if loop:
        count = min(early, samples)
        kept[:, samples - count : samples] += lanes[:, early - count : early]
    return kept


def _together(
    score: Score,
    dry: Sequence[npt.NDArray[np.float32]],
    parts: Sequence[int],
    manner: Manner,
    rate_hz: int,
    checkpoint: Checkpoint = go_on,
) -> npt.NDArray[np.float32]:
    """(2, n): parts and what the hall answers them."""
    length = max((each.shape[1] for each in dry), default=0)
    dry = [np.pad(each, ((0, 0), (0, length - each.shape[1]))) if each.shape[1] < length else each for each in dry]
    seats = seats_of(score.parts)
    straight = np.zeros((2, length), np.float32)
    sent = np.zeros(length, np.float32)
    for place in parts:
        part, seat, lanes = score.parts[place], seats[place], dry[place]
        level = level_of(part)
        send = np.float32(level * manner.room * 10.0 ** ((_ROOM_DB + seat.room_db) / 20.0))
        if len(lanes) == 1:
            left, right = lane_gains(seat) * np.float32(level)
            straight[0] += lanes[0] * left
            straight[1] += lanes[0] * right
            sent += lanes[0] * send
        else:
            straight += lanes * np.float32(level)
            sent += (lanes[0] + lanes[1]) * (send * np.float32(np.sqrt(0.5)))
    if not manner.room:
        return straight
    made = in_hall(sent, manner.room_m, rate_hz, checkpoint)
    made[:, :length] += straight
    return made


def _ended(sound: npt.NDArray[np.float32], samples: int, rate_hz: int, *, loop: bool) -> npt.NDArray[np.float32]:
    """(2, samples): what is longer goes on at the start of a loop, and else fades away."""
    return _folded(sound, samples) if loop else _faded(sound[:, :samples], rate_hz)


def _folded(sound: npt.NDArray[np.float32], samples: int) -> npt.NDArray[np.float32]:
    """(2 or 1, samples): what is longer goes on at the start."""
    made = sound[:, :samples].copy()
    for begin in range(samples, sound.shape[1], samples):
        rest = sound[:, begin : begin + samples]
        made[:, : rest.shape[1]] += rest
    return made


def _until(sound: npt.NDArray[np.float32], samples: int, rate_hz: int) -> int:
    """Samples until it is quiet, the bars at least."""
    height = np.abs(sound[:, samples:]).max(axis=0, initial=0.0)
    loud = np.flatnonzero(height > _QUIET * np.abs(sound).max(initial=0.0))
    rings = int(loud[-1]) + 1 + round(_FADE_S * rate_hz) if len(loud) else 0
    return samples + min(rings, len(height))


def _faded(sound: npt.NDArray[np.float32], rate_hz: int) -> npt.NDArray[np.float32]:
    """What is left at the very end goes to nothing."""
    count = min(round(_FADE_S * rate_hz), sound.shape[1])
    made = sound.copy()
    made[:, sound.shape[1] - count :] *= np.linspace(1.0, 0.0, count, dtype=np.float32)
    return made
