"""Make all that a release consists of, check it, and upload nothing: ``python tools/release.py --out dist``.

What is made: wheel and sdist, the standalone bundle of this system, Godot's addon and Unity's package, each as it is
handed in where such things are published, a file of checksums and a manifest. The addon knows the bundle's checksum, so
that its dock takes that bundle and no other; bundles of other systems are added with ``--bundle``, by the manifests
that were made there. docs/release.md says what goes where.
"""

from __future__ import annotations

import argparse
import configparser
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import bundle  # noqa: E402

ADDON: Final = ROOT / "engine_bridges/godot/addons/procgen"
PACKAGE: Final = ROOT / "engine_bridges/unity/com.procgen.bridge"
PINS: Final = "editor/server_pins.json"
SUMS: Final = "SHA256SUMS"
_MADE_BY_GODOT: Final = (".uid", ".import")
_FIRST_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def versions() -> dict[str, str]:
    """The version in each place that states it."""
    plugin = configparser.ConfigParser()
    plugin.read(ADDON / "plugin.cfg")
    stated = re.search(r'Version = "([^"]+)"', (PACKAGE / "Editor/ServerPlaces.cs").read_text())
    assert stated
    return {
        "procgen/__init__.py": bundle.version(),
        "engine_bridges/godot/addons/procgen/plugin.cfg": plugin["plugin"]["version"].strip('"'),
        "engine_bridges/unity/com.procgen.bridge/Editor/ServerPlaces.cs": stated[1],
        "engine_bridges/unity/com.procgen.bridge/package.json": json.loads((PACKAGE / "package.json").read_text())[
            "version"
        ],
    }


def check_versions(found: Mapping[str, str]) -> str:
    """The one version; ends where they are not one."""
    if len(set(found.values())) != 1:
        raise SystemExit("error: versions differ: " + ", ".join(f"{place} {told}" for place, told in found.items()))
    return next(iter(found.values()))


def pins_of(manifests: Iterable[Path], address: str = "") -> dict[str, Any]:
    """What the addons know of the bundles.

    Args:
        manifests: that `tools/bundle.py` wrote beside archives.
        address: of the folder that the archives will be at; they have to be named by hand without it.

    Raises:
        SystemExit: one is of another version.
    """
    pins: dict[str, Any] = {"version": bundle.version(), "bundles": {}}
    for path in manifests:
        told = json.loads(path.read_text())
        if told["version"] != bundle.version():
            raise SystemExit(f"error: {path} is of version {told['version']}, not {bundle.version()}")
        (row,) = [row for row in told["archives"] if row["file"].endswith(".zip")]
        where = {"address": f"{address.rstrip('/')}/{row['file']}"} if address else {}
        pins["bundles"][told["platform"]] = {**row, **where}
    return pins


def _files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in bundle.files_below(folder):
        if path.suffix not in _MADE_BY_GODOT:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def godot_archive(out: Path, pins: Mapping[str, Any]) -> Path:
    """The addon as Godot's asset library and people unpack it: ``addons/procgen`` with its licence and the pins."""
    made = out / f"procgen-godot-{bundle.version()}.zip"
    files = dict(_files_of(ADDON)) | {"LICENSE": (ROOT / "LICENSE").read_bytes()}
    files[PINS] = json.dumps(pins, indent=1).encode() + b"\n"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"addons/procgen/{name}", _FIRST_MOMENT)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return made


def unity_archive(out: Path) -> Path:
    """The package as Unity's Package Manager installs it from a file, and registries take it: npm's form."""
    made = out / f"{PACKAGE.name}-{bundle.version()}.tgz"
    with bundle.packed_tar(made) as archive:
        for name, data in _files_of(PACKAGE):
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size, entry.mode = len(data), 0o644
            archive.addfile(bundle.plain(entry), io.BytesIO(data))
    return made


def check_godot(archive: Path) -> None:
    """Ends where it would not be an addon."""
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    for wanted in ("plugin.cfg", "plugin.gd", "LICENSE", PINS):
        if f"addons/procgen/{wanted}" not in names:
            raise SystemExit(f"error: {archive.name} lacks {wanted}")


def check_unity(archive: Path) -> None:
    """Ends where Unity would make files of its own: each needs its .meta, in folders that it looks into."""
    with tarfile.open(archive) as opened:
        names = set(opened.getnames())
    for name in names:
        is_looked_at = not re.search(r"/(\.|[^/]*~/)", f"/{name}") and not name.endswith(".meta")
        if is_looked_at and f"{name}.meta" not in names:
            raise SystemExit(f"error: {archive.name} has {name} without a .meta")
    if "package/package.json" not in names:
        raise SystemExit(f"error: {archive.name} lacks package.json")


def check_wheel(wheel: Path) -> None:
    """It installs into a new environment and makes something there."""
    with tempfile.TemporaryDirectory(prefix="procgen-release-") as folder:
        _run(sys.executable, "-m", "venv", folder)
        _run(f"{folder}/bin/python", "-m", "pip", "install", "--quiet", str(wheel))
        _run(f"{folder}/bin/procgen", "generate", "layout", "--kind", "dungeon", "--out", f"{folder}/out")


def write_sums(out: Path, made: Iterable[Path]) -> Path:
    """A line for each file, as ``sha256sum --check`` reads it."""
    sums = out / SUMS
    sums.write_text("".join(f"{bundle.sha256_of(path)}  {path.name}\n" for path in sorted(made)))
    return sums


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise SystemExit(f"error: {' '.join(command)} ended with {done.returncode}")


def main() -> None:
    """Make a release."""
    parser = argparse.ArgumentParser(description="Make and check all of a release; nothing is uploaded.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="an empty folder, or one that is not there")
    parser.add_argument("--bundle", type=Path, action="append", help="manifest of a bundle that was made, repeatable")
    parser.add_argument(
        "--suite", default="", help="of Debian, in which this system's bundle is made where none is named"
    )
    parser.add_argument("--work", type=Path, help="folder for what is made on the way to the bundle, kept")
    parser.add_argument("--address", default="", help="where the bundles will be, such as https://…/v0.2.0")
    given = parser.parse_args()
    out = given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if list(out.iterdir()):
        raise SystemExit(f"error: {out} has files in it already")
    version = check_versions(versions())
    _run(sys.executable, "-m", "build", "--outdir", str(out), str(ROOT))
    manifests = given.bundle or []
    if not manifests:
        flags = ["--suite", given.suite] if given.suite else []
        flags += ["--work", str(given.work)] if given.work else []
        _run(sys.executable, str(ROOT / "tools/bundle.py"), "--out", str(out), *flags)
        manifests = [out / f"{bundle.bundle_name()}.json"]
    check_wheel(next(out.glob("*.whl")))
    godot, unity = godot_archive(out, pins_of(manifests, given.address)), unity_archive(out)
    check_godot(godot)
    check_unity(unity)
    made = [path for path in out.iterdir() if path.is_file() and path.suffix != ".sha256"]
    write_sums(out, made)
    sys.stdout.write(f"procgen {version} in {out}, checked; nothing was uploaded\n")
    for path in sorted(made):
        sys.stdout.write(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
