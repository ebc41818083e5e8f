"""Personas, worlds and situations between the wire and the domain."""

from __future__ import annotations

from collections.abc import Iterable

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.request import Line, Must
from procgen.v1 import dialogue_world_pb2 as pb


def read_fact(message: pb.Fact) -> Fact:
    """A fact; nothing is checked."""
    return Fact(message.text, tuple(message.about), tuple(message.known_to), message.source)


def read_facts(messages: Iterable[pb.Fact]) -> tuple[Fact, ...]:
    """Facts; nothing is checked."""
    return tuple(read_fact(message) for message in messages)


def read_world(message: pb.World) -> World:
    """A world, with defaults filled in; nothing is checked."""
    entities = tuple(
        Entity(each.name, each.kind or "other", each.description, tuple(each.also), each.sex, each.plural)
        for each in message.entities
    )
    return World(message.setting or "medieval", entities, read_facts(message.facts), message.currency)


def read_persona(message: pb.Persona) -> Persona:
    """A persona, with defaults filled in; nothing is checked."""
    return Persona(
        name=message.name,
        role=message.role or "villager",
        traits=tuple(message.traits),
        age=message.age or "adult",
        sex=message.sex or "other",
        register=message.register,
        background=message.background,
        goals=tuple(message.goals),
        knows=read_facts(message.knows),
        secrets=tuple(message.secrets),
        catchphrases=tuple(message.catchphrases),
        examples=tuple(message.examples),
        manners=tuple(message.manners),
        unlike=tuple(message.unlike),
        facts_only=message.facts_only,
    )


def read_situation(message: pb.Situation) -> Situation:
    """A situation, with defaults filled in; nothing is checked."""
    return Situation(
        world=read_world(message.world),
        place=message.place,
        listener=message.listener,
        relation=message.relation,
        mood=message.mood or "neutral",
        time=message.time,
        weather=message.weather,
    )


def read_bounds(message: pb.Bounds) -> Must:
    """Bounds, with defaults filled in; nothing is checked."""
    defaults = Must()
    return Must(
        say=tuple(message.must_say),
        never=tuple(message.never_say),
        most_characters=message.most_characters if message.HasField("most_characters") else defaults.most_characters,
        level=message.level or defaults.level,
    )


def fact_message(fact: Fact) -> pb.Fact:
    """A fact as the contract has it."""
    return pb.Fact(text=fact.text, about=fact.about, known_to=fact.known_to, source=fact.source)


def persona_message(persona: Persona) -> pb.Persona:
    """A persona as the contract has it."""
    return pb.Persona(
        name=persona.name,
        role=persona.role,
        traits=persona.traits,
        age=persona.age,
        sex=persona.sex,
        register=persona.register,
        background=persona.background,
        goals=persona.goals,
        knows=[fact_message(fact) for fact in persona.knows],
        secrets=persona.secrets,
        catchphrases=persona.catchphrases,
        examples=persona.examples,
        manners=persona.manners,
        unlike=persona.unlike,
        facts_only=persona.facts_only,
    )


def line_message(line: Line, name: str) -> pb.Line:
    """A line, with its id, as the contract has it."""
    return pb.Line(
        text=line.text,
        intent=line.intent,
        speaker=line.speaker,
        mood=line.mood,
        id=name,
        candidates=line.candidates,
        likelihood=line.likelihood,
        source=line.template,
    )
