"""What every domain's long call promises is tested over all of them: how each is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from procgen.character.wire.request import KINDS as CHARACTER_OUTPUTS
from procgen.creature.exporters import EXPORTERS as CREATURE_EXPORTERS
from procgen.dialogue.exporters.lines import LINE_EXPORTERS
from procgen.dialogue.exporters.registry import EXPORTERS as SCENE_EXPORTERS
from procgen.layout.exporters import EXPORTERS as LAYOUT_OUTPUTS
from procgen.layout.wire.outputs import output_number as layout_output
from procgen.music.exporters.registry import MUSIC_KINDS
from procgen.sound.exporters import EXPORTERS as SOUND_EXPORTERS
from procgen.speech.exporters import EXPORTERS as SPEECH_EXPORTERS
from procgen.table.exporters import EXPORTERS as TABLE_EXPORTERS
from procgen.terrain.wire.outputs import OUTPUTS as TERRAIN_OUTPUTS
from procgen.terrain.wire.outputs import output_number as terrain_output
from procgen.texture.wire.outputs import OUTPUTS as TEXTURE_OUTPUTS
from procgen.texture.wire.outputs import output_number as texture_output
from procgen.v1 import (
    ambience_pb2,
    character_pb2,
    creature_pb2,
    dialogue_pb2,
    layout_pb2,
    music_pb2,
    sound_pb2,
    speech_pb2,
    table_pb2,
    terrain_pb2,
    texture_pb2,
    world_pb2,
)
from tests.client import (
    AMBIENCE,
    CHARACTER,
    CREATURE,
    LAYOUT,
    LINES,
    MUSIC,
    MUSIC_SET,
    SCENE,
    SOUND,
    SPEECH,
    TABLE,
    TERRAIN,
    TEXTURE,
    TEXTURE_SET,
    WORLD,
    channel,
    many_lines,
    small_ambience,
    small_character,
    small_creature,
    small_layout,
    small_lines,
    small_music,
    small_music_set,
    small_request,
    small_scene,
    small_set,
    small_sound,
    small_speech,
    small_table,
    small_texture,
    small_world,
    web_call,
)
from tests.conftest import RunningServer

SIDE = 257
"""Of a terrain that can be sent as almost everything; Terrain3D's regions have other sizes than Unity's terrains."""


@dataclass(frozen=True)
class Domain:
    """A streaming method."""

    name: str
    path: str
    event_type: type[Any]
    small: Callable[..., Any]
    """A cheap, valid request with other fields."""
    everything: Any
    """A request for all that can be sent."""
    odd: Any
    """A request in which much is said."""
    large: Callable[[str], Any]
    """A request of that id that takes seconds."""
    models: frozenset[str]
    """That take part in any of them."""

    def over_grpc(self, server: RunningServer, request: Message) -> list[Any]:
        with self.stream(server) as call:
            return list(call(request))

    def over_web(self, server: RunningServer, request: Message) -> list[Any]:
        answer = web_call(server, self.path, request)
        assert answer.code == 0, answer.trailers
        return [self.event_type.FromString(message) for message in answer.messages]

    def called(self, opened: grpc.Channel) -> Callable[..., Any]:
        """The method on a channel."""
        return opened.unary_stream(
            self.path,
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=self.event_type.FromString,
        )

    @contextmanager
    def stream(self, server: RunningServer) -> Iterator[Callable[..., Iterable[Any]]]:
        with channel(server) as opened:
            yield self.called(opened)


def _terrain_odd() -> terrain_pb2.TerrainRequest:
    request = small_request(seed=2**64 - 1, width_px=300, depth_px=140, origin_x_px=-70, landform="alpine")
    request.outputs.extend([1, 4, 5, 8])
    return request


def _texture_odd() -> texture_pb2.TextureRequest:
    return small_texture(
        seed=2**64 - 1,
        width_px=160,
        height_px=96,
        text="old mossy red bricks",
        mix={"material": "concrete", "style_seed": 5, "mask": {"width": 2, "height": 1, "shares": b"\0\xff"}},
        look={"palette_rgb": [0x8A4B2D, 0x443322], "contrast": 1.1},
        weather={"snow": 0.2, "dirt": 0.3},
        quarter_turns=1,
        mirrored=True,
        variant=3,
        detail=2,
        presets=["godot"],
    )


def _layout_odd() -> layout_pb2.LayoutRequest:
    fixed = bytearray(b"\xff" * (40 * 30))
    fixed[0:3] = b"\x00\x00\x00"
    return small_layout(
        seed=2**64 - 1,
        kind="cave",
        model="cellular",
        style="caverns",
        width=40,
        depth=30,
        density=0.6,
        locks=1,
        entrances=[{"x": 20, "y": 0}],
        fixed_tiles=bytes(fixed),
        metres_per_tile=1.5,
        outputs=[1, 5, 10],
    )


def _character_odd() -> character_pb2.CharacterRequest:
    return small_character(
        seed=2**64 - 1,
        text="a stout old sailor with a scar and a blue tattoo, one green eye",
        conditions={
            "setting": "modern",
            "measures": {"mass": 91.5},
            "face_axes": {"jaw": 1.7},
            "hair": {"kind": "none"},
            "skin": {"numbers": {"freckles": 0.3}, "colours_rgb": {"lipstick": 0x804040}},
            "eyes": {"words": {"right": "amber"}},
            "style": {"kind": "heroic", "amount": 0.4},
        },
        outputs=[
            {"kind": "glb", "texture_px": 512, "texture_format": "webp", "lod": 1},
            {"kind": "portrait", "picture_px": 256},
            {"kind": "person"},
        ],
        file_name="old salt",
    )


def _spoken_odd() -> dict[str, Any]:
    """Of a situation: much is said."""
    return {
        "world": {
            "setting": "medieval",
            "entities": [
                {"name": "Millford", "kind": "place"},
                {"name": "Captain Rusk", "kind": "person", "sex": "male"},
            ],
            "facts": [{"text": "the bridge is out", "about": ["bridge", "Millford"]}],
            "currency": "crowns",
        },
        "place": "the forge",
        "listener": "{player}",
        "relation": -1,
        "mood": "weary",
        "time": "night",
        "weather": "rain",
    }


_SMITH: dict[str, Any] = {
    "name": "Bram",
    "role": "smith",
    "traits": ["grumpy"],
    "age": "old",
    "sex": "male",
    "secrets": ["Rusk sold the timber"],
    "knows": [{"text": "wolves watch the north road", "about": ["wolves"]}],
}


def _lines_odd() -> dialogue_pb2.LinesRequest:
    return small_lines(
        seed=2**64 - 1,
        persona=_SMITH,
        situation=_spoken_odd(),
        wishes=[
            {"intent": "inform", "count": 3, "facts": [{"text": "the bridge is out"}, {"text": "forty crowns"}]},
            {"intent": "bark:low_health", "count": 2, "mood": "afraid", "role": "guard"},
            {"intent": "sell", "slots": {"item": "brass key", "price": "12"}},
            {"intent": "describe:item", "slots": {"item": "brass key"}},
        ],
        bounds={"never_say": ["smuggler"], "most_characters": 240, "level": "strict"},
        said=["Well met."],
        outputs=["json", "csv"],
        file_name="bram",
    )


def _scene_odd() -> dialogue_pb2.SceneRequest:
    return small_scene(
        seed=2**64 - 1,
        kind="quest",
        cast=[_SMITH],
        situation=_spoken_odd(),
        nodes=20,
        facts=[{"text": "the bridge is out"}],
        guarded=[{"text": "wolves watch the north road"}],
        skills={"persuasion": "charm"},
        coins=5,
        quest_goal="fetch",
        bounds={"never_say": ["smuggler"], "level": "strict"},
        model="ours",
        outputs=["ink", "yarn", "json"],
    )


DIALOGUE_MODELS = frozenset({"dialogue_decoder"})


def _needs_nothing_more(kind: str) -> bool:
    """Kinds for graphics cards need packages that the core install has not."""
    return not kind.endswith(("ktx2", "dds"))


TEXTURE_MODELS = frozenset({"texture_styles", "texture_encoder", "texture_base", "texture_detail"})

WORLD_MODELS = frozenset(
    {
        "terrain_plan",
        "terrain_coarse",
        "terrain_detail",
        "character_population",
        "character_population_core",
        "character_population_encoder",
        "character_face",
        "character_face_density",
        "character_face_encoder",
        "table_roles",
        "table_ecology",
        "table_scenario",
        "table_settlement",
        *DIALOGUE_MODELS,
        # Clothes are woven by it.
        *TEXTURE_MODELS,
    }
)

MUSIC_MODELS = frozenset({"music_composer", "music_bank"})
DOMAINS = (
    Domain(
        "terrain",
        TERRAIN,
        terrain_pb2.TerrainEvent,
        small_request,
        small_request(
            width_px=SIDE,
            depth_px=SIDE,
            outputs=[
                terrain_output(kind)
                for kind, exporter in TERRAIN_OUTPUTS.items()
                if not exporter.size_violations(SIDE, SIDE)
            ],
        ),
        _terrain_odd(),
        lambda request_id: small_request(request_id=request_id, width_px=2048, depth_px=2048),
        frozenset({"terrain_plan", "terrain_coarse", "terrain_detail"}),
    ),
    Domain(
        "texture",
        TEXTURE,
        texture_pb2.TextureEvent,
        small_texture,
        # More than a call may ask for: all of the rest are in another.
        small_texture(outputs=[texture_output(kind) for kind in TEXTURE_OUTPUTS if _needs_nothing_more(kind)][:48]),
        _texture_odd(),
        lambda request_id: small_texture(request_id=request_id, width_px=4096, height_px=4096),
        TEXTURE_MODELS,
    ),
    Domain(
        "texture_set",
        TEXTURE_SET,
        texture_pb2.TextureSetEvent,
        small_set,
        small_set(array_outputs=[1, 4, 5, 8]),
        small_set(biome="savanna", members=[{"layer": "rock"}, {"layer": "mud", "texture": {"seed": 9}}]),
        lambda request_id: texture_pb2.TextureSetRequest(
            request_id=request_id, shared=small_texture(width_px=2048, height_px=2048)
        ),
        TEXTURE_MODELS,
    ),
    Domain(
        "character",
        CHARACTER,
        character_pb2.CharacterEvent,
        small_character,
        small_character(
            outputs=[{"kind": kind, "texture_px": 512, "picture_px": 256} for kind in CHARACTER_OUTPUTS],
        ),
        _character_odd(),
        lambda request_id: small_character(
            request_id=request_id,
            outputs=[
                {"kind": kind, "picture_px": side}
                for kind in ("portrait", "figure", "turnaround")
                for side in (1024, 1000, 900)
            ],
        ),
        TEXTURE_MODELS,
    ),
    Domain(
        "creature",
        CREATURE,
        creature_pb2.CreatureEvent,
        small_creature,
        small_creature(outputs=list(CREATURE_EXPORTERS)),
        small_creature(
            seed=2**64 - 1,
            species="cow",
            breed="highland",
            coat="cream",
            growth=0.4,
            build=0.3,
            size=1.25,
            horns=1.5,
            outputs=["glb", "json"],
            file_name="old bess",
        ),
        lambda request_id: creature_pb2.CreatureRequest(
            request_id=request_id, species="gull", picture_px=1024, outputs=["strip", "portrait"]
        ),
        frozenset(),
    ),
    Domain(
        "dialogue",
        LINES,
        dialogue_pb2.LinesEvent,
        small_lines,
        small_lines(outputs=list(LINE_EXPORTERS)),
        _lines_odd(),
        lambda request_id: many_lines(request_id=request_id),
        DIALOGUE_MODELS,
    ),
    Domain(
        "dialogue_scene",
        SCENE,
        dialogue_pb2.SceneEvent,
        small_scene,
        small_scene(outputs=list(SCENE_EXPORTERS)),
        _scene_odd(),
        lambda request_id: small_scene(request_id=request_id, nodes=80, kind="quest", model="ours"),
        DIALOGUE_MODELS,
    ),
    Domain(
        "layout",
        LAYOUT,
        layout_pb2.LayoutEvent,
        small_layout,
        small_layout(outputs=[layout_output(kind) for kind in LAYOUT_OUTPUTS]),
        _layout_odd(),
        lambda request_id: small_layout(
            request_id=request_id,
            width=128,
            depth=128,
            outputs=[layout_output(kind) for kind in LAYOUT_OUTPUTS],
        ),
        # Classical generators take part.
        frozenset(),
    ),
    Domain(
        "table",
        TABLE,
        table_pb2.TableEvent,
        small_table,
        small_table(outputs=list(TABLE_EXPORTERS)),
        small_table(
            seed=2**64 - 1,
            count=70,
            given={"rarity": "rare|legendary", "weight_kg": "..10", "cost_gp": "", "charges": "yes"},
            outputs=["json", "csv"],
            file_name="finds",
        ),
        lambda request_id: small_table(request_id=request_id, count=100_000),
        frozenset({"table_loot"}),
    ),
    Domain(
        "speech",
        SPEECH,
        speech_pb2.SpeechEvent,
        small_speech,
        small_speech(outputs=list(SPEECH_EXPORTERS)),
        small_speech(
            seed=2**64 - 1,
            text='Millford <break time="200ms"/> is <emphasis>burning</emphasis>! <vocal name="gasp"/> Run.',
            markup=True,
            person={"sex": 0.8, "age_years": 71.5, "stature_m": 1.7, "seed": 2**64 - 1},
            voice={"breath": 0.4, "rate": 1.1},
            style="ghost",
            mood="afraid",
            intent="warn",
            strength=0.9,
            pitch_semitones=-1.5,
            loudness_lufs=-18.0,
            dictionary={"Millford": "ˈmɪlfɚd"},
            outputs=["ogg", "timing", "godot"],
            file_name="fire",
        ),
        lambda request_id: small_speech(request_id=request_id, text="The river is rising again tonight. " * 100),
        frozenset({"speech_hibari_text", "speech_hibari_prosody", "speech_hibari_spectrum"}),
    ),
    Domain(
        "sound",
        SOUND,
        sound_pb2.SoundEvent,
        small_sound,
        small_sound(outputs=list(SOUND_EXPORTERS)),
        small_sound(
            seed=2**64 - 1,
            effect="footstep",
            surface="planks",
            foot="armour",
            gait="land",
            duration_s=0.75,
            intensity=0.8,
            wetness=0.25,
            pitch_semitones=-1.5,
            tilt_db=0.5,
            distance_m=12.0,
            room_m=6.0,
            variation=0.75,
            loudness_lufs=-18.0,
            variants=2,
            stereo=True,
            outputs=["ogg", "json", "godot"],
            file_name="guard",
        ),
        lambda request_id: small_sound(
            request_id=request_id, effect="crowd", duration_s=50.0, variants=4, stereo=True, loop=True
        ),
        frozenset(),
    ),
    Domain(
        "ambience",
        AMBIENCE,
        ambience_pb2.AmbienceEvent,
        small_ambience,
        small_ambience(outputs=["json", "mix"]),
        small_ambience(
            seed=2**64 - 1,
            biome="ice",
            weather="fog",
            settlement="none",
            hour=22.5,
            radius_m=35.5,
            loudness_lufs=-20.0,
            things=[{"kind": "campfire", "x_m": 1.5, "z_m": -4.25}, {"kind": "kennel", "x_m": 20.0}],
            outputs=["ogg", "json"],
            file_name="camp",
        ),
        lambda request_id: ambience_pb2.AmbienceRequest(
            request_id=request_id, biome="tropical_rainforest", settlement="town", weather="breeze", bed_s=20.0
        ),
        frozenset(),
    ),
    Domain(
        "music",
        MUSIC,
        music_pb2.MusicEvent,
        small_music,
        # Kinds of one file each.
        small_music(outputs=[kind for kind in MUSIC_KINDS if kind not in ("layers", "stems", "clips")]),
        small_music(
            seed=2**64 - 1,
            text="a weary waltz in F# minor",
            use="defeat",
            era="scifi",
            ensemble="rock",
            form="AB",
            curve="0.9 0.4",
            motif="F#4 A4 C#5:2",
            density=0.7,
            percussion=0.5,
            loudness_lufs=-23.5,
            ending="loop",
            outputs=["ogg", "json"],
            file_name="the end",
        ),
        lambda request_id: small_music(request_id=request_id, bars=120, ensemble="orchestra", tempo_bpm=120.0),
        MUSIC_MODELS,
    ),
    Domain(
        "music_set",
        MUSIC_SET,
        music_pb2.MusicSetEvent,
        small_music_set,
        small_music_set(outputs=["json", "godot"]),
        small_music_set(
            seed=2**64 - 1, text="sad desert", uses=["night", "victory"], key="Eb", motif="E4 G4", outputs=["json"]
        ),
        lambda request_id: small_music_set(request_id=request_id, bars=60, ensemble="orchestra"),
        MUSIC_MODELS,
    ),
    Domain(
        "world",
        WORLD,
        world_pb2.WorldEvent,
        small_world,
        small_world(parts=["terrain", "settlement", "props", "people", "dialogue", "map"]),
        small_world(
            seed=2**64 - 1,
            text="a hamlet in a snowy valley",
            part_seeds={"props": 2**64 - 1, "dialogue": 5},
            parts=["props", "dialogue"],
        ),
        lambda request_id: small_world(request_id=request_id, side_m=2000.0, metres_per_pixel=2.0, parts=[]),
        WORLD_MODELS,
    ),
)

every_domain = pytest.mark.parametrize("domain", DOMAINS, ids=[domain.name for domain in DOMAINS])
