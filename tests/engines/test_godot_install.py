"""The dock installs a server from an archive, in the real editor: consent, checksums, cancelling, repair, removal."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import re
import stat
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from procgen import __version__
from tests.engines.godot_probe import copy_for_editor, report_of
from tests.figures import figure
from tests.tools import free_port
from tools.bundle import archives_of, bundle_name, manifest_of, sha256_of

NAME = bundle_name()
STEPS = (
    "nothing_there",
    "refused",
    "cancelled",
    "without_downloads",
    "from_an_address",
    "repaired",
    "uninstalled",
    "from_a_file",
)
SERVER = """#!/bin/sh
exec '{python}' -m procgen "$@"
"""
"""Stands in the fake bundle for the program, so that what is installed is a real server."""
BROKEN = """#!/bin/sh
[ "$1" = --version ] && exit 0
echo "a line before" >&2
echo "error: port 50052 is taken by another program" >&2
exit 1
"""
DEAD = """#!/bin/sh
echo "ImportError: a library is missing" >&2
exit 1
"""


PYTHON = f"exec '{sys.executable}' \"$@\""


def programs(folder: Path, **scripts: str) -> Path:
    """A folder with those programs, by their names, and no others."""
    folder.mkdir(exist_ok=True)
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


class Slowly(http.server.SimpleHTTPRequestHandler):
    """Sends files; those below /slow a little at a time, and without an end."""

    def do_GET(self) -> None:
        if not self.path.startswith("/slow"):
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Length", "1000000000")
        self.end_headers()
        try:
            while True:
                self.wfile.write(bytes(4096))
                time.sleep(0.02)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


def archive_in(folder: Path, file_bytes: int) -> Path:
    """An archive by the tool that makes the real ones, with few files, and its checksum beside it."""
    made = folder / NAME
    (made / "_internal/data").mkdir(parents=True)
    (made / "procgen").write_text(SERVER.format(python=sys.executable))
    (made / "procgen").chmod(0o755)
    for number in range(24):
        noise = np.random.default_rng(number).bytes(file_bytes)
        (made / f"_internal/data/{number}.bin").write_bytes(noise)
    (made / "_internal/empty.txt").touch()
    (made / "manifest.json").write_text(json.dumps(manifest_of(made, [])))
    archive = next(path for path in archives_of(made) if path.suffix == ".zip")
    archive.with_name(f"{archive.name}.sha256").write_text(f"{sha256_of(archive)}  {archive.name}\n")
    return archive


@pytest.fixture(scope="module")
def bundle(folder: Path) -> Path:
    """What is installed: large enough that the editor shows what goes on."""
    return archive_in(folder / "made", 2_000_000)


@pytest.fixture(scope="module")
def small_bundle(folder: Path) -> Path:
    """What archives that must be refused are made from."""
    return archive_in(folder / "small", 2_000)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    handler = functools.partial(Slowly, directory=str(folder / "made"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()
        thread.join()


def changed(
    bundle: Path, name: str, *, add: str = "", manifest: dict[str, Any] | None = None, but_for: str = ""
) -> Path:
    """An archive like that one, with another entry, another manifest, or without a file."""
    path = bundle.with_name(name)
    with zipfile.ZipFile(bundle) as before, zipfile.ZipFile(path, "w") as after:
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename == f"{NAME}/manifest.json" and manifest is not None:
                data = json.dumps({**json.loads(data), **manifest}).encode()
            if entry.filename != but_for:
                after.writestr(entry, data)
        if add:
            after.writestr(add, b"out of the folder")
    return path


@dataclass(frozen=True)
class Seen:
    """What the editor showed, and what it was asked."""

    report: dict[str, Any]
    root: Path
    sources: list[tuple[str, str]]


@pytest.fixture(scope="module")
def seen(
    bundle: Path,
    small_bundle: Path,
    address: str,
    folder: Path,
    godot_project: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Seen:
    root = folder / "servers"
    root.mkdir()
    (root / "of-the-user.txt").write_text("mine")
    right, wrong = sha256_of(bundle), "0" * 64
    escaping = changed(small_bundle, "escaping.zip", add=f"{NAME}/../../escaped.txt")
    absolute = changed(small_bundle, "absolute.zip", add="/tmp/escaped.txt")
    told_outside = changed(
        small_bundle, "told.zip", manifest={"files": {"../../escaped.txt": {"bytes": 1, "sha256": wrong}}}
    )
    other = changed(small_bundle, "other.zip", manifest={"version": "9.9.9"})
    lacking = changed(small_bundle, "lacking.zip", but_for=f"{NAME}/_internal/data/3.bin")
    (folder / "made/no.zip").write_text("no archive")
    sources = [
        (str(bundle), wrong),
        (f"{address}/{bundle.name}", wrong),
        *((str(path), sha256_of(path)) for path in (escaping, absolute, told_outside, other, lacking)),
        (str(folder / "made/no.zip"), sha256_of(folder / "made/no.zip")),
        (f"{address}/nowhere.zip", right),
        ("http://example.org/bundle.zip", right),
        ("http://localhost:80@example.org/bundle.zip", right),
        ("/nowhere/bundle.zip", right),
        (str(bundle), "123"),
    ]
    project = copy_for_editor(
        godot_project, tmp_path_factory.mktemp("godot_install") / "project", "server_probe", free_port()
    )
    with (project / "project.godot").open("a") as settings:
        settings.write(f'server/install_folder="{root}"\n')
    arguments = {
        "steps": STEPS,
        "zip": str(bundle),
        "sha256": right,
        "address": f"{address}/{bundle.name}",
        "slow": f"{address}/slow/{bundle.name}",
        "refused": sources,
        "file": str(root / NAME / "_internal/data/5.bin"),
    }
    with pytest.MonkeyPatch.context() as patch:
        # Whatever this machine has on its PATH, such as a procgen, is not found, but for a Python.
        patch.setenv("PATH", str(programs(tmp_path_factory.mktemp("programs"), python3=PYTHON)))
        report = report_of(project, ["--editor"], arguments, timeout=300)
    frames = report["from_an_address"]
    figure("longest frame of the editor, installing a server", round(frames["longest_frame_ms"], 1), "ms", "<= 100")
    figure("longest frame of the editor, before that", round(frames["idle_frame_ms"], 1), "ms")
    return Seen(report, root, sources)


def test_nothing_is_done_before_it_is_agreed_to(seen: Seen, bundle: Path) -> None:
    before = seen.report["nothing_there"]
    assert before["buttons"] == ["InstallServer"]
    assert "Install server" in before["advice"]
    assert before["empty"] == ["Name an address or a file.", True]
    assert before["sha256"] == sha256_of(bundle)
    says, disabled = before["chosen"]
    assert not disabled
    assert f"procgen {__version__} goes into {seen.root / NAME}" in says
    assert "Nothing is fetched." in says


def test_bad_sources_are_named_and_leave_nothing(seen: Seen, bundle: Path) -> None:
    said = seen.report["refused"]
    expected = (
        rf"has the SHA-256 {sha256_of(bundle)}, not 0+\. Nothing was installed\.$",
        r"not 0+\. Nothing was installed; the download is deleted\.$",
        rf'"{NAME}/\.\./\.\./escaped\.txt", which would not be in {NAME}\. Nothing',
        rf'"/tmp/escaped\.txt", which would not be in {NAME}\. Nothing',
        r'manifest has "\.\./\.\./escaped\.txt".* Nothing',
        r"is procgen 9\.9\.9 for .*; this addon needs",
        r"_internal/data/3\.bin is not in the archive",
        r"no\.zip is no \.zip file",
        r"can't be fetched: the answer is 404",
        r"has to begin with https://",
        r"has to begin with https://",
        r"There is no such file",
        r"64 hexadecimal digits",
    )
    for found, pattern, (source, _) in zip(said, expected, seen.sources, strict=True):
        assert re.search(pattern, found), (source, found)
    assert bundle.exists(), "a file of the user's stays"
    assert not list(seen.root.parent.rglob("escaped.txt"))
    assert not Path("/tmp/escaped.txt").exists()


def test_what_is_cancelled_leaves_nothing(seen: Seen) -> None:
    assert seen.report["cancelled"] == ["Cancelled; nothing was installed."] * 2


def test_nothing_is_fetched_without_the_switch(seen: Seen) -> None:
    assert all("allow_downloads is off" in said for said in seen.report["without_downloads"])


def test_address_is_fetched_checked_and_unpacked(seen: Seen) -> None:
    found = seen.report["from_an_address"]
    assert found["message"] == ""
    assert {"Checking…", "Unpacking…"} <= set(found["stages"])
    assert not list((seen.root / "downloads").iterdir()), "what was fetched is not kept"


def test_repair_mends_what_is_damaged_and_leaves_what_is_whole(seen: Seen) -> None:
    stages, message, same = seen.report["repaired"]["whole"]
    assert (stages[-1], message, same) == ("Checking…", "", True)
    sha256, message = seen.report["repaired"]["damaged"]
    assert sha256 == hashlib.sha256(np.random.default_rng(5).bytes(2_000_000)).hexdigest()
    assert message == ""


def test_uninstall_asks_and_removes_nothing_else(seen: Seen) -> None:
    found = seen.report["uninstalled"]
    assert str(seen.root / NAME) in found["asked"]
    assert found["message"] == ""
    assert found["buttons"] == ["InstallServer"]
    assert (seen.root / "of-the-user.txt").read_text() == "mine"


def test_installed_server_starts_and_answers(seen: Seen) -> None:
    found = seen.report["from_a_file"]
    assert (found["message"], found["buttons"]) == ("", ["StartServer", "InstalledServer"])
    assert "CancelInstall" in found["during"]
    assert found["state"].startswith(f"procgen {__version__} · ")
    assert (seen.root / NAME / "procgen").stat().st_mode & 0o777 == 0o755
    assert (seen.root / NAME / "_internal/empty.txt").read_bytes() == b""
    mark = json.loads((seen.root / NAME / "installed.json").read_text())
    assert mark["kind"] == "bundle"
    assert not (seen.root / ".unpacking").exists()


def wheel_of(folder: Path, program: str) -> Path:
    """A wheel of the package's name with that program, and nothing else."""
    folder.mkdir(exist_ok=True)
    path = folder / f"procgen_server-{__version__}-py3-none-any.whl"
    info = f"procgen_server-{__version__}.dist-info"
    files = {
        f"procgen_server-{__version__}.data/scripts/procgen": program,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: procgen-server\nVersion: {__version__}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            entry = zipfile.ZipInfo(name)
            # pip makes a program of what is marked as one.
            entry.external_attr = (stat.S_IFREG | (0o755 if "/scripts/" in name else 0o644)) << 16
            archive.writestr(entry, text)
    return path


def test_environment_of_python_is_made_kept_until_another_works_and_a_failed_start_says_why(
    godot_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, dead = wheel_of(tmp_path, BROKEN), wheel_of(tmp_path / "dead", DEAD)
    # Each pip refuses a file that was cut off; what it says of one with another's name depends on its version.
    cut_off = tmp_path / "procgen_server-9-py3-none-any.whl"
    cut_off.write_bytes(wheel.read_bytes()[:-100])
    root = tmp_path / "servers"
    project = copy_for_editor(godot_project, tmp_path / "project", "server_probe", free_port())
    with (project / "project.godot").open("a") as settings:
        settings.write(f'server/install_folder="{root}"\n')
    # The interpreter of these tests stands for the user's, who has another server on the PATH as well.
    monkeypatch.setenv("PATH", str(programs(tmp_path / "programs", python3=PYTHON, procgen="exit 1")))
    # An index that nobody answers at: as without the network.
    for name, value in (("INDEX_URL", f"http://127.0.0.1:{free_port()}"), ("RETRIES", "0"), ("NO_INDEX", "0")):
        monkeypatch.setenv(f"PIP_{name}", value)
    wheels = [(str(path), sha256_of(path)) for path in (cut_off, wheel, cut_off, dead)]
    report = report_of(
        project,
        ["--editor"],
        {"steps": ["from_wheels", "failed_start"], "wheels": [*wheels, ("", ""), (str(wheel), "0" * 64)]},
        timeout=300,
    )
    none, made, refused, broken, offline, other = report["from_wheels"]["ended"]
    own, kept = str(root / f"python-{__version__}/bin/procgen"), " The one from before is still there."
    assert none[0].startswith("python failed: ERROR: ")
    assert (kept in none[0], none[1]) == (False, "procgen"), "there was none before, and the PATH has one"
    assert made == ["", own]
    assert refused[0].startswith("python failed: ERROR: ")
    assert refused[0].endswith(kept)
    assert broken[0] == f"procgen failed: ImportError: a library is missing{kept}"
    assert offline[0].startswith("python failed: ERROR: ")
    assert offline[0].endswith(kept)
    assert "Nothing was installed" in other[0]
    assert [command for _, command in (refused, broken, offline, other)] == [own] * 4
    assert [path.name for path in root.iterdir()] == [f"python-{__version__}"]
    assert report["from_wheels"]["buttons"] == ["StartServer", "InstalledServer"]
    assert (
        report["failed_start"] == "The server that was started here has ended: port 50052 is taken by another program"
    )
