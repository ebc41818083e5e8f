"""What clients need for forms about dialogue."""

from __future__ import annotations

from typing import Final

from procgen.dialogue.exporters.lines import LINE_EXPORTERS
from procgen.dialogue.exporters.registry import EXPORTERS
from procgen.dialogue.phrase.conditions import SLOTS
from procgen.dialogue.scene.quest import GOALS
from procgen.dialogue.scene.request import CHOICES_A_NODE, COINS_MAX, SIZES
from procgen.dialogue.validate import LEVELS, MOST_CHARACTERS, RELATIONS, TIMES, WEATHERS
from procgen.dialogue.vocabulary import (
    AGES,
    CHOICES,
    DESCRIPTIONS,
    EVENTS,
    INTENTS,
    MANNERS,
    MOODS,
    REGISTERS,
    ROLES,
    SETTINGS,
    SEXES,
    TRAITS,
)
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.request import LINES_MAX
from procgen.dialogue.wire.scene import DEFAULT_CHOICES, DEFAULT_COINS, DEFAULT_NODES, SCENE_KINDS
from procgen.kit.wire.forms import SEED, Flag, Form
from procgen.runtime.ranges import Range
from procgen.v1 import dialogue_pb2 as pb

_ALL_INTENTS: Final = (
    *INTENTS,
    *(f"bark:{name}" for name in EVENTS),
    *(f"choice:{name}" for name in CHOICES),
    *(f"describe:{name}" for name in DESCRIPTIONS),
)
_INTENT: Final = (
    'What a line does: greet, warn, quest_offer, …; "bark:spot_enemy", "describe:item"; repeatable; '
    "docs/dialogue.md lists all. [default: greet]"
)
_OUTPUTS: Final = "json, csv, script; of scenes also ink, yarn, dialogic, twee and more; repeatable. [default: json]"
_NAME: Final = "Name of the speaker, as others say it."
_RELATION: Final = Range(*RELATIONS, "-2 enemies to 2 friends.", 0, whole=True)
_SITUATION_CHOICES: Final = {
    "situation.mood": (tuple(MOODS), "How the speaker feels."),
    "situation.time": (tuple(filter(None, TIMES)), "Time of the day."),
    "situation.weather": (tuple(filter(None, WEATHERS)), "Weather."),
    "situation.world.setting": (SETTINGS, "Kind of world."),
    "bounds.level": (LEVELS, "Content filter."),
}
_SITUATION_TEXTS: Final = {
    "situation.place": "Name of the place.",
    "situation.listener": 'Name of who is spoken to; a variable such as "{player}" is kept as it is.',
    "situation.world.currency": "What is paid with, in the plural.",
    "file_name": "What the names of the files start with.",
}
_SITUATION_LONG_TEXTS: Final = {
    "situation.world.entities.name": "Names of people, places and things, one a line; others are not spoken.",
    "situation.world.facts.text": 'What is true and may be said, one a line: "the bridge is out".',
    "bounds.never_say": "What must not be said, one a line.",
}


def dialogue_info(models: Models) -> pb.GetDialogueInfoResponse:
    """Everything that requests may name."""
    return pb.GetDialogueInfoResponse(
        roles=ROLES,
        moods=MOODS,
        traits=TRAITS,
        registers=REGISTERS,
        intents=INTENTS,
        events=EVENTS,
        choices=CHOICES,
        descriptions=DESCRIPTIONS,
        scene_kinds=SCENE_KINDS,
        line_outputs=LINE_EXPORTERS,
        scene_outputs=EXPORTERS,
        models=[
            pb.DialogueModelInfo(name=name, description=description, writes=writes)
            for name, description, writes in models.described()
        ],
        slots=SLOTS,
        quest_goals=GOALS,
        manners=MANNERS,
    )


def _persona_choices(path: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """What a form offers of a speaker."""
    return {
        f"{path}.role": (tuple(ROLES), "What the speaker does."),
        f"{path}.traits": (TRAITS, "What the speaker is like, at most 8."),
        f"{path}.age": (AGES, "Age of the speaker."),
        f"{path}.sex": (SEXES, "Sex of the speaker."),
        f"{path}.register": (REGISTERS, "Way of speaking; what suits role and setting if empty."),
    }


def _persona_texts(path: str) -> dict[str, str]:
    """What a form asks of a speaker in words."""
    return {
        f"{path}.background": "A few sentences about the speaker, in the third person.",
        f"{path}.goals": 'What the speaker wants, one a line: "to see the mill rebuilt".',
        f"{path}.knows.text": "What the speaker knows besides what all know, one a line.",
        f"{path}.secrets": "What the speaker never says, one a line.",
        f"{path}.catchphrases": "Said now and then word for word, one a line.",
        f"{path}.manners": 'How the speaker comes across, and how often it is heard, one a line: "drunk:0.8".',
        f"{path}.unlike": "Names of others with whom the speaker shares no lines, as far as lines go, one a line.",
        f"{path}.examples": "Lines that those of the speaker should resemble, one a line.",
    }


_METHODS: Final = pb.DESCRIPTOR.services_by_name["DialogueService"].methods_by_name
_MODEL: Final = {"model": (None, "Which model writes or chooses.")}
_FLAGS: Final = {
    "situation.relation": Flag(optional=True),
    "situation.world.setting": Flag(),
    "model": Flag(about='"ours", "phrases", or what --dialogue-model names.'),
    "bounds.never_say": Flag("never", about="What must not be said; repeatable."),
}
"""Of lines and scenes."""
_UNFLAGGED: Final = {
    **dict.fromkeys(("situation.world", "situation.time", "situation.weather"), "said by a file: --world, --persona"),
    **dict.fromkeys(("persona", "cast"), "said in words or by a file: --persona"),
}

LINES_FORM: Final = Form(
    _METHODS["GenerateLines"],
    "dialogue",
    "Dialogue lines",
    basic=(
        "persona.name",
        "persona.role",
        "persona.traits",
        "wishes.intent",
        "wishes.count",
        "situation.mood",
        "situation.world.setting",
        "seed",
    ),
    numbers={
        "seed": SEED,
        "situation.relation": _RELATION,
        "wishes.count": Range(1, LINES_MAX, "How many lines.", 1, whole=True),
        "bounds.most_characters": Range(*MOST_CHARACTERS, "Most characters of a line.", 400, whole=True),
    },
    choices={
        **_MODEL,
        **_persona_choices("persona"),
        "wishes.intent": (_ALL_INTENTS, "What a line does."),
        "wishes.mood": (tuple(MOODS), "Mood of these lines, instead of the situation's."),
        **_SITUATION_CHOICES,
        "outputs": (tuple(LINE_EXPORTERS), "Files of lines."),
    },
    texts={"persona.name": _NAME, **_SITUATION_TEXTS},
    long_texts={
        **_persona_texts("persona"),
        "wishes.facts.text": "What must be said in each line, one a line.",
        **_SITUATION_LONG_TEXTS,
        "bounds.must_say": "What must stand in each line word for word, one a line.",
        "said": "Lines that were said before and are not repeated, one a line.",
    },
    flags={
        "wishes.intent": Flag(each=True, checked=False, about=_INTENT),
        "wishes.count": Flag(default=1, about=f"Lines of each intent, 1 to {LINES_MAX}."),
        **_FLAGS,
        "bounds.most_characters": Flag("longest"),
        "wishes.facts.text": Flag("facts", about="What must be said, word for word; repeatable."),
        "outputs": Flag("format", about=_OUTPUTS),
    },
    unflagged={
        "wishes.mood": "flags ask for one mood: --mood",
        "bounds.must_say": "said for each intent: --facts",
        "said": "grows too long for a command line",
        **_UNFLAGGED,
    },
)

SCENE_FORM: Final = Form(
    _METHODS["GenerateScene"],
    "dialogue_scene",
    "Dialogue scene",
    basic=("kind", "tone", "cast.name", "cast.role", "quest_goal", "facts.text", "nodes", "seed"),
    numbers={
        "seed": SEED,
        "situation.relation": _RELATION,
        "nodes": Range(*SIZES, "Nodes, about.", DEFAULT_NODES, whole=True),
        "choices_per_node": Range(*CHOICES_A_NODE, "Most choices shown at once.", DEFAULT_CHOICES, whole=True),
        "coins": Range(
            0,
            COINS_MAX,
            "What the player is taken to have, where the game does not set it.",
            DEFAULT_COINS,
            whole=True,
        ),
    },
    choices={
        **_MODEL,
        "kind": (SCENE_KINDS, "Kind of scene."),
        "quest_goal": (tuple(GOALS), "Goal of the quest, where the kind has one."),
        "tone": (tuple(MOODS), "Mood where a beat asks for no other."),
        **_persona_choices("cast"),
        **_SITUATION_CHOICES,
        "outputs": (tuple(EXPORTERS), "Files of a scene."),
    },
    texts={"cast.name": _NAME, **_SITUATION_TEXTS},
    long_texts={
        **_persona_texts("cast"),
        "facts.text": "What must be told somewhere on the way, one a line.",
        "guarded.text": "What is told only to those who are trusted, or after a skill check, one a line.",
        **_SITUATION_LONG_TEXTS,
    },
    flags={
        "kind": Flag("scene", about=f"Write a branching scene: {', '.join(SCENE_KINDS)}."),
        **_FLAGS,
        "facts.text": Flag("facts"),
        "guarded.text": Flag("guarded"),
    },
    unflagged={
        "choices_per_node": "seldom wanted",
        "tone": "flags ask for one mood: --mood",
        **_UNFLAGGED,
    },
)
