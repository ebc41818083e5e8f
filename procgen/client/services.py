"""The server's services, a class each: methods as in the contract, in Python's spelling."""

from __future__ import annotations

import grpc

from procgen.client.methods import Ask, Follow, Make, Metadata
from procgen.v1 import ambience_pb2 as ambience
from procgen.v1 import (
    ambience_pb2_grpc,
    batch_pb2_grpc,
    character_pb2_grpc,
    creature_pb2_grpc,
    dialogue_pb2_grpc,
    layout_pb2_grpc,
    music_pb2_grpc,
    sound_pb2_grpc,
    speech_pb2_grpc,
    system_pb2_grpc,
    table_pb2_grpc,
    terrain_pb2_grpc,
    texture_pb2_grpc,
    world_pb2_grpc,
)
from procgen.v1 import batch_pb2 as batch
from procgen.v1 import character_pb2 as character
from procgen.v1 import creature_pb2 as creature
from procgen.v1 import dialogue_pb2 as dialogue
from procgen.v1 import layout_pb2 as layout
from procgen.v1 import music_pb2 as music
from procgen.v1 import sound_pb2 as sound
from procgen.v1 import speech_pb2 as speech
from procgen.v1 import system_pb2 as system
from procgen.v1 import table_pb2 as table
from procgen.v1 import terrain_pb2 as terrain
from procgen.v1 import texture_pb2 as texture
from procgen.v1 import world_pb2 as world


class Terrain:
    """Height maps and what belongs to them."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = terrain_pb2_grpc.TerrainServiceStub(channel)
        self.generate = Make(terrain.TerrainRequest, stub.Generate, metadata, terrain.TerrainResult)
        self.measure_land = Ask(terrain.MeasureLandRequest, stub.MeasureLand, metadata)


class Texture:
    """Materials that tile."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = texture_pb2_grpc.TextureServiceStub(channel)
        self.generate = Make(texture.TextureRequest, stub.Generate, metadata, texture.TextureResult)
        self.generate_set = Make(texture.TextureSetRequest, stub.GenerateSet, metadata, texture.TextureSetResult)


class Character:
    """People: drawn, changed, measured, made."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = character_pb2_grpc.CharacterServiceStub(channel)
        self.get_character_info = Ask(character.GetCharacterInfoRequest, stub.GetCharacterInfo, metadata)
        self.describe = Ask(character.DescribeRequest, stub.Describe, metadata)
        self.sample = Ask(character.SampleRequest, stub.Sample, metadata)
        self.vary = Ask(character.VaryRequest, stub.Vary, metadata)
        self.edit = Ask(character.EditRequest, stub.Edit, metadata)
        self.measure = Ask(character.MeasureRequest, stub.Measure, metadata)
        self.update = Ask(character.UpdateRequest, stub.Update, metadata)
        self.generate = Make(character.CharacterRequest, stub.Generate, metadata, character.CharacterResult)
        self.generate_crowd = Follow(character.CrowdRequest, stub.GenerateCrowd, metadata, character.CrowdEvent)


class Dialogue:
    """Lines, scenes, and talk with somebody."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = dialogue_pb2_grpc.DialogueServiceStub(channel)
        self.get_dialogue_info = Ask(dialogue.GetDialogueInfoRequest, stub.GetDialogueInfo, metadata)
        self.generate_lines = Make(dialogue.LinesRequest, stub.GenerateLines, metadata, dialogue.LinesResult)
        self.generate_scene = Make(dialogue.SceneRequest, stub.GenerateScene, metadata, dialogue.SceneResult)
        self.fill_scene = Make(dialogue.FillSceneRequest, stub.FillScene, metadata, dialogue.FillSceneResult)
        self.check_scene = Ask(dialogue.CheckSceneRequest, stub.CheckScene, metadata)
        self.converse = Follow(dialogue.ConverseRequest, stub.Converse, metadata, dialogue.ConverseEvent)


class Layout:
    """Maps of tiles."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = layout_pb2_grpc.LayoutServiceStub(channel)
        self.generate = Make(layout.LayoutRequest, stub.Generate, metadata, layout.LayoutResult)


class Table:
    """Rows of what belongs together: loot, encounters, plants."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = table_pb2_grpc.TableServiceStub(channel)
        self.get_table_info = Ask(table.GetTableInfoRequest, stub.GetTableInfo, metadata)
        self.generate = Make(table.TableRequest, stub.Generate, metadata, table.TableResult)
        self.log_likelihood = Ask(table.LogLikelihoodRequest, stub.LogLikelihood, metadata)
        self.distribution = Ask(table.DistributionRequest, stub.Distribution, metadata)


class Speech:
    """Voices."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = speech_pb2_grpc.SpeechServiceStub(channel)
        self.get_speech_info = Ask(speech.GetSpeechInfoRequest, stub.GetSpeechInfo, metadata)
        self.generate_speech = Make(speech.SpeechRequest, stub.GenerateSpeech, metadata, speech.SpeechResult)
        self.generate_barks = Follow(speech.BarksRequest, stub.GenerateBarks, metadata, speech.BarksEvent)


class Sound:
    """Effects."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = sound_pb2_grpc.SoundServiceStub(channel)
        self.get_sound_info = Ask(sound.GetSoundInfoRequest, stub.GetSoundInfo, metadata)
        self.generate_sound = Make(sound.SoundRequest, stub.GenerateSound, metadata, sound.SoundResult)


class Creature:
    """Animals."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = creature_pb2_grpc.CreatureServiceStub(channel)
        self.get_creature_info = Ask(creature.GetCreatureInfoRequest, stub.GetCreatureInfo, metadata)
        self.generate_creature = Make(
            creature.CreatureRequest, stub.GenerateCreature, metadata, creature.CreatureResult
        )


class Ambience:
    """What a place sounds like."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = ambience_pb2_grpc.AmbienceServiceStub(channel)
        self.get_ambience_info = Ask(ambience.GetAmbienceInfoRequest, stub.GetAmbienceInfo, metadata)
        self.generate_ambience = Make(
            ambience.AmbienceRequest, stub.GenerateAmbience, metadata, ambience.AmbienceResult
        )


class Music:
    """Pieces, and the music of places."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = music_pb2_grpc.MusicServiceStub(channel)
        self.get_music_info = Ask(music.GetMusicInfoRequest, stub.GetMusicInfo, metadata)
        self.generate_music = Make(music.MusicRequest, stub.GenerateMusic, metadata, music.MusicResult)
        self.generate_music_set = Make(music.MusicSetRequest, stub.GenerateMusicSet, metadata, music.MusicSetResult)


class World:
    """Whole places."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = world_pb2_grpc.WorldServiceStub(channel)
        self.generate = Make(world.WorldRequest, stub.Generate, metadata, world.WorldResult)
        self.draw_scenario = Ask(world.DrawScenarioRequest, stub.DrawScenario, metadata)


class Batch:
    """Many requests in the background."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = batch_pb2_grpc.BatchServiceStub(channel)
        self.submit = Ask(batch.SubmitBatchRequest, stub.Submit, metadata)
        self.watch = Follow(batch.WatchBatchRequest, stub.Watch, metadata, batch.WatchBatchEvent)
        self.cancel = Ask(batch.CancelBatchRequest, stub.Cancel, metadata)
        self.list = Ask(batch.ListBatchesRequest, stub.List, metadata)
        self.fetch = Follow(batch.FetchBatchRequest, stub.Fetch, metadata, batch.FetchBatchEvent)
        self.forget = Ask(batch.ForgetBatchRequest, stub.Forget, metadata)


class System:
    """The server itself."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        stub = system_pb2_grpc.SystemServiceStub(channel)
        self.get_info = Ask(system.GetInfoRequest, stub.GetInfo, metadata)
        self.cancel = Ask(system.CancelRequest, stub.Cancel, metadata)
        self.list_models = Ask(system.ListModelsRequest, stub.ListModels, metadata)
        self.reload_models = Ask(system.ReloadModelsRequest, stub.ReloadModels, metadata)
        self.list_presets = Ask(system.ListPresetsRequest, stub.ListPresets, metadata)
