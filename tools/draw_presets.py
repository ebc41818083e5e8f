"""Draw the pictures of the presets anew, by a server of its own: `python tools/draw_presets.py [terrain/canyon …]`.

What a preset asks for is made as it stands, and drawn with what the service sends: a terrain as its ground looks, a
material on a ball, four materials of a set, a character or an animal as a portrait, a layout as its tiles, a world as
its map, music as its notes, sounds, speech and what is heard of a place as their spectrograms, a line as it is said, a
scene as it branches, a table as its first rows.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import wave
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import grpc  # noqa: E402
import numpy as np  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from PIL import Image  # noqa: E402

from procgen.domains import DOMAINS  # noqa: E402
from procgen.formats.spectrogram import spectrogram_rgb  # noqa: E402
from procgen.kit.command.local_server import local_server  # noqa: E402
from procgen.kit.command.pictures import RgbArray, read_picture  # noqa: E402
from procgen.kit.wire.presets import presets_of  # noqa: E402
from procgen.kit.wire.received import receive  # noqa: E402
from procgen.terrain.command.drawing import materials_drawn, shading  # noqa: E402
from procgen.terrain.preview import with_water  # noqa: E402
from procgen.v1 import (  # noqa: E402
    ambience_pb2,
    ambience_pb2_grpc,
    character_pb2,
    character_pb2_grpc,
    creature_pb2,
    creature_pb2_grpc,
    dialogue_pb2,
    dialogue_pb2_grpc,
    layout_pb2,
    layout_pb2_grpc,
    music_pb2,
    music_pb2_grpc,
    sound_pb2,
    sound_pb2_grpc,
    speech_pb2,
    speech_pb2_grpc,
    table_pb2,
    table_pb2_grpc,
    terrain_pb2,
    terrain_pb2_grpc,
    texture_outputs_pb2,
    texture_pb2,
    texture_pb2_grpc,
    world_pb2,
    world_pb2_grpc,
)
from tools.preset_cards import bubble, cells, graph, shortest_line  # noqa: E402

PACKAGES: Final = {form: domain.package for domain in DOMAINS for form in domain.forms}
SIDE_PX: Final = 128
COLOURS: Final = 128
"""Of a picture's palette: as good as all at this size, at a third of the bytes."""


def terrain(channel: grpc.Channel, request_json: str) -> RgbArray:
    """The ground's materials in light, and the sea; rivers and lakes where the preset asks for rivers."""
    request = json_format.Parse(request_json, terrain_pb2.TerrainRequest())
    kinds = ("NPY", "HILLSHADE_PNG", "SPLAT0_PNG", "SPLAT1_PNG", "RIVER_PNG", "LAKE_PNG", "SEA_PNG")
    request.outputs.extend(terrain_pb2.TerrainOutput.Value(f"TERRAIN_OUTPUT_{kind}") for kind in kinds)
    made = receive(terrain_pb2_grpc.TerrainServiceStub(channel).Generate(request))
    pixels = {kind: read_picture(made.file(kind.lower())) for kind in kinds[1:]}
    light = shading(np.load(io.BytesIO(made.file("npy")), allow_pickle=False), made.result.metres_per_pixel)
    drawn = materials_drawn(pixels["SPLAT0_PNG"], pixels["SPLAT1_PNG"], light)
    if request.HasField("rivers") or request.strokes:
        river, lake = (pixels[kind] / np.float32(255.0) for kind in ("RIVER_PNG", "LAKE_PNG"))
        drawn = with_water(drawn, river, lake)
    return np.where(pixels["SEA_PNG"][..., None] > 0, pixels["HILLSHADE_PNG"], drawn)


def texture(channel: grpc.Channel, request_json: str) -> RgbArray:
    """A ball of it."""
    request = json_format.Parse(request_json, texture_pb2.TextureRequest())
    request.outputs.append(texture_outputs_pb2.TEXTURE_OUTPUT_BALL_PNG)
    return read_picture(receive(texture_pb2_grpc.TextureServiceStub(channel).Generate(request)).files[0])


def texture_set(channel: grpc.Channel, request_json: str) -> RgbArray:
    """Its first four materials, each lit from straight ahead."""
    request = json_format.Parse(request_json, texture_pb2.TextureSetRequest())
    request.shared.outputs.append(texture_outputs_pb2.TEXTURE_OUTPUT_THUMBNAIL_PNG)
    return _four(receive(texture_pb2_grpc.TextureServiceStub(channel).GenerateSet(request)).files)


def _four(files: Sequence[bytes]) -> RgbArray:
    """The first four pictures, two above two; fewer come again."""
    tiles = [read_picture(files[number % len(files)]) for number in range(4)]
    return np.concatenate([np.concatenate(tiles[first : first + 2], axis=1) for first in (0, 2)])


def character(channel: grpc.Channel, request_json: str) -> RgbArray:
    """Head and shoulders."""
    request = json_format.Parse(request_json, character_pb2.CharacterRequest())
    request.outputs.add(kind="portrait", picture_px=4 * SIDE_PX)
    picture = read_picture(receive(character_pb2_grpc.CharacterServiceStub(channel).Generate(request)).files[0])
    return picture[: picture.shape[1]]


def creature(channel: grpc.Channel, request_json: str) -> RgbArray:
    """The animal as it stands."""
    request = json_format.Parse(request_json, creature_pb2.CreatureRequest(outputs=["portrait"]))
    return read_picture(receive(creature_pb2_grpc.CreatureServiceStub(channel).GenerateCreature(request)).files[0])


def dialogue(channel: grpc.Channel, request_json: str) -> RgbArray:
    """The shortest of its lines, in a bubble."""
    request = json_format.Parse(request_json, dialogue_pb2.LinesRequest())
    lines = receive(dialogue_pb2_grpc.DialogueServiceStub(channel).GenerateLines(request)).result.lines
    return bubble(shortest_line([line.text for line in lines]), request.situation.world.setting)


def dialogue_scene(channel: grpc.Channel, request_json: str) -> RgbArray:
    """What leads where."""
    request = json_format.Parse(request_json, dialogue_pb2.SceneRequest(outputs=["json"]))
    return graph(json.loads(receive(dialogue_pb2_grpc.DialogueServiceStub(channel).GenerateScene(request)).files[0]))


def table(channel: grpc.Channel, request_json: str) -> RgbArray:
    """Its first rows."""
    request = json_format.Parse(request_json, table_pb2.TableRequest(outputs=["json"]))
    made = json.loads(receive(table_pb2_grpc.TableServiceStub(channel).Generate(request)).files[0])
    return cells([column["name"] for column in made["columns"]], made["rows"])


def world(channel: grpc.Channel, request_json: str) -> RgbArray:
    """Its map."""
    request = json_format.Parse(request_json, world_pb2.WorldRequest(parts=["map"]))
    return read_picture(receive(world_pb2_grpc.WorldServiceStub(channel).Generate(request)).file("map_png"))


def layout(channel: grpc.Channel, request_json: str) -> RgbArray:
    """Its tiles."""
    request = json_format.Parse(request_json, layout_pb2.LayoutRequest())
    request.outputs.append(layout_pb2.LAYOUT_OUTPUT_PNG)
    return read_picture(receive(layout_pb2_grpc.LayoutServiceStub(channel).Generate(request)).files[0])


def music(channel: grpc.Channel, request_json: str) -> RgbArray:
    """The notes of its first half: all of them would be too small to see."""
    request = json_format.Parse(request_json, music_pb2.MusicRequest(outputs=["png"]))
    roll = read_picture(receive(music_pb2_grpc.MusicServiceStub(channel).GenerateMusic(request)).files[0])
    return _broad(roll[:, : roll.shape[1] // 2])


def music_set(channel: grpc.Channel, request_json: str) -> RgbArray:
    """The notes of its first four pieces."""
    request = json_format.Parse(request_json, music_pb2.MusicSetRequest(outputs=["png"]))
    return _broad(_four(receive(music_pb2_grpc.MusicServiceStub(channel).GenerateMusicSet(request)).files))


def sound(channel: grpc.Channel, request_json: str) -> RgbArray:
    """Its spectrogram and wave; of several variants the first four."""
    request = json_format.Parse(request_json, sound_pb2.SoundRequest(outputs=["png"]))
    files = receive(sound_pb2_grpc.SoundServiceStub(channel).GenerateSound(request)).files
    return _broad(read_picture(files[0]) if len(files) == 1 else _four(files))


def ambience(channel: grpc.Channel, request_json: str) -> RgbArray:
    """The spectrogram of what somebody in the middle hears."""
    request = json_format.Parse(request_json, ambience_pb2.AmbienceRequest(outputs=["mix"]))
    return _heard(receive(ambience_pb2_grpc.AmbienceServiceStub(channel).GenerateAmbience(request)).files[0], 12_000.0)


def speech(channel: grpc.Channel, request_json: str) -> RgbArray:
    """The spectrogram of what is said."""
    request = json_format.Parse(request_json, speech_pb2.SpeechRequest(outputs=["wav"]))
    return _heard(receive(speech_pb2_grpc.SpeechServiceStub(channel).GenerateSpeech(request)).files[0], 6_000.0)


def _heard(wav: bytes, top_hz: float) -> RgbArray:
    """The spectrogram of a file's channels together."""
    with wave.open(io.BytesIO(wav)) as file:
        rate_hz, channels, data = file.getframerate(), file.getnchannels(), file.readframes(file.getnframes())
    mono = np.frombuffer(data, "<i2").reshape(-1, channels).mean(axis=1) / 32768.0
    return spectrogram_rgb(mono, rate_hz, (4 * SIDE_PX, 3 * SIDE_PX), top_hz)


def _broad(picture: RgbArray) -> RgbArray:
    """Four by three: pictures of sounds and notes are long and low."""
    size = (4 * SIDE_PX, 3 * SIDE_PX)
    return np.asarray(Image.fromarray(picture[..., :3]).resize(size, Image.Resampling.BOX))


DRAWN: Final[Mapping[str, Callable[[grpc.Channel, str], RgbArray]]] = {
    "terrain": terrain,
    "texture": texture,
    "texture_set": texture_set,
    "character": character,
    "layout": layout,
    "music": music,
    "music_set": music_set,
    "sound": sound,
    "ambience": ambience,
    "speech": speech,
    "creature": creature,
    "dialogue": dialogue,
    "dialogue_scene": dialogue_scene,
    "table": table,
    "world": world,
}
"""How the presets of a domain are drawn."""


def thumbnail(picture: RgbArray) -> bytes:
    """A picture as a small PNG."""
    image = Image.fromarray(picture[..., :3])
    image.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def main() -> None:
    """Draw those that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs="*", help="DOMAIN or DOMAIN/NAME; all if none is named")
    parser.add_argument("--out", type=Path, help="folder; those of the package if not said")
    arguments = parser.parse_args()
    known = [preset for domain in DRAWN for preset in presets_of(PACKAGES[domain], domain)]
    names = {f"{preset.domain}/{preset.name}" for preset in known} | set(DRAWN)
    if unknown := sorted(set(arguments.presets) - names):
        parser.error(f"no such presets: {', '.join(unknown)}")
    with local_server() as server, server.channel() as channel:
        for preset in known:
            path = f"{preset.domain}/{preset.name}"
            if arguments.presets and not {path, preset.domain} & set(arguments.presets):
                continue
            data = thumbnail(DRAWN[preset.domain](channel, preset.request_json))
            folder = arguments.out or Path(str(resources.files(PACKAGES[preset.domain]))) / "presets"
            file = folder / f"{path}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            print(f"{file}  {len(data)} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
