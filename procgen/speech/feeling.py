"""From moods and intents to valence, arousal and dominance, and from these to how a line is delivered.

The three axes are Russell and Mehrabian's (1977); where moods lie on them is our reading. What arousal does to pitch,
range, pace and tilt follows Scherer (2003, Speech Communication 40, table 2) and Juslin and Laukka (2003, Psychological
Bulletin 129, table 7) in direction; how far is set so that each is heard. All grows in proportion to strength.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Feeling:
    """Where a feeling lies, each -1 to 1, and what is its own.

    Attributes:
        valence, arousal, dominance: the axes.
        rise: semitones that a sentence's end goes up, or down.
        tremor: semitones by which pitch trembles, six times a second.
        breath, roughness: added to the voice's own.
        smile: share by which lips that are drawn apart shorten the vocal tract.
        pace: added to the logarithm of the pace, beside what arousal does.
        spread: octaves by which pitch moves further, or less far, beside what arousal and valence do.
        tilt: brighter or duller, dB an octave, beside what arousal and dominance do.
    """

    valence: float
    arousal: float
    dominance: float
    rise: float = 0.0
    tremor: float = 0.0
    breath: float = 0.0
    roughness: float = 0.0
    smile: float = 0.0
    pace: float = 0.0
    spread: float = 0.0
    tilt: float = 0.0


MOODS: Final[Mapping[str, Feeling]] = MappingProxyType(
    {
        "neutral": Feeling(0.0, 0.0, 0.0),
        "joyful": Feeling(0.9, 0.6, 0.3, rise=1.5, smile=0.05, spread=0.4),
        "amused": Feeling(0.7, 0.3, 0.2, rise=0.5, smile=0.04, breath=0.05),
        "tender": Feeling(0.6, -0.4, -0.2, breath=0.2, smile=0.015),
        "eager": Feeling(0.5, 0.6, 0.1, rise=1.0, pace=0.1),
        "proud": Feeling(0.5, 0.2, 0.8, rise=-1.0, pace=-0.08),
        "angry": Feeling(-0.7, 0.9, 0.9, rise=-3.0, roughness=0.45, pace=0.05, spread=-0.2, tilt=0.8),
        "scornful": Feeling(-0.5, 0.1, 0.7, rise=-2.5, pace=-0.14, roughness=0.1, tilt=0.4),
        "stern": Feeling(-0.2, 0.1, 0.8, rise=-1.5, pace=-0.05),
        "afraid": Feeling(-0.8, 0.8, -0.8, rise=1.0, tremor=0.8, breath=0.3, pace=0.08, spread=-1.2, tilt=-1.6),
        "sad": Feeling(-0.8, -0.6, -0.4, rise=-1.5, tremor=0.15, breath=0.12, pace=-0.06, spread=-0.4),
        "weary": Feeling(-0.3, -0.8, -0.3, rise=-1.0, breath=0.12, roughness=0.12),
        "doubtful": Feeling(-0.2, -0.1, -0.4, rise=2.5, pace=-0.1),
        "surprised": Feeling(0.3, 0.75, -0.2, rise=9.0, breath=0.08, pace=-0.12, spread=0.1, tilt=-0.3),
        "pleading": Feeling(-0.4, 0.4, -0.8, rise=1.5, tremor=0.25, breath=0.1),
        "quiet": Feeling(0.0, -0.6, -0.3, breath=0.35),
    }
)
"""The moods that dialogue knows."""

_INTENT_GROUPS: Final[tuple[tuple[str, tuple[float, float, float]], ...]] = (
    ("greet introduce small_talk compliment thank congratulate trade_open trade_close haggle_accept", (0.3, 0.1, 0.0)),
    ("joke celebrate quest_reward victory level_up healed see_hero greet_passer", (0.5, 0.4, 0.2)),
    ("call_attention call_help market_cry halt catch_thief spot_enemy attack taunt challenge", (-0.1, 0.6, 0.4)),
    ("order warn boast accuse intimidated refuse haggle_refuse deny", (-0.1, 0.3, 0.5)),
    ("insult threaten", (-0.5, 0.5, 0.6)),
    ("beg surrender flee low_health ally_down hurt", (-0.5, 0.5, -0.6)),
    ("apologise confess forgive", (-0.2, -0.2, -0.4)),
    ("comfort promise hope", (0.3, -0.2, 0.1)),
    ("mourn death remember quest_failed see_corpse", (-0.5, -0.4, -0.3)),
    ("hesitate dont_know deflect lie", (-0.1, 0.0, -0.4)),
    ("farewell rest idle complain", (0.0, -0.2, 0.0)),
)
INTENTS: Final[Mapping[str, tuple[float, float, float]]] = MappingProxyType(
    {intent: axes for intents, axes in _INTENT_GROUPS for intent in intents.split()}
)
"""What some of dialogue's intents and events add to the mood's axes, at half weight; all others add nothing."""
_INTENT_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a line is spoken, beside the voice's own way.

    Attributes:
        pitch_semitones: higher or lower as a whole.
        range_factor, rate_factor: of the movement of pitch, and of pace.
        tilt_db: brighter or duller, dB an octave.
        rise_semitones: of the end of each sentence.
        tremor_semitones: of a tremble.
        breath, roughness: added.
        tract_factor: of the length of the vocal tract.
    """

    pitch_semitones: float = 0.0
    range_factor: float = 1.0
    rate_factor: float = 1.0
    tilt_db: float = 0.0
    rise_semitones: float = 0.0
    tremor_semitones: float = 0.0
    breath: float = 0.0
    roughness: float = 0.0
    tract_factor: float = 1.0


def delivery_of(mood: str, intent: str = "", strength: float = 1.0) -> Delivery:
    """How a line of a mood and an intent is delivered.

    Args:
        mood: one of :data:`MOODS`.
        intent: what it does; of any name, with or without "bark:" before it.
        strength: 0 for nothing of it, to 1.
    """
    feeling = MOODS[mood]
    more = INTENTS.get(intent.removeprefix("bark:"), (0.0, 0.0, 0.0))
    valence, arousal, dominance = (
        strength * min(max(own + _INTENT_SHARE * added, -1.0), 1.0)
        for own, added in zip((feeling.valence, feeling.arousal, feeling.dominance), more, strict=True)
    )
    return Delivery(
        pitch_semitones=4.0 * arousal + 1.0 * valence - 1.6 * dominance,
        range_factor=2.0 ** (0.75 * arousal + 0.2 * valence + strength * feeling.spread),
        rate_factor=2.0 ** (0.26 * arousal + feeling.pace * strength * 1.44),
        tilt_db=1.5 * arousal + 0.8 * dominance + strength * feeling.tilt,
        rise_semitones=strength * feeling.rise,
        tremor_semitones=strength * feeling.tremor,
        breath=strength * feeling.breath,
        roughness=strength * feeling.roughness,
        tract_factor=1.0 - strength * feeling.smile,
    )
