"""The bank has what ensembles need, and says what is wrong with it."""

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from procgen.errors import InvalidFields, ModelUnavailable
from procgen.music.play import Bank, packaged_bank, read_bank
from procgen.music.play.bank import FILE, INDEX
from procgen.music.score import DRUM_KIT, ORCHESTRA_KIT
from procgen.runtime.catalog import packaged_assets
from tests.figures import figure

PACKED = packaged_assets() / FILE


def test_every_instrument_has_a_sound_at_every_key() -> None:
    bank = packaged_bank()
    for instrument in range(120):
        preset = bank.preset(instrument)
        assert all(preset.at(key) for key in range(128)), preset.name


def test_kits_have_the_drums_that_are_written_for() -> None:
    bank = packaged_bank()
    for kit, keys in ((DRUM_KIT, (36, 38, 42, 44, 46, 49, 51, 45, 50)), (ORCHESTRA_KIT, (36, 38, 41, 48, 57, 59, 81))):
        assert all(bank.preset(kit).at(key) for key in keys)


def test_effects_are_no_instruments() -> None:
    with pytest.raises(InvalidFields, match="instrument: got 126, allowed is 0 to 119"):
        packaged_bank().preset(126)


def test_it_is_small_and_every_recording_of_it_can_be_played() -> None:
    size = PACKED.stat().st_size
    figure("music: bank", size / 1e6, "MB", "<= 10")
    assert size <= 10_000_000
    bank = packaged_bank()
    zones = {zone.sample: zone for preset in bank.presets for zone in preset.zones}
    with zipfile.ZipFile(PACKED) as file:
        assert {f"samples/{name}.ogg" for name in zones} == set(file.namelist()) - {INDEX}
    for name in sorted(zones)[::12]:
        found = bank.recording(name)
        loop = zones[name].loop
        assert np.isfinite(found.wave).all()
        assert loop is None or zones[name].start < loop[0] < loop[1] <= len(found.wave)


def test_neighbours_are_about_as_loud() -> None:
    for preset in packaged_bank().presets:
        gains = [zone.gain_db for zone in preset.zones]
        assert max(gains) - min(gains) <= 45.0, preset.name


def test_its_digest_is_of_what_it_holds() -> None:
    with zipfile.ZipFile(PACKED) as file:
        index = json.loads(file.read(INDEX))
        digest = hashlib.sha256(json.dumps(index["presets"], sort_keys=True).encode())
        for name in sorted(index["rates_hz"]):
            digest.update(name.encode() + file.read(f"samples/{name}.ogg"))
    assert digest.hexdigest() == index["sha256"] == packaged_bank().sha256


def changed(path: Path, index: dict | None = None, cut: int = 0) -> Path:
    with zipfile.ZipFile(PACKED) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == INDEX and index is not None:
                data = json.dumps({**json.loads(data), **index}).encode()
            new.writestr(name, data[: len(data) - cut] if name != INDEX else data)
    return path


def test_a_damaged_bank_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"No such file|cannot find"):
        read_bank(tmp_path / "none.zip")
    (tmp_path / "text.zip").write_text("no zip")
    with pytest.raises(ModelUnavailable, match="not a zip"):
        read_bank(tmp_path / "text.zip")
    with pytest.raises(ModelUnavailable, match="its format is 9"):
        read_bank(changed(tmp_path / "format.zip", {"format": 9}))
    with pytest.raises(ModelUnavailable, match="bank of instruments"):
        read_bank(changed(tmp_path / "zones.zip", {"presets": {"piano": {"instruments": [0], "zones": [{"low": 1}]}}}))
    broken = bytearray(PACKED.read_bytes())
    place = len(broken) // 2
    broken[place : place + 64] = bytes(64)
    (tmp_path / "broken.zip").write_bytes(bytes(broken))
    bank = read_bank(tmp_path / "broken.zip")
    names = {zone.sample for preset in bank.presets for zone in preset.zones}
    refused = [name for name in names if not is_read(bank, name)]
    assert 1 <= len(refused) <= 3


def is_read(bank: Bank, name: str) -> bool:
    try:
        bank.recording(name)
    except ModelUnavailable as error:
        assert name in str(error)
        return False
    return True
