"""The plan tells of each file where it is heard; each file that it names is there."""

from __future__ import annotations

import io
import json

import soundfile

from procgen.ambience.exporters import EXPORTERS
from procgen.ambience.generate import generate
from procgen.ambience.parameters import AmbienceParameters, Thing

MADE = generate(AmbienceParameters("cave", things=(Thing("kennel", 5.0),), bed_s=4.0, mix_s=4.0))


def test_each_file_of_the_plan_is_there() -> None:
    ((name, _, data),) = EXPORTERS["json"](MADE, "place")
    assert name == "place.json"
    told = json.loads(data)
    files = {name for name, _, _ in EXPORTERS["ogg"](MADE, "place")}
    for each in (*told["bed"], *told["emitters"]):
        sound = told["sounds"][each["sound"]]
        variants = [each["sound"] + (f"-{k + 1}" if sound["variants"] > 1 else "") for k in range(sound["variants"])]
        assert {f"place-{variant}.ogg" for variant in variants} <= files
    assert told["reverberation_s"] > 1.0
    (dog,) = (each for each in told["emitters"] if each["name"].startswith("kennel"))
    assert dog["position_m"] == [5.0, 0.0, 0.0]
    assert dog["every_s"][0] < dog["every_s"][1]


def test_the_mix_is_a_file_of_two_channels() -> None:
    ((_, media_type, data),) = EXPORTERS["mix"](MADE, "")
    read = soundfile.info(io.BytesIO(data))
    assert (read.channels, read.samplerate, read.frames) == (2, 48_000, 4 * 48_000)
    assert media_type == "audio/wav"
