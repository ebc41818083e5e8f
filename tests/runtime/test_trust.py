from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from procgen.errors import Failed, ModelUnavailable
from procgen.runtime.catalog import packaged_assets, read_catalog
from procgen.runtime.store import ModelStore, State
from procgen.runtime.trust import EVERY_MODEL, VARIABLE, Trust, add_trust, config_folder, read_trust, trust_file
from tests.runtime.onnx_models import adding, folder_of, packaged_copy


@pytest.fixture(autouse=True)
def own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings" / "list.json"
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_a_stranger_is_refused_with_a_remedy_until_it_is_trusted(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0))
    store = ModelStore((folder,))
    assert store.verify("mine").state is State.UNTRUSTED
    with pytest.raises(ModelUnavailable, match=r"model mine: .*mine\.onnx comes from elsewhere") as refused:
        store.load("mine")
    assert "procgen models trust" in refused.value.remedy
    assert "--trust-models" in refused.value.remedy
    assert [entry.name for entry in add_trust(read_catalog(folder))] == ["mine"]
    assert add_trust(read_catalog(folder)) == []
    assert ModelStore((folder,)).load("mine").run({"x": np.zeros(1, np.float32)}).tolist() == [1.0]


def test_one_run_can_do_without_the_list(tmp_path: Path, own_list: Path) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0))
    assert ModelStore((folder,), trust=EVERY_MODEL).load("mine")
    assert not own_list.exists()


def test_trust_is_of_bytes_and_not_of_names(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0))
    add_trust(read_catalog(folder))
    folder_of(folder, adding(2.0))
    with pytest.raises(ModelUnavailable, match="comes from elsewhere"):
        ModelStore((folder,)).load("mine")


def test_files_that_properties_name_are_trusted_or_not_too(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0), properties={"tables": "t.npz", "tables_sha256": "ab" * 32})
    entry = read_catalog(folder)[0]
    assert not Trust(frozenset([entry.sha256])).allows(entry)
    assert Trust(entry.digests).allows(entry)


def test_copies_of_what_came_with_us_are_trusted(tmp_path: Path) -> None:
    folder = packaged_copy(tmp_path / "models", "copy", ["terrain_plan"])
    assert ModelStore((folder,)).verify("copy_terrain_plan").state is State.AVAILABLE


def test_the_list_is_the_users_alone(tmp_path: Path, own_list: Path) -> None:
    add_trust(read_catalog(folder_of(tmp_path / "models", adding(1.0))))
    assert own_list.stat().st_mode & 0o777 == 0o600
    assert len(read_trust().digests) == 1
    os.chmod(own_list, 0o622)
    with pytest.raises(Failed, match="others may change") as refused:
        read_trust()
    assert "chmod 600" in refused.value.remedy


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"models": 3}', '{"models": {"abc": "x"}}', "[" * 100_000, '{"models": ' + "9" * 5000 + "}"],
)
def test_what_is_no_list_is_said_to_be_none(own_list: Path, text: str) -> None:
    own_list.parent.mkdir()
    own_list.write_text(text)
    os.chmod(own_list, 0o600)
    with pytest.raises(Failed) as refused:
        read_trust()
    assert str(own_list) in refused.value.message
    assert refused.value.remedy


def test_a_damaged_list_stops_nobody_who_has_no_folders(own_list: Path) -> None:
    own_list.parent.mkdir()
    own_list.write_text("?")
    assert ModelStore().load("terrain_plan")


def test_where_the_list_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.platform", "linux")
    assert trust_file() == tmp_path / "config" / "procgen" / "trusted_models.json"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert config_folder() == tmp_path / "home" / ".config" / "procgen"


@pytest.mark.parametrize("key", ["file", "card"])
@pytest.mark.parametrize("place", ["../outside.onnx", "/etc/passwd", "inner/../../outside.onnx"])
def test_no_path_of_a_catalog_leaves_its_folder(tmp_path: Path, key: str, place: str) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0))
    catalog = json.loads((folder / "catalog.json").read_text())
    catalog["models"][0][key] = place
    (folder / "catalog.json").write_text(json.dumps(catalog))
    with pytest.raises(Failed, match=rf"models\[0\]\.{key} leaves the folder"):
        read_catalog(folder)


@pytest.mark.parametrize("inner", [False, True])
def test_no_link_of_a_folder_leaves_it(tmp_path: Path, inner: bool) -> None:
    """Neither a link for a file nor a link for a folder on the way to it."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "m.onnx").write_bytes(adding(1.0))
    folder = folder_of(tmp_path / "models", adding(1.0))
    catalog = json.loads((folder / "catalog.json").read_text())
    catalog["models"][0]["file"] = "inner/m.onnx" if inner else "m.onnx"
    (folder / "catalog.json").write_text(json.dumps(catalog))
    if inner:
        (folder / "inner").symlink_to(tmp_path / "elsewhere")
    else:
        (folder / "m.onnx").symlink_to(tmp_path / "elsewhere" / "m.onnx")
    with pytest.raises(Failed, match="leaves the folder"):
        ModelStore((folder,), trust=EVERY_MODEL)


def test_links_within_a_folder_are_followed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "models", adding(1.0))
    (folder / "mine.onnx").rename(folder / "real.onnx")
    (folder / "mine.onnx").symlink_to("real.onnx")
    (tmp_path / "by another name").symlink_to(folder)
    assert ModelStore((tmp_path / "by another name",), trust=EVERY_MODEL).load("mine")


def test_what_properties_name_stays_beside_the_model() -> None:
    entry = read_catalog(packaged_assets(), links=True)[0]
    assert entry.beside("tables.npz").parent == entry.path.parent
    for name in ("../tables.npz", "/etc/passwd", "a/b", "", "..", "."):
        with pytest.raises(ModelUnavailable, match="lies elsewhere"):
            entry.beside(name)


@pytest.mark.parametrize(
    "text",
    ['{"models": [NaN]}', "[" * 100_000, '{"models": ' + "9" * 5000 + "}", '{"models": "' + "x" * (17 << 20) + '"}'],
)
def test_odd_catalogs_are_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "catalog.json").write_text(text)
    with pytest.raises(Failed) as refused:
        read_catalog(tmp_path)
    assert refused.value.remedy
