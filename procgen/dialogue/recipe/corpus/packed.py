"""Many files of the corpus in one: a tar archive, compressed, the same bytes for the same files."""

from __future__ import annotations

import io
import lzma
import tarfile
from pathlib import Path

from procgen.dialogue.recipe.corpus.npc import Npc
from procgen.dialogue.recipe.corpus.read import CorpusError, read_npc

PACKED = "dialogue_corpus.tar.xz"
"""Name of the packaged one, among the assets."""


def load(path: Path) -> list[Npc]:
    """All persons of a folder of files or of a packed one, by their keys.

    Args:
        path: a folder with ``SETTING/ID.npc``, or what `pack` wrote.

    Raises:
        CorpusError: files are wrong; every problem of all of them is told.
        FileNotFoundError: there is nothing there.
    """
    texts = _texts(path)
    npcs: list[Npc] = []
    problems: list[str] = []
    for key, text in sorted(texts.items()):
        try:
            npcs.append(read_npc(text, key))
        except CorpusError as error:
            problems += error.problems
    if problems:
        raise CorpusError(problems)
    return npcs


def pack(folder: Path) -> bytes:
    """A folder's files as one.

    Raises:
        CorpusError: files are wrong.
        FileNotFoundError: there are none.
    """
    load(folder)
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for key, text in sorted(_texts(folder).items()):
            data = text.encode()
            entry = tarfile.TarInfo(f"{key}.npc")
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return lzma.compress(archive.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def _texts(path: Path) -> dict[str, str]:
    if path.is_dir():
        found = {
            f"{file.parent.name}/{file.stem}": file.read_text(encoding="utf-8") for file in path.glob("*/*.npc")
        }  # fmt: skip
        if not found:
            raise FileNotFoundError(f"{path} holds no SETTING/ID.npc")
        return found
    with tarfile.open(path, "r:xz") as tar:
        return {
            entry.name.removesuffix(".npc"): data.read().decode()
            for entry in tar
            if entry.name.endswith(".npc") and (data := tar.extractfile(entry)) is not None
        }
