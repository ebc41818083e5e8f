"""What ships: real scans, each credited, small enough, and read only when asked for."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from procgen.errors import ModelUnavailable
from procgen.runtime.catalog import packaged_assets
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.classical.torus import blur
from procgen.texture.scan.bank import GLIMPSES, Bank, Entry, Read, packaged_bank, packed_entries
from procgen.texture.scan.packed import slope_codes, slopes_of_codes, steepest_of
from procgen.texture.scan.turns import ROUNDS, TURNS
from tests.texture.scan.scans import ORIGIN, scan

FILES = sorted(packaged_assets().glob("texture_scans_*.zip"))
# Of the test splits of the packs that the bank is of: what is judged is never in it.
HELD_OUT = {
    "Carpet016",
    "Chainmail004",
    "Grass001",
    "Grass004",
    "Marble001",
    "Metal009",
    "Plastic01",
    "Rock058",
    "Tiles036",
    "Wood026",
    "Wood07",
    "cgb_Bark_03",
    "cgb_Bark_06",
    "cgb_Metal_tiles_03",
    "ph_brown_leather",
    "ph_concrete_floor",
    "ph_marble_01",
    "ph_rusty_painted_metal",
    "ph_square_floor",
    "ph_terrazzo_tiles",
    "ph_wood_planks",
    "tc_ground_0043",
}


def test_files_are_small_enough() -> None:
    assert FILES
    sizes = [path.stat().st_size for path in FILES]
    assert max(sizes) <= 16 << 20
    assert sum(sizes) + (packaged_assets() / GLIMPSES).stat().st_size <= 55 << 20


def test_every_scan_says_who_made_it_and_may_be_used() -> None:
    for origin in packaged_bank().origins:
        assert origin.licence == "CC0-1.0"
        assert origin.publisher
        assert origin.source.startswith("https://")
        assert origin.material in CLASS_NAMES


def test_what_is_judged_is_not_in_it() -> None:
    assert not {origin.name for origin in packaged_bank().origins} & HELD_OUT


def test_every_scan_is_named_in_the_notice() -> None:
    notice = (packaged_assets() / "texture_scans.md").read_text("utf-8")
    assert [origin.name for origin in packaged_bank().origins if f"`{origin.name}`" not in notice] == []


def test_a_scan_reads_as_maps_of_one_size() -> None:
    entry = packaged_bank().classes["brick"][0]
    found = packaged_bank().scan(entry)
    assert packaged_bank().scan(entry) is found, "read once"
    surface = found.surface(found.side_px)
    assert surface.albedo.shape == (found.side_px, found.side_px, 3)
    assert 0.0 <= surface.albedo.min() < surface.albedo.max() <= 1.0
    assert surface.height.std() > 0.5, "bricks stand out"


def test_every_scan_has_a_glimpse_that_looks_like_it() -> None:
    bank = packaged_bank()
    assert all(entry.glimpse is not None for entry in bank.entries)
    entry = bank.classes["brick"][0]
    assert entry.glimpse is not None
    small, whole = entry.glimpse().surface(128), bank.scan(entry).surface(128)
    assert np.abs(small.albedo - whole.albedo).mean() < 0.02
    assert np.corrcoef(small.height.ravel(), whole.height.ravel())[0, 1] > 0.95
    assert np.abs(small.roughness - whole.roughness).mean() < 0.02


def test_the_whole_is_not_read_for_a_glimpse() -> None:
    reads = []

    def read(name: str) -> Read:
        return lambda: (reads.append(name), scan(256, 1))[1]  # type: ignore[func-returns-value]

    bank = Bank([Entry(ORIGIN, read("whole"), None, read("small")), Entry(replace(ORIGIN, sha256="1"), read("only"))])
    for _ in range(2):
        bank.glimpse(bank.entries[0])
    assert reads == ["small"]
    assert bank.scan(bank.entries[0]) is bank.glimpse(bank.entries[0])
    assert bank.glimpse(bank.entries[1]) is bank.scan(bank.entries[1])
    assert reads == ["small", "whole", "only"]


def test_turns_name_each_scan_of_their_class_once() -> None:
    bank = packaged_bank()
    for material, names in TURNS.items():
        assert tuple(entry.origin.name for entry in bank.classes[material]) == names
        assert len(set(names)) == len(names)


def test_scans_of_a_users_own_come_after_those_that_have_a_turn() -> None:
    last, first = TURNS["wood"][-1], TURNS["wood"][0]
    entries = [
        Entry(replace(ORIGIN, name=name, material="wood", sha256=name), lambda: scan(256, 1))
        for name in ("mine", last, "a second", first)
    ]
    assert [entry.origin.name for entry in Bank(entries).classes["wood"]] == [first, last, "mine", "a second"]


def test_rounds_show_each_scan_of_their_class_and_none_twice_running() -> None:
    bank = packaged_bank()
    for material, entries in bank.rounds.items():
        names = [entry.origin.name for entry in entries]
        assert set(names) == {entry.origin.name for entry in bank.classes[material]}
        assert tuple(names) == ROUNDS.get(material, tuple(names))
        assert max(names.count(name) for name in names) <= 3
        if len(names) > 1:
            assert all(one != other for one, other in zip(names, [*names[1:], names[0]], strict=True)), material


def test_a_users_own_have_a_turn_whenever_the_packaged_ones_have_been_through() -> None:
    names = ROUNDS["wood"]
    entries = [
        Entry(replace(ORIGIN, name=name, material="wood", sha256=name), lambda: scan(256, 1))
        for name in ("mine", *sorted(set(names)))
    ]
    shown = [entry.origin.name for entry in Bank(entries).rounds["wood"]]
    assert [name for name in shown if name != "mine"] == list(names)
    assert shown.count("mine") == -(-len(names) // len(set(names)))
    assert [entry.origin.name for entry in Bank(entries[:1]).rounds["wood"]] == ["mine"]


def test_some_can_be_laid_anew() -> None:
    laid = packaged_bank().laid_classes
    assert {"brick", "tiles"} <= set(laid)
    for entries in laid.values():
        assert all(entry.stones is not None and len(entry.stones.boxes) >= 12 for entry in entries)


def test_the_least_used_scan_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = scan(256, 1), scan(256, 2)
    reads = []

    def entry(name: str, of: object) -> Entry:
        origin = type(ORIGIN)(name, "rock", "", "", "", name)
        return Entry(origin, lambda: (reads.append(name), of)[1])  # type: ignore[arg-type, func-returns-value, return-value]

    bank = Bank([entry("one", one), entry("other", other)])
    monkeypatch.setattr("procgen.texture.scan.bank.MEMORY_BYTES", one.size_bytes)
    for which in (0, 0, 1, 0):
        bank.scan(bank.entries[which])
    assert reads == ["one", "other", "one"]


def test_slopes_keep_what_eight_bits_can() -> None:
    slopes = np.random.default_rng(0).normal(0.0, 0.3, (2, 64, 64)).astype(np.float32)
    steepest = steepest_of(slopes)
    again = slopes_of_codes(slope_codes(slopes, steepest), steepest)
    assert np.abs(again - np.clip(slopes, -steepest, steepest)).max() < 0.01 * steepest


@pytest.mark.parametrize("harm", ["cut", "changed", "index"])
def test_a_damaged_file_is_told(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "texture_scans_1.zip"
    data = bytearray(FILES[0].read_bytes())
    if harm == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif harm == "changed":
        place = data.index(b"ftypavif") + 4000
        data[place] ^= 255
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("scans.json", "{}")
    with pytest.raises(ModelUnavailable, match="texture_scans_1"):
        [entry.read() for entry in packed_entries(path)[:1]]


def test_stains_of_slates_are_no_hills() -> None:
    (entry,) = (each for each in packaged_bank().entries if each.origin.name == "RoofingTiles001")
    for slates in (packaged_bank().scan(entry), packaged_bank().glimpse(entry)):
        slopes = slates.stack(128)[..., 3].astype(np.float32)
        assert blur(slopes, 6.0).std() < 0.03 * slopes.std()


@pytest.mark.parametrize(
    ("material", "name", "own"),
    [
        ("concrete", "ph_painted_plaster_wall", "plaster"),
        ("paint", "Metal053C", "rust"),
        ("plastic", "Leather025", "leather"),
        ("rubber", "Leather025", "leather"),
        ("wallpaper", "t3_Fabric_Lace_022", "fabric"),
    ],
)
def test_what_looks_like_another_class_as_well_is_laid_for_both(material: str, name: str, own: str) -> None:
    bank = packaged_bank()
    names = [entry.origin.name for entry in bank.classes[material]]
    assert names.count(name) == 1
    assert bank.classes[material][0].origin.material == material
    assert name in [entry.origin.name for entry in bank.classes[own]]
    # A bank of one's own that has none of the class gets none.
    assert material not in Bank(bank.classes[own]).classes
