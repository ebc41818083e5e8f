"""Rasters of real land: what each format says of itself is read, what it does not say has to be said, and what is wrong
with it is named.

The GeoTIFFs in ``gdal`` were written by GDAL (``gdal/make.py``).
"""

from __future__ import annotations

import json
import math
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from procgen.errors import Failed, InvalidFields
from procgen.terrain.command.rasters import Land, Preparing, prepared_land
from procgen.terrain.command.rasters.prepare import filled
from procgen.terrain.command.rasters.utm import Utm
from procgen.terrain.representation import FloatArray

GDAL = Path(__file__).resolve().parent / "gdal"
NOTHING = Preparing()


def heights() -> FloatArray:
    """Of the files that GDAL wrote."""
    row, column = np.mgrid[0:37, 0:45]
    return (400.0 + 12.25 * row + 3.5 * column + 40.0 * ((row * column) % 7)).astype(np.float32)


def read(name: str, how: Preparing = NOTHING, *, holes: bool = False) -> Land:
    return prepared_land(GDAL / f"{name}.tif", how, "--base", holes=holes)


def refused(path: Path | str, how: Preparing = NOTHING) -> str:
    path = GDAL / f"{path}.tif" if isinstance(path, str) else path
    with pytest.raises(InvalidFields) as caught:
        prepared_land(path, how, "--base")
    return str(caught.value)


FORMS = sorted(path.stem for path in GDAL.glob("*_*.tif") if path.stem.split("_")[0][-2:] in ("16", "32", "64"))


@pytest.mark.parametrize("name", FORMS)
def test_every_type_compression_predictor_layout_and_byte_order_is_read(name: str) -> None:
    land = read(name)
    kind = np.dtype(name.split("_", maxsplit=1)[0])
    assert np.array_equal(land.heights, heights().astype(kind).astype(np.float32))
    assert (land.spacing_m, land.epsg, land.west_m, land.north_m) == (30.0, 32632, 380_000.0, 5_120_000.0)
    assert any("no unit of heights" in text for text in land.told), "metres are taken for granted, which is told"


def test_there_is_a_file_for_each_form() -> None:
    assert len(FORMS) == 12


def test_a_part_is_cropped_by_cells_or_by_places() -> None:
    part = read("metres", Preparing(crop="10,5,20,8"))
    assert np.array_equal(part.heights, heights()[5:13, 10:30])
    assert (part.west_m, part.north_m) == (380_300.0, 5_119_850.0)
    assert part.told == ("cropped to 20 x 8 of 45 x 37 cells",)
    same = read("metres", Preparing(crop="frame:380300,5119610,380900,5119850"))
    assert np.array_equal(same.heights, part.heights)
    assert same.west_m == part.west_m


@pytest.mark.parametrize(
    "crop", ["10,5,40,8", "-1,0,5,5", "0,0,0,3", "1,2,3", "a,b,c,d", "frame:0,0,10,10", "nan,0,1,1"]
)
def test_a_part_that_is_none_is_refused_with_what_there_is(crop: str) -> None:
    said = refused("metres", Preparing(crop=crop))
    assert "--raster-crop" in said
    assert crop in said


def test_units_of_heights_are_those_of_the_file_or_said() -> None:
    assert "feet" in refused("feet")
    assert "--raster-unit ft" in refused("feet")
    land = read("feet", Preparing(unit="ft"))
    assert np.allclose(land.heights, heights(), atol=1e-3)
    assert "heights turned from ft into metres" in land.told
    assert "m, as the file says" in refused("metres", Preparing(unit="ft"))
    assert "m, ft or us-ft" in refused("float32_lzw2_strips", Preparing(unit="yards"))
    survey = read("float32_lzw2_strips", Preparing(unit="us-ft"))
    assert np.allclose(survey.heights, heights() * (1200 / 3937))
    assert np.allclose(read("scaled").heights, np.rint(heights() * 4) * 0.25 + 100.0)


def test_holes_are_named_cropped_or_filled_but_never_kept() -> None:
    said = refused("holes")
    assert "10 cells without heights (0.601 %), the first at column 4, row 3" in said
    assert "--raster-crop" in said
    assert "--raster-fill" in said
    assert np.array_equal(read("holes", Preparing(crop="5,4,20,10")).heights, heights()[4:14, 5:25])
    land = read("holes", Preparing(fill=True))
    known = np.ones(land.heights.shape, np.bool_)
    known[3, 4] = known[20:23, 30:33] = False
    assert np.array_equal(land.heights[known], heights()[known])
    assert heights().min() <= land.heights[~known].min() <= land.heights[~known].max() <= heights().max()
    assert any(text.startswith("filled 10 cells") for text in land.told)
    assert "10 cells without heights" in refused("nan_holes")
    free = read("nan_holes", holes=True)
    assert np.array_equal(np.isnan(free.heights), ~known)
    assert any("left free" in text for text in free.told)


def test_what_looks_like_no_data_is_asked_about() -> None:
    said = refused("unnamed_holes")
    assert "10 cells of -9999, which the file does not call no-data" in said
    assert "10 cells without heights" in refused("unnamed_holes", Preparing(no_data=-9999.0))
    assert read("unnamed_holes", Preparing(no_data=math.nan)).heights[3, 4] == -9999.0, "heights, since that was said"
    assert "100 %" in refused("sparse"), "blocks that are not in the file are no heights"
    assert "at most 50 % to be filled" in refused("sparse", Preparing(fill=True))


def test_frames_are_those_of_the_file_or_said() -> None:
    assert "unknown unit" in refused("unknown_frame")
    assert "--raster-frame" in refused("unknown_frame")
    said = read("unknown_frame", Preparing(frame="EPSG:32632"))
    assert (said.epsg, said.west_m, said.spacing_m) == (32632, 380_000.0, 30.0)
    assert read("unknown_frame", Preparing(frame="metres")).epsg is None
    assert "what the file says: EPSG:32632" in refused("metres", Preparing(frame="EPSG:32633"))
    assert "what the file says" in refused("metres", Preparing(frame="degrees"))
    assert "metres, degrees or EPSG:NUMBER" in refused("metres", Preparing(frame="utm"))
    assert "a projection in metres" in refused("unknown_frame", Preparing(frame="EPSG:4326"))
    assert "web Mercator" in refused("web_mercator")
    assert "us-ft" in refused("feet_frame")
    assert "no rotation" in refused("rotated")
    assert "north to south" in refused("south_up")
    assert "a single band" in refused("colours")


def test_cells_of_points_lie_around_them() -> None:
    with Image.open(GDAL / "point.tif") as picture:
        tie = picture.tag_v2[33922]
    land = read("point")
    assert (land.west_m, land.north_m) == (tie[3] - 15.0, tie[4] + 15.0)


def test_oblong_cells_are_resampled_when_asked() -> None:
    assert "30 x 20 m" in refused("oblong")
    land = read("oblong", Preparing(spacing_m=10.0))
    assert land.heights.shape == (74, 135)
    assert any("resampled" in text for text in land.told)
    assert abs(float(land.heights.mean()) - float(heights().mean())) < 1.0


def test_degrees_are_projected_only_when_asked() -> None:
    said = refused("degrees")
    assert "degrees, about 21.4 x 30.9 m" in said
    assert "--raster-spacing 31 projects them to UTM" in said
    land = read("degrees", Preparing(spacing_m=15.0))
    assert land.epsg == 32632
    assert any("UTM zone 32 north" in text for text in land.told)
    # A cell's middle is where it was, to the metre, and has its height.
    place = Utm(32, north=True).forward(np.array(7.5 + 20.5 / 3600), np.array(46.25 - 18.5 / 3600))
    column, row = (float(place[0]) - land.west_m) / 15.0 - 0.5, (land.north_m - float(place[1])) / 15.0 - 0.5
    around = land.heights[int(row) : int(row) + 2, int(column) : int(column) + 2]
    assert around.min() - 10 <= heights()[18, 20] <= around.max() + 10


@given(st.floats(-179.9, 179.9), st.floats(-80.0, 84.0))
def test_places_come_back_from_utm(longitude: float, latitude: float) -> None:
    zone = Utm.of(longitude, latitude)
    x, y = zone.forward(np.array(longitude), np.array(latitude))
    assert 160_000 < x < 840_000
    back = zone.inverse(x, y)
    assert float(back[0]) == pytest.approx(longitude, abs=1e-7)
    assert float(back[1]) == pytest.approx(latitude, abs=1e-7)


@pytest.mark.parametrize(
    ("zone", "place", "metres"),
    [  # of PROJ 9
        (Utm(32, north=True), (7.41, 46.12), (377149.6391, 5108609.2707)),
        (Utm(18, north=False), (-70.3, -54.2), (806495.5999, 3984020.3249)),
        (Utm(33, north=True), (12.1, 70.0), (389339.5351, 7768505.4523)),
    ],
)
def test_utm_is_that_of_proj_to_the_centimetre(
    zone: Utm, place: tuple[float, float], metres: tuple[float, float]
) -> None:
    made = zone.forward(np.array(place[0]), np.array(place[1]))
    assert float(made[0]) == pytest.approx(metres[0], abs=0.01)
    assert float(made[1]) == pytest.approx(metres[1], abs=0.01)


def hgt(folder: Path, name: str = "N46E007.hgt", side: int = 1201) -> Path:
    row, column = np.mgrid[0:side, 0:side]
    path = folder / name
    path.write_bytes((row // 4 + column // 8).astype(">i2").tobytes())
    return path


def test_a_degree_of_srtm_lies_where_its_name_says(tmp_path: Path) -> None:
    path = hgt(tmp_path)
    assert "degrees" in refused(path)
    land = prepared_land(path, Preparing(crop="frame:7.4,46.4,7.6,46.6", spacing_m=90.0), "--base")
    assert land.epsg == 32632
    place = Utm(32, north=True).inverse(np.array(land.west_m + 45.0), np.array(land.north_m - 45.0))
    row, column = (47.0 - float(place[1])) * 1200, (float(place[0]) - 7.0) * 1200
    assert float(land.heights[0, 0]) == pytest.approx(row // 4 + column // 8, abs=1.5)
    assert "2884802 bytes" in refused(hgt(tmp_path, side=1200))
    assert "south-western corner" in refused(hgt(tmp_path, "alps.hgt"))


ASC = "ncols 4\nnrows 3\nxllcorner 1000\nyllcorner 500\ncellsize 25\nNODATA_value -1\n"


def test_ascii_grids_are_read_whatever_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "land.asc"
    path.write_text(ASC + "1 2 3 4 5\n6 7 8\n9 10 11 12\n")
    assert "unknown unit" in refused(path)
    land = prepared_land(path, Preparing(frame="metres"), "--base")
    assert np.array_equal(land.heights, np.arange(1, 13, dtype=np.float32).reshape(3, 4))
    assert (land.west_m, land.north_m, land.spacing_m) == (1000.0, 575.0, 25.0)
    part = prepared_land(path, Preparing(frame="metres", crop="1,1,2,2"), "--base")
    assert np.array_equal(part.heights, [[6, 7], [10, 11]])
    (tmp_path / "land.prj").write_text(
        'PROJCS["UTM",GEOGCS["WGS",DATUM["D",SPHEROID["S",6378137,298.257]],UNIT["Degree",0.0174532925]],UNIT["Meter",1.0]]'
    )
    assert prepared_land(path, NOTHING, "--base").spacing_m == 25.0
    (tmp_path / "land.prj").write_text('GEOGCS["WGS",UNIT["Degree",0.0174532925]]')
    assert "degrees" in refused(path)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (ASC + "1 2 3 4 5 6 7 8 9 10 11", "11 numbers, allowed is ncols * nrows = 12"),
        (ASC + "1 2 3 4 5 6 7 8 9 10 11,5 12", "11,5"),
        (ASC.replace("ncols 4", "ncols four") + "1", "ASC ncols: got four"),
        (ASC.replace("cellsize 25\n", "") + "1", "dx: got missing"),
        (ASC.replace("25", "0") + "1", "more than 0"),
        (ASC + "1 2 3 -1 5 6 7 8 9 10 11 12", "1 cells without heights"),
    ],
)
def test_what_is_wrong_with_an_ascii_grid_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "land.asc"
    path.write_text(text)
    assert named in refused(path, Preparing(frame="metres"))


def test_a_large_ascii_grid_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "land.asc"
    row = " ".join(str(at % 100) for at in range(2000)) + "\n"
    path.write_text(ASC.replace("ncols 4", "ncols 2000").replace("nrows 3", "nrows 400") + row * 400)
    land = prepared_land(path, Preparing(frame="metres", crop="1000,390,64,8"), "--base")
    assert np.array_equal(land.heights[7], np.arange(64))


def test_pictures_need_their_heights_and_spacing_said(tmp_path: Path) -> None:
    shades = np.linspace(0, 65535, 64 * 32).round().astype(np.uint16).reshape(32, 64)
    path = tmp_path / "land.png"
    Image.fromarray(shades).save(path)
    assert "no spacing" in refused(path)
    assert "shades of grey" in refused(path, Preparing(spacing_m=10.0))
    how = Preparing(spacing_m=10.0, low_m=-50.0, high_m=250.0)
    assert np.allclose(prepared_land(path, how, "--base").heights, shades / 65535 * 300.0 - 50.0, atol=1e-3)
    raw = tmp_path / "land.r16"
    raw.write_bytes(shades.astype("<u2").tobytes())
    assert "a square of 16-bit cells" in refused(raw, how)
    (tmp_path / "land.r16.json").write_text(
        json.dumps({"width_px": 64, "depth_px": 32, "metres_per_pixel": 5, "height_min_m": 0, "height_max_m": 10})
    )
    land = prepared_land(raw, NOTHING, "--base")
    assert (land.heights.shape, land.spacing_m) == ((32, 64), 5.0)
    assert float(land.heights.max()) == 10.0
    Image.fromarray((shades // 256).astype(np.uint8)).save(path)
    assert "8 bits make steps" in refused(path, how)


def test_arrays_are_metres_of_a_spacing_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "land.npy"
    np.save(path, heights().astype(np.float64))
    assert "no spacing" in refused(path)
    assert np.array_equal(prepared_land(path, Preparing(spacing_m=5.0), "--base").heights, heights())
    np.save(path, np.zeros((2, 3, 4)))
    assert "two-dimensional" in refused(path, Preparing(spacing_m=5.0))
    path.write_bytes(b"nothing")
    assert "an array of NumPy" in refused(path, Preparing(spacing_m=5.0))


def test_heights_that_are_none_are_named(tmp_path: Path) -> None:
    path = tmp_path / "land.npy"
    np.save(path, np.full((20, 20), 30_000.0, np.float32))
    assert "30000 m at column 0, row 0" in refused(path, Preparing(spacing_m=5.0))


def test_a_raster_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.npy"
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"shape": (40000, 40000), "fortran_order": False, "descr": "<f4"})
        start = file.tell()
        file.truncate(start + 4 * 40000 * 40000)  # 6.4 GB that take no room
    assert "40000 x 40000 cells" in refused(path, Preparing(spacing_m=1.0))
    part = prepared_land(path, Preparing(spacing_m=1.0, crop="30000,30000,64,64"), "--base")
    assert not part.heights.any()


def test_other_files_are_refused(tmp_path: Path) -> None:
    for name in ("land.jpg", "missing.tif"):
        with pytest.raises(Failed):
            prepared_land(tmp_path / name, NOTHING, "--base")


@given(st.integers(1, 24), st.integers(1, 24), st.integers(0, 2**32), st.floats(0.0, 0.9))
def test_filling_keeps_what_is_known_and_stays_between_its_ends(
    rows: int, columns: int, seed: int, share: float
) -> None:
    random = np.random.default_rng(seed)
    land = (random.random((rows, columns)) * 100).astype(np.float32)
    holes = random.random((rows, columns)) < share
    holes.flat[0] = False
    made = filled(np.where(holes, np.float32(np.nan), land))
    assert np.array_equal(made[~holes], land[~holes])
    assert land[~holes].min() - 1e-3 <= made.min() <= made.max() <= land[~holes].max() + 1e-3


def test_a_window_of_a_tiff_of_gigabytes_is_read_in_little_memory(tmp_path: Path) -> None:
    """BigTIFF, one strip without compression: 40000 x 40000 float32, a file with a hole in it."""
    side, data_at = 40_000, 4096
    tags = {
        256: (4, [side]),
        257: (4, [side]),
        258: (3, [32]),
        259: (3, [1]),
        273: (16, [data_at]),
        277: (3, [1]),
        278: (4, [side]),
        279: (16, [4 * side * side]),
        339: (3, [3]),
        33550: (12, [10.0, 10.0, 0.0]),
        33922: (12, [0.0, 0.0, 0.0, 300_000.0, 5_400_000.0, 0.0]),
        34735: (3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633]),
    }
    forms = {3: "H", 4: "I", 12: "d", 16: "Q"}
    entries, beyond, beyond_at = b"", b"", 16 + 8 + 20 * len(tags) + 8
    for tag, (kind, values) in tags.items():
        packed = struct.pack(f"<{len(values)}{forms[kind]}", *values)
        value = packed.ljust(8, b"\0") if len(packed) <= 8 else struct.pack("<Q", beyond_at + len(beyond))
        beyond += packed if len(packed) > 8 else b""
        entries += struct.pack("<HHQ", tag, kind, len(values)) + value
    path = tmp_path / "huge.tif"
    with path.open("wb") as file:
        file.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16))
        file.write(struct.pack("<Q", len(tags)) + entries + bytes(8) + beyond)
        file.truncate(data_at + 4 * side * side)
        file.seek(data_at + 4 * (side * 39_000 + 20_000))
        file.write(np.full(8, 777.0, "<f4").tobytes())
    tracemalloc.start()
    land = prepared_land(path, Preparing(crop="20000,39000,64,64"), "--base")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4_000_000
    assert (land.heights[0, :8] == 777.0).all()
    assert not land.heights[1:].any()
    assert (land.epsg, land.west_m, land.north_m) == (32633, 500_000.0, 5_010_000.0)
    assert "40000 x 40000 cells, allowed is at most" in refused(path)
