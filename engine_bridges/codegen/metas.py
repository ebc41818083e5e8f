"""Unity's ``.meta`` files: each asset of a package needs one, with a name that never changes.

``python -m engine_bridges.codegen.metas`` writes those that are missing, and removes those whose asset is gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parents[1] / "unity/com.procgen.bridge"
_IMPORTERS: Final = {
    ".asmdef": "AssemblyDefinitionImporter",
    ".cs": "MonoImporter",
    ".hlsl": "ShaderIncludeImporter",
    ".json": "TextScriptImporter",
    ".md": "TextScriptImporter",
    ".shader": "ShaderImporter",
    ".uss": "ScriptedImporter",
}
_SETTINGS: Final = {
    "MonoImporter": "  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n  icon: {instanceID: 0}\n",
    # The importer of style sheets, by the name that the engine gives to its script.
    "ScriptedImporter": "  script: {fileID: 12385, guid: 0000000000000000e000000000000000, type: 0}\n",
}


def assets(package: Path = PACKAGE) -> Iterator[Path]:
    """Everything in a package that Unity imports: not what lies below a folder such as Samples~, which it copies."""
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package).parts
        if path.suffix != ".meta" and not any(part.endswith("~") or part.startswith(".") for part in inside):
            yield path


def meta(name: str, *, folder: bool) -> str:
    """The meta file of an asset.

    Args:
        name: its path in the package, from which its guid is made.
        folder: whether it is one.

    Raises:
        KeyError: this module does not know which importer takes such files.
    """
    guid = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    if folder:
        importer, head = "DefaultImporter", "folderAsset: yes\n"
    else:
        importer = "PackageManifestImporter" if name == "package.json" else _IMPORTERS[Path(name).suffix]
        head = ""
    return (
        f"fileFormatVersion: 2\nguid: {guid}\n{head}{importer}:\n  externalObjects: {{}}\n"
        f"{_SETTINGS.get(importer, '')}  userData:\n  assetBundleName:\n  assetBundleVariant:\n"
    )


def write_metas(package: Path = PACKAGE) -> None:
    """Write the meta files that are missing and remove those whose asset is gone."""
    wanted = set()
    for asset in assets(package):
        path = asset.with_name(asset.name + ".meta")
        wanted.add(path)
        if not path.exists():
            path.write_text(meta(asset.relative_to(package).as_posix(), folder=asset.is_dir()), encoding="utf-8")
    for path in package.rglob("*.meta"):
        if path not in wanted:
            path.unlink()


if __name__ == "__main__":
    write_metas()
