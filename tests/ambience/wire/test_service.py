"""What the service tells of a place is what its files are."""

from __future__ import annotations

from typing import Any

from procgen.ambience.wire.service import AmbienceService
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import receive
from procgen.v1 import ambience_pb2


def test_a_result_tells_where_each_file_is_heard() -> None:
    events: list[Any] = []
    request = ambience_pb2.AmbienceRequest(
        biome="cave", bed_s=4.0, things=[ambience_pb2.AmbienceThing(kind="torch", x_m=2.0)]
    )
    events += AmbienceService().generate(request, Call("test"), events.append)
    result = receive(events).result
    wavs = [each.file_name for each in result.artifacts if each.kind == "wav"]
    assert [each.kind for each in result.artifacts].count("json") == 1
    for sound in [*(each.sound for each in result.bed), *(each.sound for each in result.emitters)]:
        assert any(name.startswith(sound) for name in wavs)
    torch = result.emitters[-1]
    assert (torch.name, torch.x_m, torch.y_m, torch.loop) == ("torch 1", 2.0, 2.0, True)
    assert result.room_m == 18.0
    assert result.reverberation_s > 1.0
    shown = [event.progress.preview_png for event in events if event.WhichOneof("event") == "progress"]
    assert any(picture.startswith(b"\x89PNG") for picture in shown)


def test_info_lists_what_can_be_asked_for() -> None:
    told = AmbienceService().get_info(ambience_pb2.GetAmbienceInfoRequest(), Call("test"))
    assert told.biomes[0] == "temperate_forest"
    assert {"clear", "thunderstorm"} <= set(told.weathers)
    assert "campfire" in told.things
