"""Make the standalone bundle: a folder with a program ``procgen`` that needs no Python, and archives of it.

``python tools/bundle.py --out dist`` makes it for the system that it runs on, with the Python that runs it; what is
needed is installed into an environment of its own. ``--suite bookworm`` makes it inside of a bare Debian instead, so
that it runs on older systems too; that takes root and debootstrap. `tools/bundle_check.py` tries what was made.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import json
import os
import platform
import re
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
PYINSTALLER: Final = "pyinstaller==6.22.3"
EXTRAS: Final = "gpu,mcp"
"""What a user of the bundle could not install later, where it is small and serves."""
MANIFEST: Final = "manifest.json"
LICENCES: Final = "licences"
_EPOCH: Final = 315532800
"""The first moment that zip files know; of all files in archives, so that the same files are the same archive."""
_LEFT_OUT: Final = re.compile(
    r"procgen\.models(\.|$)|procgen\.kit\.recipe\.|procgen\.\w+\.(recipe|ruler)(\.|$)|procgen\.\w+\.command\.(train|evaluate)$"
)
_NEEDLESS: Final = re.compile(
    # For programs in C: Python's module has it all within. And what is of glibc, as each system has it.
    r"(onnxruntime/capi/)?libonnxruntime\.so[^/]*$|libmvec\.so[^/]*$"
    # What training and measuring read, what the extra `llm` does, which is not there, and packages' own tests.
    r"|procgen/assets/(dialogue_corpus\.tar\.xz|dialogue_writer\.gguf|terrain_encoder\.onnx)$"
    r"|(scipy|numpy)/(.*/)?(_test_|_ctest\.|_cytest\.|tests/)"
    # Of a prompt that nothing of ours has.
    r"|(python3\.\d+/lib-dynload/readline\.|lib(readline|tinfo)\.so)[^/]*$"
    # What installers wrote; licences are copied by themselves.
    r"|[^/]+\.dist-info/(RECORD$|INSTALLER$|REQUESTED$|direct_url\.json$|sboms/|licenses/|(LICEN[CS]E|COPYING)[^/]*$)"
    # Of encodings that no file of ours has.
    r"|python3\.\d+/lib-dynload/_codecs_(cn|hk|iso2022|jp|kr|tw)\.[^/]*$"
    # For compilers and type checkers.
    r"|.*\.(pyi|pyx|pxd|h|hpp|a|lib)$|(.*/)?py\.typed$"
)
UNUSED: Final = (
    "numpy._core._simd",
    "scipy.cluster",
    "scipy.datasets",
    "scipy.fftpack",
    "scipy.io",
    "scipy.misc",
    "scipy.odr",
    "scipy.special.cython_special",
)
"""Modules of packages that nothing in the bundle imports."""
LATE: Final = (
    "scipy.fft",
    "scipy.ndimage",
    "scipy.signal",
    "scipy.sparse",
    "scipy.sparse.csgraph",
    "scipy.spatial",
    "scipy.special",
)
"""Modules that a package loads when they are first asked for, as its attributes: no import shows them."""
REPLACED: Final = ("rapidfuzz.distance.metrics_cpp_avx2", "rapidfuzz.fuzz_cpp", "rapidfuzz.fuzz_cpp_avx2")
"""Modules that a package does without: others of the same results are there, and slow where nothing of ours goes."""
_COLOURS: Final = re.compile(
    r"pygments\.(lexers\.(?!_mapping$|python$|special$|text$)|formatters\.(?!_mapping$|terminal)|styles\.(?!_mapping$|default$))"
)
"""Of languages that no message of ours is in."""
_GLIBC: Final = re.compile(rb"GLIBC_(\d+)\.(\d+)")
_ELF: Final = b"\x7fELF\x02\x01"
"""How a library begins that is of 64 bits, least byte first."""
_LOADED: Final = 1
_X86_64: Final = 62
_HEAD_BYTES: Final = 0x40


def left_out(module: str) -> bool:
    """Whether a module trains or measures, and so needs libraries that the bundle has not."""
    return bool(_LEFT_OUT.match(module)) and not module.startswith(("procgen.kit.ruler", "procgen.runtime."))


def needless(file: str) -> bool:
    """Whether a file of a package, by its path in the bundle, is read by nothing that the bundle does."""
    return bool(_NEEDLESS.match(file.replace("\\", "/")))


def is_needed(module: str) -> bool:
    """Whether a module of a package may be imported by what the bundle does."""
    return module not in REPLACED and not _COLOURS.match(module)


def version() -> str:
    """Of the package in this checkout."""
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "procgen/__init__.py").read_text())
    assert found
    return found[1]


def platform_name() -> str:
    """Such as ``linux-x86_64``, as names of bundles have it."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    machine = {"AMD64": "x86_64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"{system}-{machine}"


def sha256_of(path: Path) -> str:
    """Of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(folder: Path) -> list[Path]:
    """All files, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())


# ---- What is in it ----


def licence_of(found: metadata.Distribution) -> str:
    """What a package says that its licence is, in a line."""
    said = found.metadata
    classified = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License")]
    told = [line for key in ("License-Expression", "License") for line in said.get_all(key, []) if line.strip()]
    line = told[0].strip().splitlines()[0] if told else ""
    return line if 0 < len(line) <= 80 else ", ".join(classified) or "see its files"


def contents_of(modules: Iterable[str], files: Iterable[str], out: Path) -> list[dict[str, Any]]:
    """The packages of Python that modules and files come from, with the texts of their licences, which are copied.

    Args:
        modules: names of the outermost ones.
        files: paths as they are in the bundle.
        out: folder for the texts.
    """
    tops = {*modules, *(file.replace("\\", "/").partition("/")[0].partition(".")[0] for file in files)}
    names = {name for top, owners in metadata.packages_distributions().items() if top in tops for name in owners}
    rows: list[dict[str, Any]] = []
    for name in sorted(names, key=str.lower):
        found = metadata.distribution(name)
        texts: list[str] = []
        for file in found.files or ():
            if re.match(r"(licen[cs]e|copying|notice|authors)", file.name, re.I) and ".dist-info" in str(file):
                source = Path(str(found.locate_file(file)))
                target = out / f"{found.metadata['Name']}-{len(texts) + 1}-{file.name}"
                if source.is_file():
                    out.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(source, target)
                    texts.append(f"{out.name}/{target.name}")
        rows.append(
            {"name": found.metadata["Name"], "version": found.version, "licence": licence_of(found), "texts": texts}
        )
    return rows


def system_libraries(sources: Mapping[str, str], out: Path) -> list[dict[str, Any]]:
    """The Debian packages that libraries come from, with their copyright files; none where there is no dpkg."""
    if shutil.which("dpkg") is None:
        return []
    packages: set[str] = set()
    for source in sources.values():
        real = os.path.realpath(source)
        if "site-packages" in real:
            continue
        for path in {real, real.removeprefix("/usr")}:
            done = subprocess.run(["dpkg", "-S", path], check=False, capture_output=True, text=True)
            if done.returncode == 0:
                packages.add(done.stdout.partition(": ")[0].split(",")[0].partition(":")[0])
    rows = []
    for name in sorted(packages):
        asked = ["dpkg-query", "-W", "-f", "${Version}", name]
        shown = subprocess.run(asked, check=True, capture_output=True, text=True)
        text, texts = Path(f"/usr/share/doc/{name}/copyright"), []
        if text.is_file():
            out.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(text, out / f"{name}-copyright")
            texts.append(f"{out.name}/{name}-copyright")
        rows.append(
            {"name": f"{name} (Debian)", "version": shown.stdout, "licence": "see its copyright file", "texts": texts}
        )
    return rows


def glibc_needed(folder: Path) -> str:
    """The newest version of glibc that any library of a folder asks for, such as ``2.36``; empty without any."""
    found = {(0, 0)}
    for path in files_below(folder):
        if path.suffix == ".so" or ".so." in path.name or path.name == "procgen":
            found.update((int(major), int(minor)) for major, minor in _GLIBC.findall(path.read_bytes()))
    newest = max(found)
    return f"{newest[0]}.{newest[1]}" if newest > (0, 0) else ""


def manifest_of(folder: Path, contents: list[dict[str, Any]]) -> dict[str, Any]:
    """What a bundle says of itself, but for its archives: each file with its checksum, each package with its licence.

    A file that can be started is marked, for archives that forget it.
    """
    files = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
            **({"program": True} if path.stat().st_mode & stat.S_IXUSR else {}),
        }
        for path in files_below(folder)
        if path.name != MANIFEST or path.parent != folder
    }
    return {
        "name": folder.name,
        "version": version(),
        "platform": platform_name(),
        "python": platform.python_version(),
        "glibc": glibc_needed(folder),
        "bytes": sum(file["bytes"] for file in files.values()),
        "contents": contents,
        "files": files,
    }


# ---- Archives ----


def archives_of(folder: Path) -> list[Path]:
    """A .tar.gz and a .zip beside a folder, with all that is in it."""
    made = [folder.parent / f"{folder.name}{ending}" for ending in (".tar.gz", ".zip")]
    with packed_tar(made[0]) as tar:
        for path in files_below(folder):
            tar.add(path, path.relative_to(folder.parent).as_posix(), recursive=False, filter=plain)
    with zipfile.ZipFile(made[1], "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in files_below(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix())
            entry.external_attr = (stat.S_IFREG | (path.stat().st_mode & 0o777)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return made


@contextlib.contextmanager
def packed_tar(path: Path) -> Iterator[tarfile.TarFile]:
    """A .tar.gz to be written, in which neither its name nor the time is told: the same files are the same bytes."""
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=_EPOCH) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        yield tar


def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without who made it, and when."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = _EPOCH
    return entry


def write_sums(archives: Iterable[Path], told: Mapping[str, Any]) -> Path:
    """Beside the archives: each one's checksum in a file that ``sha256sum --check`` reads, and all in a manifest."""
    rows = [{"file": path.name, "bytes": path.stat().st_size, "sha256": sha256_of(path)} for path in archives]
    archive = next(iter(archives))
    for row in rows:
        (archive.parent / f"{row['file']}.sha256").write_text(f"{row['sha256']}  {row['file']}\n")
    out = archive.parent / f"{told['name']}.json"
    brief = {key: value for key, value in told.items() if key != "files"}
    out.write_text(json.dumps({**brief, "archives": rows}, indent=1) + "\n")
    return out


# ---- Making it ----


def build(out: Path, work: Path) -> Path:
    """Make the bundle with the Python that runs this; returns its folder.

    Args:
        out: where it and its archives go.
        work: where everything else goes.
    """
    if sys.platform == "linux" and shutil.which("strip") is None:
        raise SystemExit("error: there is no strip on the PATH (apt-get install binutils)")
    environment = work / "venv"
    _run(sys.executable, "-m", "venv", str(environment))
    python = str(environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    _run(python, "-m", "pip", "install", "--quiet", f"{ROOT}[{EXTRAS}]", PYINSTALLER)
    # The rest runs there, where the packages are that go in.
    _run(python, str(Path(__file__).resolve()), "--out", str(out), "--work", str(work), "--inside", cwd=work)
    return out / bundle_name()


def bundle_name() -> str:
    """Of the folder, and of archives but for their endings."""
    return f"procgen-{version()}-{platform_name()}"


def build_inside(out: Path, work: Path) -> None:
    """The part of :func:`build` that runs in the environment that was made for it."""
    import procgen  # noqa: PLC0415
    from procgen.kit.wire.pipeline import TOLD, files_digest  # noqa: PLC0415
    from procgen.runtime.catalog import packaged_assets  # noqa: PLC0415

    digest, contents = work / TOLD, work / "contents.json"
    digest.write_text(files_digest(Path(procgen.__file__).parent, packaged_assets()) + "\n")
    shutil.copyfile(__file__, work / "tools_bundle.py")
    variables = {
        "PROCGEN_BUNDLE_DIGEST": str(digest),
        "PROCGEN_BUNDLE_CONTENTS": str(contents),
        "PYTHONPATH": str(work),
        "SOURCE_DATE_EPOCH": str(_EPOCH),
        "PYTHONHASHSEED": "1",
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "INFO"]
    command += ["--distpath", str(work / "made"), "--workpath", str(work / "pyinstaller")]
    command += [str(ROOT / "tools/bundle.spec")]
    _run(*command, cwd=work, more=variables)
    folder = out / bundle_name()
    shutil.rmtree(folder, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    shutil.move(work / "made" / "procgen", folder)
    finish(folder, contents)


def finish(folder: Path, contents: Path) -> None:
    """Give a folder that PyInstaller made its licences and its manifest, and make its archives.

    Args:
        folder: with the name that it is to have.
        contents: what the spec wrote of it.
    """
    _without_links(folder)
    if sys.platform == "linux":
        say(f"libraries that are there twice: {share_libraries(folder) / 1e6:.1f} MB less")
        say(f"linear algebra that nothing calls: {leave_algebra_out(folder) / 1e6:.1f} MB less")
        say(f"symbols for debuggers: {strip_symbols(folder) / 1e6:.1f} MB less")
    told = json.loads(contents.read_text())
    licences = folder / LICENCES
    rows = contents_of(told["modules"], told["files"], licences) + system_libraries(told["from"], licences)
    rows.append({"name": "Python", "version": platform.python_version(), "licence": "PSF-2.0", "texts": []})
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    said = manifest_of(folder, rows)
    (folder / MANIFEST).write_text(json.dumps(said, indent=1) + "\n")
    write_sums(archives_of(folder), said)


def _without_links(folder: Path) -> None:
    """Links lead to libraries that are found where they are; archives for editors have no links."""
    for path in files_below(folder):
        if path.is_symlink():
            path.unlink()


def share_libraries(folder: Path) -> int:
    """Keep once what several packages bring along; returns the bytes that this saved.

    Wheels of the same makers have the same libraries, by the same names. They look for them beside themselves, and then
    where the program's own libraries are, which is where they go.
    """
    found: dict[str, list[Path]] = {}
    for path in files_below(folder):
        if path.parent.name.endswith(".libs"):
            found.setdefault(path.name, []).append(path)
    saved = 0
    for copies in found.values():
        if len(copies) > 1 and len({sha256_of(path) for path in copies}) == 1:
            saved += copies[0].stat().st_size * (len(copies) - 1)
            copies[0].replace(copies[0].parent.parent / copies[0].name)
            for path in copies[1:]:
                path.unlink()
    return saved


def leave_algebra_out(folder: Path) -> int:
    """Put an empty library in the place of scipy's OpenBLAS; returns the bytes that this saved.

    Modules of scipy that serve, such as those of special functions and of hulls, want some of its functions to be there
    when they are loaded, for what nothing of procgen calls. They find their names; who calls one ends the program.
    numpy has an OpenBLAS of its own.
    """
    saved = 0
    for library in list(folder.rglob("scipy.libs/libscipy_openblas-*.so")):
        modules = [path for path in files_below(library.parent.parent / "scipy") if ".so" in path.name]
        wanted = set().union(*(_functions(path, "--undefined-only") for path in modules))
        names = [f"--defsym={name}=1" for name in sorted(wanted & _functions(library, "--defined-only"))]
        before, empty = library.stat().st_size, library.with_suffix(".o")
        _run("as", os.devnull, "-o", str(empty))
        _run("ld", "-shared", "-soname", library.name, *names, "-o", str(library), str(empty))
        empty.unlink()
        saved += before - library.stat().st_size
    return saved + _remove_unasked(folder)


def _functions(library: Path, which: str) -> set[str]:
    """Names that a library has or wants, without their versions."""
    listed = subprocess.run(["nm", "-D", which, str(library)], check=True, capture_output=True, text=True).stdout
    return {line.split()[-1].partition("@")[0] for line in listed.splitlines()}


def _remove_unasked(folder: Path) -> int:
    """Remove what scipy brought along and no library asks for any more; returns the bytes that this saved."""
    saved = 0
    while True:
        asked: set[str] = set()
        for path in files_below(folder):
            if ".so" in path.name:
                told = subprocess.run(["readelf", "-d", str(path)], check=False, capture_output=True, text=True).stdout
                asked.update(re.findall(r"\(NEEDED\).*\[(.*)\]", told))
        unasked = [path for path in folder.rglob("scipy.libs/lib*.so*") if path.name not in asked]
        if not unasked:
            return saved
        for path in unasked:
            saved += path.stat().st_size
            path.unlink()


def strip_symbols(folder: Path) -> int:
    """Take from ELF libraries what only linkers and debuggers read; returns the bytes that this saved.

    ``strip`` would break those whose search paths were changed, as many wheels' are: it is believed only where the same
    would be in memory when the library is loaded. From the others, what lies between their segments is cut out.
    """
    saved = 0
    for path in files_below(folder):
        whole = path.read_bytes() if ".so" in path.name else b""
        if not whole.startswith(_ELF):
            continue
        smaller = path.with_name(f"{path.name}.stripped")
        _run("strip", "--strip-unneeded", "-o", str(smaller), str(path))
        if in_memory(smaller.read_bytes()) != in_memory(whole):
            smaller.write_bytes(without_gaps(whole))
        if smaller.stat().st_size < len(whole):
            saved += len(whole) - smaller.stat().st_size
            shutil.copymode(path, smaller)
            smaller.replace(path)
        else:
            smaller.unlink()
    return saved


def in_memory(elf: bytes) -> list[bytes]:
    """What of a 64-bit library a loader reads: its table of segments, and what is loaded of each.

    Where the sections are is told within, but read by linkers alone, so it is empty here.
    """
    table, size, segments = _segments(elf)
    found = [elf[table : table + size * len(segments)]]
    head = _without_sections(elf[:_HEAD_BYTES])
    for kind, _, offset, _, _, length, _, _ in segments:
        if kind == _LOADED:
            segment = elf[offset : offset + length]
            found.append(segment if offset else head + segment[len(head) :])
    return found


def _segments(elf: bytes) -> tuple[int, int, list[tuple[int, ...]]]:
    """Of a 64-bit library the place of its table of segments, the size of an entry, and the entries."""
    (table,) = struct.unpack_from("<Q", elf, 0x20)
    size, count = struct.unpack_from("<HH", elf, 0x36)
    return table, size, [struct.unpack_from("<IIQQQQQQ", elf, table + number * size) for number in range(count)]


def _without_sections(elf: bytes | bytearray) -> bytes:
    """A 64-bit library, or its head, that says of no sections where they are."""
    return bytes(elf[:0x28] + bytes(8) + elf[0x30:0x3A] + bytes(6) + elf[_HEAD_BYTES:])


def without_gaps(elf: bytes) -> bytes:
    """A 64-bit library without what lies between the segments that are loaded of it, such as tables of symbols.

    Segments stay where they are in memory. In the file they move by whole pages, since a loader maps pages, and so
    their alignment, which is often that of pages that nobody has, becomes that of pages.
    """
    table, size, segments = _segments(elf)
    page = 0x1000 if struct.unpack_from("<H", elf, 0x12)[0] == _X86_64 else 0x10000
    parts = sorted(
        (segment[2], segment[2] + segment[5]) for segment in segments if segment[0] == _LOADED and segment[5]
    )
    moved: list[tuple[int, int, int]] = []
    out = bytearray()
    for begin, end in parts:
        to = len(out) + (begin - len(out)) % page
        # What two segments have in common is one part.
        if moved and begin < moved[-1][1]:
            to = moved[-1][2] + begin - moved[-1][0]
        out += bytes(max(to + end - begin - len(out), 0))
        out[to : to + end - begin] = elf[begin:end]
        moved.append((begin, end, to))
    shifts = []
    for _, _, offset, _, _, length, _, _ in segments:
        holding = [to - begin for begin, end, to in moved if begin <= offset and offset + length <= end]
        if length and not holding:
            return elf
        shifts.append(holding[0] if length else 0)
    (at,) = [to + table - begin for begin, end, to in moved if begin <= table < end][:1] or [0]
    if not at:
        return elf
    for number, ((kind, _, offset, _, _, _, _, align), shift) in enumerate(zip(segments, shifts, strict=True)):
        struct.pack_into("<Q", out, at + number * size + 8, offset + shift)
        if kind == _LOADED and align > page:
            struct.pack_into("<Q", out, at + number * size + 48, page)
    struct.pack_into("<Q", out, 0x20, at)
    return _without_sections(out)


def copy_sources(target: Path) -> None:
    """Copy what of this checkout the package and the bundle are made of into a new folder."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    target.mkdir()
    for name in (*wheel["packages"], *wheel["force-include"], "tools"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "README.md", "pyproject.toml"):
        shutil.copyfile(ROOT / name, target / name)


def build_in_debian(suite: str, out: Path, work: Path) -> Path:
    """Make the bundle in a bare Debian of that suite; see :func:`build`."""
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise SystemExit("error: --suite needs root and debootstrap (apt-get install debootstrap)")
    system = work / "debian"
    if not (system / "usr/bin/python3").exists():
        packages = "python3-venv,binutils,ca-certificates"
        _run("debootstrap", "--variant=minbase", f"--include={packages}", suite, str(system))
    source = system / "source"
    shutil.rmtree(source, ignore_errors=True)
    copy_sources(source)
    shutil.copyfile("/etc/resolv.conf", system / "etc/resolv.conf")
    certificates = Path("/etc/ssl/certs/ca-certificates.crt")
    if certificates.is_file():
        shutil.copyfile(certificates, system / certificates.relative_to("/"))
    shutil.rmtree(system / "out", ignore_errors=True)
    shutil.rmtree(system / "work", ignore_errors=True)
    (system / "work").mkdir()
    inside = ("chroot", str(system))
    with processes_seen(system):
        # Its Python comes without the library that programs are made of, which is named by the version.
        version_there = "import sys; print('libpython%d.%d' % sys.version_info[:2])"
        asked = subprocess.run([*inside, "python3", "-c", version_there], check=True, capture_output=True, text=True)
        _run(*inside, "apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", asked.stdout.strip())
        command = ("python3", "/source/tools/bundle.py", "--out", "/out", "--work", "/work")
        _run(*inside, *command, more=_pip_settings())
    out.mkdir(parents=True, exist_ok=True)
    for path in (system / "out").iterdir():
        target = out / path.name
        if target.is_dir():
            shutil.rmtree(target)
        shutil.move(path, target)
    return out / bundle_name()


@contextlib.contextmanager
def processes_seen(system: Path) -> Iterator[None]:
    """With /proc in that folder's system, as on any computer: ONNX Runtime asks it for the processor."""
    _run("mount", "-t", "proc", "proc", str(system / "proc"))
    try:
        yield
    finally:
        _run("umount", str(system / "proc"))


def _pip_settings() -> dict[str, str]:
    """What pip is told on this computer, such as which index it asks, as variables."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=False, capture_output=True, text=True
    )
    told = re.findall(
        r"^(?:global|install)\.(index-url|extra-index-url|proxy|trusted-host)='(.*)'$", listed.stdout, re.M
    )
    return {f"PIP_{name.upper().replace('-', '_')}": value for name, value in told}


def _run(*command: str, cwd: Path | None = None, more: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, check=False, cwd=cwd, env={**os.environ, **(more or {})})
    if done.returncode:
        raise SystemExit(f"error: {' '.join(command)} ended with {done.returncode}")


def say(text: str) -> None:
    """A line on stdout."""
    sys.stdout.write(text + "\n")


def main() -> None:
    """Make it."""
    parser = argparse.ArgumentParser(description="Make the standalone bundle.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the bundle and its archives")
    parser.add_argument("--work", type=Path, help="folder for what is made on the way, kept; else a new one, removed")
    parser.add_argument("--suite", default="", help="make it in a bare Debian of that name, such as bookworm")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        build_inside(given.out, given.work)
        return
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="procgen-bundle-") as folder:
        work, out = (given.work or Path(folder)).resolve(), given.out.resolve()
        work.mkdir(parents=True, exist_ok=True)
        made = build_in_debian(given.suite, out, work) if given.suite else build(out, work)
    told = json.loads((made / MANIFEST).read_text())
    say(f"{made}: {told['bytes'] / 1e6:.0f} MB in {len(told['files'])} files, glibc {told['glibc'] or 'none'}")
    for row in json.loads((made.parent / f"{made.name}.json").read_text())["archives"]:
        say(f"{row['file']}: {row['bytes'] / 1e6:.0f} MB, SHA-256 {row['sha256']}")
    say(f"made in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
