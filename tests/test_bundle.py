"""The standalone bundle, in parts; `python tools/bundle_check.py` tries the whole where there is no Python."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import embreex
import etcpak
import pytest

from procgen.cli.absent import is_absent
from procgen.cli.bundled import asked_module
from procgen.client.local import local_server
from procgen.jobs.executor import Task, Worker
from procgen.jobs.pool import ProcessPool
from procgen.kit.wire.pipeline import TOLD, files_digest
from procgen.runtime.catalog import packaged_assets, read_catalog
from tests.jobs.executors import results
from tools.bundle import (
    LATE,
    REPLACED,
    ROOT,
    UNUSED,
    archives_of,
    contents_of,
    copy_sources,
    files_below,
    glibc_needed,
    in_memory,
    is_needed,
    leave_algebra_out,
    left_out,
    manifest_of,
    needless,
    sha256_of,
    share_libraries,
    strip_symbols,
    without_gaps,
    write_sums,
)

SERVED = """
import importlib, json, sys
from procgen.cli import absent
from tools.bundle import LATE, REPLACED
absent.stand_in()
sys.modules.update(dict.fromkeys(REPLACED))
import mcp.server.stdio
from procgen.domains import DOMAINS
from procgen.runtime.store import ModelStore
from procgen.kit.wire.blobs import BlobStore
from procgen.served import all_services
from procgen.cli import demo, generate, batch, serve, studio, models, doctor, style, cache, recipes, mcp
from procgen.formats.filters import load_filters
load_filters()
for name in LATE:
    importlib.import_module(name)
all_services(ModelStore(), BlobStore())
for domain in DOMAINS:
    if domain.generate:
        domain.load_generate()
inside = [name for name in sys.modules if name.startswith("procgen.")]
for name in REPLACED:
    del sys.modules[name]
files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
loaded = [line.split()[-1] for line in open("/proc/self/maps") if "site-packages" in line]
print(json.dumps([inside, list(sys.modules), [file for file in [*files, *loaded] if file]]))
"""
WITHOUT = """
import sys
sys.modules["procgen.terrain.command.train"] = None
sys.argv[1:] = ["train", "terrain", "data"]
from procgen.cli.bundled import start
sys.exit(start())
"""
FROZEN = """
import os, sys
sys.frozen = True
sys.argv[1:] = ["--version"]
from procgen.cli.bundled import start
start()
print(os.environ.get("LD_LIBRARY_PATH"), os.environ.get("PYINSTALLER_RESET_ENVIRONMENT"))
"""
FILTERED = """
import hashlib, sys
import numpy as np
if sys.argv[1:]:
    from procgen.cli import absent
    absent.stand_in()
from procgen.formats import filters
from procgen.kit.english.lexicon import process
from scipy.spatial import ConvexHull, cKDTree
noise = np.random.default_rng(1).normal(size=4000)
places = noise.reshape(-1, 2)
for found in (
    filters.resampled(noise, 3, 2),
    filters.band_passed(noise, 100, 3000, 16000, 4),
    filters.filtered(noise, [1, 2], [1, 0.5]),
    filters.convolved(noise, noise),
    filters.hann(99),
    filters.least_around(noise, 9),
    filters.evened(noise, 9),
    filters.spectra_of(noise),
    ConvexHull(places).vertices,
    cKDTree(places).query(places, 3)[1],
):
    print(hashlib.sha256(np.ascontiguousarray(found)).hexdigest())
print("scipy.stats" in sys.modules and hasattr(sys.modules["scipy.stats"], "__file__"))
"""


def said(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, timeout=100)


@pytest.fixture
def own_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What `sys.executable` is in the bundle: the program itself, which is no interpreter."""
    program = tmp_path / "procgen"
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m procgen.cli.bundled \"$@\"\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return program


def test_modules_are_asked_for_as_of_an_interpreter() -> None:
    assert asked_module(["-P", "-m", "procgen.jobs.pool_worker"]) == ("procgen.jobs.pool_worker", [])
    assert asked_module(["-m", "procgen", "serve", "-m"]) == ("procgen", ["serve", "-m"])
    assert asked_module(["generate", "terrain", "-m"]) == ("", ["generate", "terrain", "-m"])
    assert asked_module(["-m"]) == ("", ["-m"])


@pytest.mark.usefixtures("own_program")
def test_workers_of_batches_start_by_the_program_itself() -> None:
    pool = ProcessPool(Worker("tests.jobs.workers:make", '{"prefix": "<"}'), 2)
    pool.submit(Task(1, b"abc"))
    answer = results(pool, 1)[1].answer
    pool.close()
    assert answer == b"<cba"


@pytest.mark.usefixtures("own_program")
def test_servers_start_by_the_program_itself() -> None:
    with local_server() as server:
        assert server.web_port > 0


def test_other_modules_are_refused(own_program: Path) -> None:
    done = subprocess.run([own_program, "-m", "http.server"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("error: -m takes a module of procgen, not 'http.server'")


def test_what_the_bundle_has_not_is_said() -> None:
    done = said(WITHOUT)
    assert done.returncode == 1
    assert done.stderr.startswith("error: the standalone bundle has no procgen.terrain.command.train")
    assert "hint: Install procgen with Python" in done.stderr


def test_programs_of_the_system_get_their_own_libraries_back() -> None:
    given = said(FROZEN, LD_LIBRARY_PATH="/bundle", LD_LIBRARY_PATH_ORIG="/mine").stdout.splitlines()[-1]
    # The program's loader, in a worker that is started from here, is to look for the bundle's anew.
    assert given == "/mine 1"
    assert said(FROZEN, LD_LIBRARY_PATH="/bundle").stdout.splitlines()[-1] == "None 1"


def test_filters_and_shapes_are_the_same_without_what_the_bundle_leaves_out() -> None:
    done = [
        subprocess.run([sys.executable, "-c", FILTERED, *flag], capture_output=True, text=True, check=True)
        for flag in ([], ["absent"])
    ]
    whole, lacking = (each.stdout.splitlines() for each in done)
    assert len(whole) == 11
    assert whole[:-1] == lacking[:-1]
    assert (whole[-1], lacking[-1]) == ("True", "False")


def test_special_functions_and_hulls_do_without_the_algebra_that_is_left_out(tmp_path: Path) -> None:
    script = """
import sys, types
from procgen.cli import absent
absent.stand_in()
sys.path.insert(0, sys.argv[1])
import scipy, numpy as np
from scipy.spatial import ConvexHull
from scipy.special import j0, j1
assert scipy.__file__.startswith(sys.argv[1])
places = np.random.default_rng(1).normal(size=(99, 2))
print(ConvexHull(places).vertices.tolist(), j0(places).sum(), j1(places).sum())
"""
    with_all = Path(metadata.distribution("scipy").locate_file("scipy"))
    for name in ("scipy", "scipy.libs"):
        shutil.copytree(with_all.parent / name, tmp_path / "less" / name, ignore=shutil.ignore_patterns("tests"))
    for path in (tmp_path / "less/scipy/linalg").glob("_*.so"):
        path.unlink()
    libraries = tmp_path / "less/scipy.libs"
    before = sum(path.stat().st_size for path in libraries.iterdir())
    saved = leave_algebra_out(tmp_path / "less")
    assert saved == before - sum(path.stat().st_size for path in libraries.iterdir()) > 20e6
    told = [
        subprocess.run([sys.executable, "-c", script, folder], capture_output=True, text=True, check=True).stdout
        for folder in (str(with_all.parent), str(tmp_path / "less"))
    ]
    assert told[0] == told[1]
    assert told[0].startswith("[")


def test_what_is_left_out_says_so_when_it_is_used() -> None:
    script = """
from procgen.cli import absent
absent.stand_in()
from scipy.optimize import minimize, OptimizeResult
from cryptography.exceptions import InvalidTag
class Own(OptimizeResult): pass
try:
    {}
except InvalidTag:
    print("no")
"""
    done = said(script.format("minimize(abs, 1)"))
    assert "NotImplementedError: the standalone bundle has no scipy.optimize.minimize" in done.stderr
    assert said(script.format("pass")).returncode == 0


def test_nothing_that_is_served_names_what_is_left_out() -> None:
    found: list[tuple[str, str]] = []
    named: set[str] = set()
    for path in (ROOT / "procgen").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if left_out(module) or module.startswith(("procgen.cli.absent", "procgen.kit.ruler.")):
            continue
        text = path.read_text()
        for node in ast.walk(ast.parse(text)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names += [f"{node.module}.{name}" for name in names] + [str(node.module)]
            if isinstance(node, ast.Attribute) and "scipy" in text:
                names = [name for name in [ast.unparse(node)] if re.fullmatch(r"scipy(\.\w+)+", name)]
                named.update(names)
            found += [(module, name) for name in names if is_absent(name)]
    assert found == []
    # Of what is loaded as it is named, the bundle is told; scipy.signal imports its windows itself.
    assert {name for name in named if find_spec(name)} - {"scipy.signal.windows"} == set(LATE)


def test_all_that_serving_imports_and_loads_is_in_the_bundle() -> None:
    inside, modules, files = json.loads(said(SERVED).stdout)
    assert len(inside) > 1000
    assert not [name for name in inside if left_out(name)]
    assert not [name for name in modules if (name + ".").startswith(tuple(f"{unused}." for unused in UNUSED))]
    paths = {file.partition("site-packages/")[2] for file in files if "site-packages/" in file}
    assert len([path for path in paths if path.startswith("scipy/") and ".so" in path]) > 30
    assert not [path for path in paths if needless(path)]


@pytest.mark.parametrize(
    "file",
    [
        "onnxruntime/capi/libonnxruntime.so.1.32.0",
        "libmvec.so.1",
        "libreadline.so.8",
        "python3.11/lib-dynload/readline.cpython-311-x86_64-linux-gnu.so",
        "numpy-2.4.6.dist-info/RECORD",
        "mcp-2.3.0.dist-info/licenses/LICENSE",
        "python3.11/lib-dynload/_codecs_jp.cpython-311-x86_64-linux-gnu.so",
        "procgen/assets/terrain_encoder.onnx",
        "libonnxruntime.so.1",
        "procgen/assets/dialogue_corpus.tar.xz",
        "scipy/_lib/_test_ccallback.cpython-311-x86_64-linux-gnu.so",
        "numpy/linalg/tests/test_linalg.py",
        "numpy\\_core\\lib\\npymath.lib",
        "obstore/py.typed",
    ],
)
def test_what_nothing_reads_is_left_out(file: str) -> None:
    assert needless(file)


def test_each_model_and_what_it_reads_is_in_the_bundle() -> None:
    names = [f"procgen/assets/{path.name}" for path in (ROOT / "assets").iterdir()]
    unread = {
        "procgen/assets/dialogue_corpus.tar.xz",
        "procgen/assets/dialogue_writer.gguf",
        "procgen/assets/terrain_encoder.onnx",
    }
    assert {name for name in names if needless(name)} == unread
    assert not {f"procgen/assets/{entry.path.name}" for entry in read_catalog(packaged_assets())} & unread
    assert not needless("numpy-2.4.6.dist-info/METADATA"), "versions are read there"
    addon = (ROOT / "engine_bridges/godot/addons/procgen").rglob("*")
    assert not [path for path in addon if needless(f"procgen/godot_addon/{path.name}")]


def test_all_that_the_package_is_made_of_is_copied(tmp_path: Path) -> None:
    copy_sources(tmp_path / "source")
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = told["tool"]["hatch"]["build"]["targets"]["wheel"]
    files = [told["project"]["readme"], *told["project"]["license-files"], told["tool"]["hatch"]["version"]["path"]]
    for name in (*wheel["packages"], *wheel["force-include"], *files, "pyproject.toml", "tools/bundle.spec"):
        assert (tmp_path / "source" / name).exists(), name
    assert not list((tmp_path / "source").rglob("__pycache__"))


@pytest.mark.parametrize(
    "module",
    ["procgen.models.gan", "procgen.terrain.recipe.refine", "procgen.layout.ruler", "procgen.table.command.train"],
)
def test_training_and_measuring_is_not(module: str) -> None:
    assert left_out(module)


def test_code_in_an_archive_has_the_digest_that_its_files_had(tmp_path: Path) -> None:
    package = tmp_path / "procgen"
    package.mkdir()
    (package / TOLD).write_text("0123abcd\n")
    assert files_digest(package, package / "assets") == "0123abcd"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "procgen-1-linux-x86_64"
    (made / "_internal").mkdir(parents=True)
    (made / "procgen").write_bytes(b"\x7fELF GLIBC_2.17 GLIBC_2.9")
    (made / "procgen").chmod(0o755)
    (made / "_internal/lib.so").write_bytes(b"GLIBC_2.34\0GLIBC_2.100x")
    (made / "_internal/notes.txt").write_bytes(b"GLIBC_9.99")
    return made


def unstripped() -> Path:
    """A library with symbols, of a package that has it so."""
    return next(Path(etcpak.__file__).parent.glob("_etcpak_none*.so"))


def test_symbols_go_only_where_the_same_is_loaded(tmp_path: Path) -> None:
    source = unstripped()
    library, other, odd = tmp_path / source.name, tmp_path / "other.txt", tmp_path / "script.so"
    shutil.copy(source, library)
    shutil.copyfile(source, other)
    odd.write_text("INPUT(lib.so)")
    before = library.stat()
    saved = strip_symbols(tmp_path)
    assert saved == before.st_size - library.stat().st_size > 100_000
    assert library.stat().st_mode == before.st_mode
    load = f"import ctypes; ctypes.CDLL({str(library)!r}).PyInit__etcpak_none"
    assert subprocess.run([sys.executable, "-c", load], check=False).returncode == 0
    assert in_memory(library.read_bytes()) == in_memory(source.read_bytes())
    assert (other.read_bytes(), odd.read_text()) == (source.read_bytes(), "INPUT(lib.so)")
    assert {path.name for path in tmp_path.iterdir()} == {library.name, other.name, odd.name}


def test_what_lies_between_segments_goes_and_the_library_still_works(tmp_path: Path) -> None:
    """Of a library that `strip` would break: its search path was changed."""
    source = next(Path(embreex.__file__).parent.parent.glob("embreex.libs/libtbb*"))
    library = tmp_path / source.name
    shutil.copy(source, library)
    saved = strip_symbols(tmp_path)
    assert saved == source.stat().st_size - library.stat().st_size > 1_000_000
    assert in_memory(library.read_bytes())[2:] == in_memory(source.read_bytes())[2:]
    work = f"import ctypes; print(ctypes.CDLL({str(library)!r}).TBB_runtime_interface_version())"
    done = [
        subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
        for script in (work, work.replace(str(library), str(source)))
    ]
    assert done[0].returncode == 0, done[0].stderr
    assert done[0].stdout == done[1].stdout
    assert without_gaps(library.read_bytes()) == library.read_bytes()


def test_what_two_packages_bring_along_is_kept_once(tmp_path: Path) -> None:
    for package, name, data in (
        ("numpy", "libgfortran-1.so", b"same"),
        ("scipy", "libgfortran-1.so", b"same"),
        ("numpy", "libz.so", b"one"),
        ("scipy", "libz.so", b"other"),
    ):
        (tmp_path / f"{package}.libs").mkdir(exist_ok=True)
        (tmp_path / f"{package}.libs" / name).write_bytes(data)
    assert share_libraries(tmp_path) == 4
    left = sorted(path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path))
    assert left == ["libgfortran-1.so", "numpy.libs/libz.so", "scipy.libs/libz.so"]


def test_languages_of_messages_are_kept() -> None:
    names = ["pygments.lexers.python", "pygments.lexers._mapping", "pygments.lexers", "numpy.testing"]
    assert all(is_needed(name) for name in names)
    assert not is_needed("pygments.lexers.lisp")
    assert not is_needed(REPLACED[0])


@pytest.mark.parametrize("place", [0x40, 0x18, -1])
def test_libraries_that_load_otherwise_are_told_apart(place: int) -> None:
    library = unstripped().read_bytes()
    (table,) = struct.unpack_from("<Q", library, 0x20)
    loaded = next(
        struct.unpack_from("<QQQQ", library, table + at * 56 + 8)
        for at in range(99)
        if struct.unpack_from("<I", library, table + at * 56)[0] == 1
    )
    at = place if place >= 0 else loaded[0] + loaded[3] - 1
    other = bytearray(library)
    other[at] ^= 1
    assert in_memory(bytes(other)) != in_memory(library)


def test_manifest_tells_each_file_and_the_oldest_system(folder: Path) -> None:
    told = manifest_of(folder, [])
    assert set(told["files"]) == {"procgen", "_internal/lib.so", "_internal/notes.txt"}
    assert told["files"]["procgen"] == {
        "bytes": (folder / "procgen").stat().st_size,
        "sha256": sha256_of(folder / "procgen"),
        "program": True,
    }
    assert "program" not in told["files"]["_internal/notes.txt"]
    assert told["bytes"] == sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert told["glibc"] == glibc_needed(folder) == "2.100"


def test_archives_of_the_same_files_are_the_same_and_keep_what_can_be_started(folder: Path) -> None:
    archives = archives_of(folder)
    before = [path.read_bytes() for path in archives]
    os.utime(folder / "procgen", (1e9, 1e9))
    assert [path.read_bytes() for path in archives_of(folder)] == before
    moment = int.from_bytes(archives[0].read_bytes()[4:8], "little")
    assert moment == 315532800, "the time in gzip's own head, too"
    name = f"{folder.name}/procgen"
    with tarfile.open(archives[0]) as tar, zipfile.ZipFile(archives[1]) as zipped:
        assert sorted(tar.getnames()) == sorted(zipped.namelist())
        assert tar.getmember(name).mode & 0o777 == zipped.getinfo(name).external_attr >> 16 & 0o777 == 0o755


def test_checksums_lie_beside_the_archives(folder: Path) -> None:
    archives = archives_of(folder)
    beside = write_sums(archives, manifest_of(folder, []) | {"name": folder.name})
    told = json.loads(beside.read_text())
    assert [row["file"] for row in told["archives"]] == [path.name for path in archives]
    check = ["sha256sum", "--check", *(f"{path.name}.sha256" for path in archives)]
    done = subprocess.run(check, cwd=folder.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_licences_come_with_the_packages(tmp_path: Path) -> None:
    rows = contents_of(["numpy", "grpc"], ["soundfile.py"], tmp_path / "licences")
    assert {row["name"].lower() for row in rows} >= {"numpy", "grpcio", "soundfile"}
    assert all(row["licence"] for row in rows)
    (numpy,) = [row for row in rows if row["name"] == "numpy"]
    assert "BSD" in numpy["licence"]
    assert "Redistribution" in (tmp_path / numpy["texts"][0]).read_text()
