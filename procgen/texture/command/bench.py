"""What ``procgen bench`` times of materials: whole calls with all their maps, and the first picture."""

from __future__ import annotations

from typing import Any, Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, Measure, seconds_until, timed
from procgen.kit.wire.received import receive
from procgen.texture.exporters import PRESETS
from procgen.texture.wire.outputs import output_number
from procgen.v1 import texture_pb2, texture_pb2_grpc

_RAW_MAPS: Final = [output_number(kind) for kind in PRESETS["raw"]]
"""A whole material as pixels: base colour, normals, ORM and height."""
_MATERIALS: Final = ("brick", "rock", "wood", "sand", "planks")
"""A bond now and then: laid classes cost a layout more."""
_WEATHER: Final = {"wear": 0.4, "dirt": 0.4, "moss": 0.4, "snow": 0.2}


def _request(side: int, run: int, **more: Any) -> texture_pb2.TextureRequest:
    material = _MATERIALS[run % len(_MATERIALS)]
    fields = {"outputs": _RAW_MAPS, **more}
    return texture_pb2.TextureRequest(seed=run, width_px=side, height_px=side, material=material, **fields)


def _served(client: Client) -> Figures:
    stub = texture_pb2_grpc.TextureServiceStub(client.channel)

    def whole(side: int, **more: Any) -> Measure:
        return timed(lambda run: receive(stub.Generate(_request(side, run, **more))))

    def preview(run: int) -> float:
        return seconds_until(lambda: stub.Generate(_request(1024, run)), lambda event: bool(event.progress.preview_png))

    return {
        "texture_first_preview_ms": Bench(preview),
        "texture_128_ms": Bench(whole(128)),
        "texture_1024_ms": Bench(whole(1024), 1 / 4),
        "texture_2048_ms": Bench(whole(2048), 1 / 4),
        "texture_png_1024_ms": Bench(whole(1024, outputs=[], presets=["godot"]), 1 / 4),
        "texture_weather_1024_ms": Bench(whole(1024, weather=_WEATHER), 1 / 4),
        "texture_noise_1024_ms": Bench(whole(1024, model="noise"), 1 / 4),
    }


BENCHES: Final = Benches(_served)
