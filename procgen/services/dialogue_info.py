"""What clients need for forms about dialogue."""

from __future__ import annotations

from procgen.dialogue.exporters.lines import LINE_EXPORTERS
from procgen.dialogue.exporters.registry import EXPORTERS
from procgen.dialogue.phrase.conditions import SLOTS
from procgen.dialogue.scene.quest import GOALS
from procgen.dialogue.scene.request import SIZES
from procgen.dialogue.validate import LEVELS, MOST_CHARACTERS, RELATIONS
from procgen.dialogue.vocabulary import (
    CHOICES,
    DESCRIPTIONS,
    EVENTS,
    INTENTS,
    MOODS,
    REGISTERS,
    ROLES,
    SETTINGS,
    TRAITS,
)
from procgen.services.dialogue_models import Models
from procgen.services.dialogue_scene import DEFAULT_NODES, SCENE_KINDS
from procgen.v1 import dialogue_pb2 as pb
from procgen.v1 import system_pb2


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
    )


def dialogue_domains(models: Models) -> list[system_pb2.Domain]:
    """What GetInfo says of lines and of scenes: enough for first forms."""
    low, high = MOST_CHARACTERS
    relation = ("situation.relation", *RELATIONS, 0.0, "-2 enemies to 2 friends.")
    shared = {
        "model": (models.names, "Which model writes or chooses."),
        "situation.mood": (tuple(MOODS), "How the speaker feels."),
        "situation.world.setting": (SETTINGS, "Kind of world."),
        "bounds.level": (LEVELS, "Content filter."),
    }
    return [
        _domain(
            "dialogue",
            models,
            [relation, ("bounds.most_characters", low, high, 400.0, "Most characters of a line.")],
            {
                **shared,
                "persona.role": (tuple(ROLES), "What the speaker does."),
                "wishes.intent": (INTENTS, 'What a line does; also "bark:", "choice:" and "describe:" names.'),
                "outputs": (tuple(LINE_EXPORTERS), "Files of lines."),
            },
        ),
        _domain(
            "dialogue_scene",
            models,
            [relation, ("nodes", *SIZES, DEFAULT_NODES, "Nodes, about.")],
            {
                **shared,
                "cast.role": (tuple(ROLES), "What a speaker does."),
                "kind": (SCENE_KINDS, "Kind of scene."),
                "quest_goal": (tuple(GOALS), "Goal of the quest, where the kind has one."),
                "outputs": (tuple(EXPORTERS), "Files of a scene."),
            },
        ),
    ]


def _domain(
    name: str,
    models: Models,
    numbers: list[tuple[str, float, float, float, str]],
    choices: dict[str, tuple[tuple[str, ...], str]],
) -> system_pb2.Domain:
    return system_pb2.Domain(
        name=name,
        models=models.names,
        parameters=[
            system_pb2.Parameter(name=path, minimum=least, maximum=most, default_value=usual, description=description)
            for path, least, most, usual, description in numbers
        ],
        choices=[
            system_pb2.Choice(name=path, values=values, description=description)
            for path, (values, description) in choices.items()
        ],
    )
