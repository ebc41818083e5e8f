"""Estimates of memory beside what a process really takes, and what clients are told."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.wire.memory import character_bytes, smaller_character
from procgen.dialogue.wire.memory import dialogue_bytes
from procgen.layout.wire.memory import layout_bytes, smaller_layout
from procgen.terrain.wire.memory import smaller_map, terrain_bytes
from procgen.texture.wire.memory import smaller_material, texture_bytes
from procgen.v1 import character_pb2, dialogue_pb2, terrain_pb2, texture_pb2
from tests.client import (
    CHARACTER,
    LAYOUT,
    LINES,
    TERRAIN,
    TEXTURE,
    small_character,
    small_layout,
    small_lines,
    small_request,
    small_texture,
)
from tests.figures import LONG, figure

_MIB = 1 << 20
_SMALL_MIB = 64
"""Below it an estimate is made of constants, and need not be near."""


def terrain(side: int, *outputs: str, **how: Any) -> terrain_pb2.TerrainRequest:
    numbers = [terrain_pb2.TerrainOutput.Value(f"TERRAIN_OUTPUT_{output}") for output in outputs]
    return small_request(width_px=side, depth_px=side, **{"model": "noise-fbm", "outputs": numbers, **how})


def texture(side: int, **how: Any) -> texture_pb2.TextureRequest:
    return small_texture(**{"width_px": side, "height_px": side, **how})


CASES: dict[str, tuple[str, Message]] = {
    "terrain, 1024²": (TERRAIN, terrain(1024)),
    "terrain, 1025², mesh": (TERRAIN, terrain(1025, "GLB")),
    "terrain, 1024², splat weights": (TERRAIN, terrain(1024, "SPLAT0_PNG", "SPLAT1_PNG")),
    "terrain, 768², stamps and erosion": (
        TERRAIN,
        terrain(
            768,
            stamps=[{"landform": "volcanic", "x_m": 9e3, "z_m": 9e3, "width_m": 2e4, "rule": 4}],
            erosion={"width": 2, "depth": 2, "water": b"\xff" * 4, "deposit": b"\xff" * 4},
        ),
    ),
    "terrain, 512², learned": (TERRAIN, terrain(512, model="diffusion")),
    "material, 1024², classical": (TEXTURE, texture(1024, model="noise")),
    "material, 512², learned, weather": (TEXTURE, texture(512, weather={"moss": 0.5, "snow": 0.3, "wetness": 0.5})),
    "layout, 128², all files": (LAYOUT, small_layout(width=128, depth=128, outputs=[*range(1, 12)])),
    "lines": (LINES, small_lines()),
    "character without textures": (CHARACTER, small_character()),
}
if LONG:
    CASES |= {
        "terrain, 2048²": (TERRAIN, terrain(2048)),
        "terrain, 1024², rivers": (TERRAIN, terrain(1024, model="diffusion", rivers={})),
        "material, 2048², learned": (TEXTURE, texture(2048)),
        "material, 2048², all weather": (TEXTURE, texture(2048, weather={"wear": 0.5, "moss": 0.5, "snow": 0.3})),
        "character, portrait": (CHARACTER, small_character(outputs=[{"kind": "portrait", "picture_px": 1024}])),
    }
ESTIMATES = {
    TERRAIN: terrain_bytes,
    TEXTURE: texture_bytes,
    CHARACTER: character_bytes,
    LAYOUT: layout_bytes,
    LINES: dialogue_bytes,
}

_MEASURE = """
import ctypes, json, re, sys
from procgen.runtime.heap import lay_out
from procgen.runtime.store import ModelStore
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call
from procgen.served import all_services

def said(name):
    return int(re.search(name + r":\\s+(\\d+)", open("/proc/self/status").read())[1]) << 10

def make(path, data):
    method = domains.method(path)
    for _ in method.handler(method.request_type.FromString(data), Call("measured"), lambda event: None):
        pass

lay_out()  # as servers do
domains = all_services(ModelStore(threads=2), BlobStore())
for line in sys.stdin:
    path, small, large = json.loads(line)
    make(path, bytes.fromhex(small))
    make(path, bytes.fromhex(small))
    ctypes.CDLL(None).malloc_trim(0)
    open("/proc/self/clear_refs", "w").write("5")  # the greatest memory is counted anew
    before = said("VmRSS")
    make(path, bytes.fromhex(large))
    print(said("VmHWM") - before, flush=True)
"""


def test_estimates_are_upper_bounds_and_not_far_above() -> None:
    small = {
        TERRAIN: small_request(),
        TEXTURE: texture(256),
        CHARACTER: small_character(seed=1),
        LAYOUT: small_layout(),
        LINES: small_lines(),
    }
    lines = [
        json.dumps([path, small[path].SerializeToString().hex(), request.SerializeToString().hex()])
        for path, request in CASES.values()
    ]
    estimates = [ESTIMATES[path](request) / _MIB for path, request in CASES.values()]

    def fits(mib: float, estimate: float) -> bool:
        return mib <= estimate <= max(2.5 * mib, _SMALL_MIB)

    took = measured_mib(lines)
    # What lies in pieces in a heap adds or takes away by chance: what does not fit is measured again.
    for _ in range(2):
        if not all(map(fits, took, estimates)):
            again = measured_mib(lines)
            took = [one if fits(one, other) else two for one, two, other in zip(took, again, estimates, strict=True)]
    for name, mib, estimate in zip(CASES, took, estimates, strict=True):
        figure(f"memory of {name}, estimated over measured", round(estimate / max(mib, 1.0), 2), f"of {mib:.0f} MiB")
    assert [
        (name, mib, estimate)
        for name, mib, estimate in zip(CASES, took, estimates, strict=True)
        if not fits(mib, estimate)
    ] == []


def measured_mib(lines: list[str]) -> list[float]:
    """MiB that each takes more at most, in a process of its own, one after another."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE], input="\n".join(lines), capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stderr
    return [int(line) / _MIB for line in done.stdout.split()]


side = st.integers(0, 2**32 - 1)


@given(st.integers(64, 2049), st.integers(64, 2049), st.lists(st.integers(0, 60), max_size=12))
def test_more_of_anything_takes_more(width: int, depth: int, outputs: list[int]) -> None:
    plain = terrain_pb2.TerrainRequest(width_px=width, depth_px=depth)
    more = terrain_pb2.TerrainRequest(width_px=width, depth_px=depth, outputs=outputs, rivers={})
    wider = terrain_pb2.TerrainRequest(width_px=min(width + 64, 2049), depth_px=depth)
    assert 0 < terrain_bytes(plain) <= terrain_bytes(more)
    assert terrain_bytes(plain) <= terrain_bytes(wider)


@given(side, side)
def test_what_is_refused_anyway_counts_as_nothing_or_as_what_the_largest_takes(width: int, height: int) -> None:
    assert 0 <= terrain_bytes(terrain_pb2.TerrainRequest(width_px=width, depth_px=height)) < 1 << 30
    assert 0 <= texture_bytes(texture_pb2.TextureRequest(width_px=width, height_px=height)) < 8 << 30
    output = character_pb2.CharacterOutput(kind="glb", texture_px=width, picture_px=height)
    assert 0 < character_bytes(character_pb2.CharacterRequest(outputs=[output, {"kind": "portrait"}])) < 4 << 30
    assert dialogue_bytes(dialogue_pb2.LinesRequest()) > 0


@given(st.integers(2, 16), st.integers(1, 64))
def test_a_set_takes_more_than_its_members_one_by_one_but_less_than_all_at_once(count: int, cells: int) -> None:
    shared = texture_pb2.TextureRequest(material="brick", width_px=32 * cells, height_px=32 * cells)
    members = [{"texture": {"material": "brick"}}] * count
    one = texture_bytes(shared)
    assert one < texture_bytes(texture_pb2.TextureSetRequest(shared=shared, members=members)) < count * one


def test_members_of_a_set_count_at_their_own_size() -> None:
    shared = texture_pb2.TextureRequest(width_px=64, height_px=64)
    larger = texture_pb2.TextureSetRequest(
        shared=shared, members=[{}, {"texture": {"width_px": 2048, "height_px": 2048}}]
    )
    assert texture_bytes(larger) > texture_bytes(texture_pb2.TextureRequest(width_px=2048, height_px=2048))


@given(st.integers(200, 4000))
def test_what_a_client_is_told_to_ask_for_fits(most_mib: int) -> None:
    most = most_mib * _MIB
    for request, told, names, estimate in (
        (small_request(width_px=2049, depth_px=2049), smaller_map, ("width_px", "depth_px"), terrain_bytes),
        (texture(4096), smaller_material, ("width_px", "height_px"), texture_bytes),
        (small_layout(width=128, depth=128, outputs=[2, 10]), smaller_layout, ("width", "depth"), layout_bytes),
    ):
        said = told(request, most)
        assert said.startswith("Ask for ")
        numbers = [int(said.split(f"{name} ")[1].split(",")[0].split(" ")[0]) for name in names]
        for name, number in zip(names, numbers, strict=True):
            setattr(request, name, number)
        assert 0 < estimate(request) <= most
    assert "texture_px" in smaller_character(small_character(), most)
    assert "members" in smaller_material(texture_pb2.TextureSetRequest(), most)
