from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.table.exporters import EXPORTERS
from procgen.table.generate import TableRows
from procgen.table.preview import PREVIEW_PX, preview_png, preview_rgb
from tests.table.networks import SMALL, small_table


@pytest.fixture(scope="module")
def rows() -> TableRows:
    drawn = small_table().draw(seed=3, count=200)
    return TableRows("small", SMALL, drawn.codes, drawn.rows, drawn.log_given, Recipe("table", {"seed": "3"}))


def test_csv_reads_back(rows: TableRows) -> None:
    text = EXPORTERS["csv"].encode(rows).decode()
    read = list(csv.DictReader(io.StringIO(text)))
    assert [list(row) for row in read[:1]] == [list(SMALL.names)]
    for row, cells in zip(rows.rows, read, strict=True):
        assert {column.name: column.read(cells[column.name]) for column in SMALL.columns} == row
    about = json.loads(EXPORTERS["csv"].sidecar(rows))
    assert about["recipe"]["sha256"] == rows.recipe.sha256


def test_json_reads_back(rows: TableRows) -> None:
    read = json.loads(EXPORTERS["json"].encode(rows))
    assert read["rows"] == rows.rows
    assert Recipe.from_json(json.dumps(read["recipe"])) == rows.recipe
    assert [column["name"] for column in read["columns"]] == list(SMALL.names)


def test_npy_reads_back_without_pickle(rows: TableRows) -> None:
    array = np.load(io.BytesIO(EXPORTERS["npy"].encode(rows)), allow_pickle=False)
    assert array.dtype.names == SMALL.names
    assert array["colour"].tolist() == [row["colour"] for row in rows.rows]
    assert array["size"].tolist() == [row["size"] for row in rows.rows]
    assert array["grade"].tolist() == [row["grade"] or "" for row in rows.rows]


def test_names_of_files_do_not_collide(rows: TableRows) -> None:
    names = [exporter.file_name(rows) for exporter in EXPORTERS.values()]
    names += [exporter.sidecar_name(rows) for exporter in EXPORTERS.values() if exporter.has_sidecar]
    assert len(set(names)) == len(names)


def test_the_preview_shows_what_is_frequent(rows: TableRows) -> None:
    picture = Image.open(io.BytesIO(preview_png(rows)))
    assert picture.size == (PREVIEW_PX, PREVIEW_PX)
    rgb = preview_rgb(rows)
    assert (np.asarray(picture) == rgb).all()
    # The first panel's bars are as high as the states of the first column are frequent.
    panel = rgb[3:125, 3:82]
    counts = np.bincount(rows.codes[:, 0], minlength=3)
    tall = [int((panel[:, 79 * (2 * state + 1) // 6] == (94, 160, 214)).all(-1).sum()) for state in range(3)]
    assert np.argsort(tall).tolist() == np.argsort(counts).tolist()
    assert max(tall) >= 115
