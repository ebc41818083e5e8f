"""What is said of a character that was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from procgen.character.people.draw import Drawn
from procgen.character.wire.messages import person_message
from procgen.character.wire.outputs import File, Sitting
from procgen.character.wire.own import report_message
from procgen.kit.wire.artifacts import recipe_message
from procgen.v1 import character_pb2


def result_message(sitting: Sitting, files: Sequence[File]) -> character_pb2.CharacterResult:
    """The result of a character's files, without id, times and what the request was made of."""
    return character_pb2.CharacterResult(
        recipe=recipe_message(sitting.recipe),
        artifacts=[file.artifact for file in files],
        person=person_message(sitting.drawn.person),
        measures=measures_message(sitting.drawn.measures),
        garments=[report_message(each, sitting.figure.body) for each in sitting.own],
    )


def sampled_message(drawn: Drawn) -> character_pb2.SampledPerson:
    """A person and the measures of the body."""
    return character_pb2.SampledPerson(person=person_message(drawn.person), measures=measures_message(drawn.measures))


def measures_message(measures: Mapping[str, float]) -> dict[str, float]:
    """Measures as the contract has them, metres and kilograms: to a micrometre and a milligram."""
    return {name: round(float(value), 6) for name, value in measures.items()}
