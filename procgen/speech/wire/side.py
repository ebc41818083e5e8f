"""How speech speaks the contract."""

from __future__ import annotations

from typing import Final

from procgen.formats.filters import load_filters
from procgen.kit.wire.side import Wire, default_networks
from procgen.runtime.checkpoint import Checkpoint
from procgen.speech.acoustic import DOMAIN
from procgen.speech.generate import voices
from procgen.speech.reading import load_front
from procgen.speech.vocoder import noise_of
from procgen.speech.wire.form import FORM
from procgen.speech.wire.service import SpeechService


def _warm(service: SpeechService, checkpoint: Checkpoint, pause_s: float) -> None:
    """The front end's tables take a second to read, filters half a second to import, the noise a tenth to draw."""
    del service, pause_s
    load_filters()
    checkpoint()
    load_front()
    checkpoint()
    noise_of(0, 1)


WIRE: Final = Wire(
    make=lambda parts: SpeechService(parts.store),
    describe=lambda parts: [FORM.describe(voices(parts.store))],
    needs=lambda parts: default_networks(parts.store, DOMAIN),
    warm=_warm,
)
