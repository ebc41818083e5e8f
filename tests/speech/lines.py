"""Speech that tests look at."""

from __future__ import annotations

from functools import cache
from typing import Any

from procgen.runtime.store import ModelStore
from procgen.speech.acoustic import Acoustic
from procgen.speech.generate import Speech, generate
from procgen.speech.parameters import SpeechParameters


@cache
def store() -> ModelStore:
    return ModelStore()


@cache
def acoustic() -> Acoustic:
    return Acoustic.load(store(), "hibari")


def spoken(text: str, **fields: Any) -> Speech:
    return generate(SpeechParameters(text=text, **fields), store())
