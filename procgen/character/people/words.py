"""The words of :mod:`procgen.character.people.describe`: what each means, from ``words.toml``.

Words of a phrase are joined by "-". Numbers of axes are standard deviations of the learned populations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from procgen.character.hair.palette import NATURAL
from procgen.kit.english import each, named, read_words, terms

Axes = Mapping[str, float]
_SEXES = {"women": 0.0, "men": 1.0}


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What words mean, by word or phrase.

    Attributes:
        silent: words that say nothing by themselves.
        breaks: after these, adjectives speak of what follows.
        links: after these, adjectives speak of the noun before.
        make_up: words of the skin that colours can speak of.
        hair_words, beard_words: adjectives that hair and beards claim.
        bald, shaven: words for heads and chins without hair.
        degrees: factors on what follows.
        shades: what they do to the lightness of a colour that follows.
        sexes: 0 female to 1 male.
        pronouns: likewise; they tell the sex where no noun does.
        age_adjectives, age_nouns: years.
        body: axes of the body.
        build: by what it tells of the body, adjectives to axes.
        build_nouns: nouns to those.
        parts: by part of the body, adjectives to an axis of the face, or of the body where it starts with "+", and a
            sign.
        nouns: words for parts of the body, and what the tables call them.
        faces: axes of the face.
        heritages: shares of populations.
        skin_tones: melanin, 0 to 1, where the noun is skin.
        person_tones: where these speak of a person, they tell the heritage, and the skin follows.
        skin: parameters of the skin.
        marks, styles, settings: names of these.
        hair_colours: names of :data:`procgen.character.hair.palette.NATURAL`.
        eye_colours: names of irises.
        materials: they say nothing new of what is made of that anyway.
        places: where scars and tattoos are; of two places the first is the left one.
        clothes, haircuts, beards: by kind, further words for it.
        many: words to kinds of which the setting chooses one.
        same: other words for those.
    """

    silent: tuple[str, ...]
    breaks: tuple[str, ...]
    links: tuple[str, ...]
    make_up: tuple[str, ...]
    hair_words: tuple[str, ...]
    beard_words: tuple[str, ...]
    bald: tuple[str, ...]
    shaven: tuple[str, ...]
    degrees: Mapping[str, float]
    shades: Mapping[str, float]
    sexes: Mapping[str, float]
    pronouns: Mapping[str, float | None]
    age_adjectives: Mapping[str, float]
    age_nouns: Mapping[str, float]
    body: Mapping[str, Axes]
    build: Mapping[str, Mapping[str, Axes]]
    build_nouns: Mapping[str, str]
    parts: Mapping[str, Mapping[str, tuple[str, int]]]
    nouns: Mapping[str, str]
    faces: Mapping[str, Axes]
    heritages: Mapping[str, Axes]
    skin_tones: Mapping[str, float]
    person_tones: Mapping[str, Axes]
    skin: Mapping[str, Axes]
    marks: Mapping[str, str]
    styles: Mapping[str, str]
    settings: Mapping[str, str]
    hair_colours: Mapping[str, str]
    eye_colours: Mapping[str, str]
    materials: Mapping[str, str]
    places: Mapping[str, tuple[str, ...]]
    clothes: Mapping[str, tuple[str, ...]]
    haircuts: Mapping[str, tuple[str, ...]]
    beards: Mapping[str, tuple[str, ...]]
    many: Mapping[str, tuple[str, ...]]
    same: Mapping[str, str]


@cache
def dictionary() -> Dictionary:
    """The words that describe people."""
    data = read_words(Path(__file__).with_name("words.toml"))
    lists = ("silent", "breaks", "links", "make_up", "hair_words", "beard_words", "bald", "shaven")
    direct = ("degrees", "shades", "body", "faces", "heritages", "skin_tones", "person_tones", "skin")
    by_name = ("build_nouns", "nouns", "marks", "styles", "settings", "materials", "same")
    further = ("clothes", "haircuts", "beards", "many")
    body = each(data["body"])
    tables: dict[str, Any] = {
        **{name: tuple(data[name].split()) for name in lists},
        **{name: each(data[name]) for name in direct},
        **{name: named(data[name]) for name in by_name},
        **{name: {kind: terms(text) for kind, text in data[name].items()} for name in further},
    }
    return Dictionary(
        **tables,
        sexes={word: _SEXES.get(sex, 0.5) for word, sex in named(data["sexes"]).items()},
        pronouns={word: _SEXES.get(sex) for word, sex in named(data["pronouns"]).items()},
        age_adjectives=each(data["ages"]["adjectives"]),
        age_nouns=each(data["ages"]["nouns"]),
        build={noun: {**(body if noun == "build" else {}), **each(axes)} for noun, axes in data["build"].items()},
        parts={noun: _adjectives(axes) for noun, axes in data["parts"].items()},
        hair_colours={name.replace("_", "-"): name for name in NATURAL} | named(data["hair_colours"]),
        eye_colours=named(data["eye_colours"]),
        places={word: tuple(places) for word, places in each(data["places"]).items()},
    )


def _adjectives(axes: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Of a part of the body: adjective to axis and sign."""
    return {
        word: (axis, sign)
        for axis, (raising, lowering) in axes.items()
        for sign, words in ((1, raising), (-1, lowering))
        for word in terms(words)
    }
