"""``procgen cache``: what is kept is said, removed and checked."""

import hashlib
import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from procgen.cli.app import main
from procgen.jobs.content import ContentStore
from procgen.jobs.sealed import HEADER_BYTES

LIMIT = 4 << 20


def key(name: object) -> str:
    return hashlib.sha256(str(name).encode()).hexdigest()


@pytest.fixture
def folder(tmp_path) -> Path:
    """Thirty results of 100,000 bytes, of which two are pinned; the first was used last."""
    with closing(ContentStore(tmp_path, limit_bytes=LIMIT)) as store:
        store.pin("evening", [key(1), key(2)])
        for name in range(30):
            store.put(key(name), bytes(100_000))
        store.get(key(0))
        store.get(key("missing"))
    return tmp_path


def said(capsys, *arguments: object, code: int = 0) -> dict[str, object]:
    """The one JSON object on stdout."""
    capsys.readouterr()
    assert main(["cache", *map(str, arguments), "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def test_show_says_what_is_kept(folder, capsys):
    size = 100_000 + HEADER_BYTES
    shown = said(capsys, "show", "--cache", folder)
    assert shown.pop("oldest_use").startswith("20")
    assert shown == {
        "cache": str(folder),
        "objects": 30,
        "bytes": 30 * size,
        "limit_bytes": LIMIT,
        "pinned_objects": 2,
        "pinned_bytes": 2 * size,
        "pinned_names": 1,
        "hits": 1,
        "misses": 1,
        "damaged": 0,
        "evicted": 0,
    }
    assert main(["cache", "show", "--cache", str(folder)]) == 0
    assert "30 results, 2.9 MiB of 4.0 MiB" in capsys.readouterr().out


def test_prune_to_a_size_removes_the_least_recently_used(folder, capsys):
    pruned = said(capsys, "prune", "--to-mib", 1, "--cache", folder)
    assert (pruned["removed_objects"], pruned["objects"], pruned["pinned_objects"]) == (20, 10, 2)
    with closing(ContentStore(folder, limit_bytes=LIMIT)) as store:
        # Two are pinned, the first was used last, and these were put last.
        assert [name for name in range(30) if store.has(key(name))] == [0, 1, 2, *range(23, 30)]
    pruned = said(capsys, "prune", "--to-mib", 0, "--cache", folder)
    assert (pruned["removed_objects"], pruned["objects"]) == (8, 2)


def test_prune_all_spares_what_is_pinned_unless_told_not_to(folder, capsys):
    assert said(capsys, "prune", "--all", "--cache", folder)["objects"] == 2
    assert said(capsys, "prune", "--all", "--pinned", "--cache", folder)["objects"] == 0
    assert said(capsys, "show", "--cache", folder)["pinned_names"] == 0


@pytest.mark.parametrize("flags", [[], ["--all", "--to-mib", "1"]])
def test_prune_asks_how_much(folder, flags, capsys):
    assert main(["cache", "prune", "--cache", str(folder), *flags]) == 2
    assert "either --to-mib MIB or --all" in capsys.readouterr().err
    assert said(capsys, "show", "--cache", folder)["objects"] == 30


def test_check_removes_damaged_results_and_its_exit_code_says_so(folder, capsys):
    assert said(capsys, "check", "--cache", folder) == {"objects": 30, "damaged": [], "ok": True}
    damaged = folder / key(4)[:2] / key(4)
    content = bytearray(damaged.read_bytes())
    content[5000] ^= 1
    damaged.write_bytes(content)
    assert said(capsys, "check", "--cache", folder, code=1) == {"objects": 30, "damaged": [key(4)], "ok": False}
    assert not damaged.exists()
    assert said(capsys, "check", "--cache", folder) == {"objects": 29, "damaged": [], "ok": True}


@pytest.mark.parametrize("command", ["show", "prune", "check"])
@pytest.mark.parametrize(
    ("cache", "code", "says"),
    [("none", 2, "--cache"), ("ftp://host/x", 2, "s3://BUCKET"), ("{}/missing", 1, "there is no folder")],
)
def test_other_places_are_refused_and_not_made(command, cache, code, says, tmp_path, capsys):
    flags = ["--all"] if command == "prune" else []
    assert main(["cache", command, *flags, "--cache", cache.format(tmp_path)]) == code
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_other_things_stays_as_it_is(tmp_path, capsys):
    inside = {"ab/notes.txt": b"mine", f"ab/{'c' * 64}": b"another prefix", f"{'a' * 64}": b"not below one"}
    for name, data in inside.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert said(capsys, "prune", "--all", "--pinned", "--cache", tmp_path)["removed_objects"] == 0
    assert said(capsys, "check", "--cache", tmp_path)["ok"] is True
    assert {name: (tmp_path / name).read_bytes() for name in inside} == inside


def test_the_default_is_the_users_folder_and_the_servers_variable_names_another(
    folder, tmp_path_factory, monkeypatch, capsys
):
    caches = tmp_path_factory.mktemp("caches")
    with closing(ContentStore(caches / "procgen", limit_bytes=LIMIT)) as store:
        store.put(key(1), b"one")
    monkeypatch.delenv("PROCGEN_SERVE_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(caches))
    assert said(capsys, "show")["objects"] == 1
    monkeypatch.setenv("PROCGEN_SERVE_CACHE", str(folder))
    assert said(capsys, "show")["objects"] == 30
