"""What the service tells of music is what its files are."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import soundfile

from procgen.errors import InvalidFields
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import receive
from procgen.music.arrange.ensembles import LAYERS
from procgen.music.compose.wish import Wish
from procgen.music.motif import head_of, read_motif
from procgen.music.notation.midi_out import write_midi
from procgen.music.score import Key, Mode, Score
from procgen.music.wire import service
from procgen.music.wire.memory import music_bytes, set_bytes
from procgen.music.wire.read import read_music, read_set
from procgen.music.wire.service import MusicService
from procgen.runtime.store import ModelStore
from procgen.v1 import music_pb2
from tests.client import small_music, small_music_set
from tests.music.tunes import tune


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces are known; the networks are tested with the composer."""

    def compose(wish: Any, *_rest: Any, **_more: Any) -> Score:
        return tune(wish)

    monkeypatch.setattr(service, "compose", compose)


def made(request: Any) -> tuple[Any, list[Any]]:
    """What comes of a request, and its events."""
    served = MusicService(ModelStore())
    sets = isinstance(request, music_pb2.MusicSetRequest)
    events: list[Any] = []
    events += (served.generate_set if sets else served.generate)(request, Call("test"), events.append)
    return receive(events), events


def test_a_result_tells_bars_layers_and_parts() -> None:
    received, events = made(small_music(outputs=["wav", "layers", "json"], metre="3/4", text="quiet purple night"))
    piece = received.result.piece
    samples, rate = soundfile.read(io.BytesIO(received.file("wav")))
    assert rate == 48_000
    assert piece.duration_s == pytest.approx(len(samples) / rate)
    assert list(piece.bar_samples) == [round(bar * 3 * 60.0 / 200.0 * rate) for bar in range(5)]
    assert len(piece.beat_samples) == 12
    assert (piece.name, piece.kind, piece.mood, piece.ensemble) == ("night", "piece", "quiet", "harp")
    assert (piece.beats_per_bar, piece.beat_unit, piece.tempo_bpm) == (3, 4, 200.0)
    assert list(piece.layers) == [layer for layer in LAYERS if layer in piece.layers]
    assert [each.kind for each in received.result.artifacts].count("layers") == len(piece.layers)
    assert sum(part.notes for part in piece.parts) == sum(
        p["notes"] for p in json.loads(received.file("json"))["parts"]
    )
    assert list(received.result.unknown_words) == ["purple"]
    shown = [event.progress.preview_png for event in events if event.WhichOneof("event") == "progress"]
    assert any(picture.startswith(b"\x89PNG") for picture in shown)


def test_a_set_tells_its_pieces_bridges_and_stingers() -> None:
    received, _ = made(small_music_set(stingers=["danger"], outputs=["json", "clips"]))
    told = [(piece.kind, piece.name) for piece in received.result.pieces]
    bridges = [("bridge", "battle"), ("bridge", "tavern")]
    assert told == [("piece", "battle"), ("piece", "tavern"), *bridges, ("stinger", "danger")]
    assert received.result.motif == received.result.pieces[0].motif
    facts = json.loads(received.file("json"))
    assert list(facts["pieces"]) == ["battle", "tavern"]


def test_info_lists_what_can_be_asked_for() -> None:
    told = MusicService(ModelStore()).get_info(music_pb2.GetMusicInfoRequest(), Call("test"))
    assert {"battle", "harbour"} <= {each.name for each in told.uses}
    assert all(each.about for each in (*told.uses, *told.ensembles, *told.stingers))
    assert list(told.layers) == list(LAYERS)
    assert list(told.models) == ["composer"]
    assert len(told.moods) == 16


def test_every_bad_field_is_named() -> None:
    request = small_music(use="disco", tempo_bpm=1.0, outputs=["mp3"], motif="H", file_name="../x")
    with pytest.raises(InvalidFields) as caught:
        read_music(request)
    assert {each.field for each in caught.value.violations} == {"use", "tempo_bpm", "outputs[0]", "motif", "file_name"}
    with pytest.raises(InvalidFields) as caught:
        read_set(small_music_set(uses=["disco"], stingers=["none", "death"]))
    assert {each.field for each in caught.value.violations} == {"uses[0]", "stingers[0]"}


def test_longer_music_takes_more_memory() -> None:
    assert music_bytes(small_music(bars=100)) > music_bytes(small_music(bars=4))
    assert set_bytes(small_music_set()) > music_bytes(small_music())
    assert music_bytes(music_pb2.MusicRequest(length_s=float("nan"))) > 0


def test_a_motif_can_be_a_midi_file() -> None:
    score = tune(Wish(1, Key(0, Mode.MAJOR), 4, 4, 100.0, 4, "A", (0.5,)))
    asked, _ = read_music(small_music(motif_midi=write_midi(score)))
    assert [note.pitch for note in read_motif(asked.motif)] == [note.pitch for note in head_of(score)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"motif_midi": b"RIFF"}, "motif_midi"),
        ({"motif_midi": b"MThd" + bytes(300_000)}, "at most 262144 bytes"),
        ({"motif_midi": b"MThd", "motif": "C4 D4"}, "not set where motif is"),
        ({"continue_midi": b"RIFF"}, "continue_midi"),
        ({"model": "nobody"}, "model"),
        ({"continue_midi": b"MThd" + bytes(300_000)}, "at most 262144 bytes"),
    ],
)
def test_midi_files_that_are_none_are_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidFields, match=said):
        read_music(small_music(**fields))
