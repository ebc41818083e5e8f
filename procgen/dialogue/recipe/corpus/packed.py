"""Many files of the corpus in one: a tar archive, compressed, the same bytes for the same files."""

from __future__ import annotations

import io
import lzma
import tarfile
from pathlib import Path

from procgen.dialogue.recipe.corpus.npc import Npc
from procgen.dialogue.recipe.corpus.read import CorpusError, read_npc
from procgen.dialogue.recipe.corpus.said import Said, read_said, twice

PACKED = "dialogue_corpus.tar.xz"
"""Name of the packaged one, among the assets."""
_PERSON, _SAID = ".npc", ".tsv"
_UTTERANCES = "utterances"
"""Folder of the files of single utterances."""


def load(path: Path) -> list[Npc]:
    """All persons of a folder of files or of a packed one, by their keys.

    Args:
        path: a folder with ``SETTING/ID.npc``, or what `pack` wrote.

    Raises:
        CorpusError: files are wrong; every problem of all of them is told.
        FileNotFoundError: there is nothing there.
    """
    texts = _texts(path, _PERSON)
    if not texts:
        raise FileNotFoundError(f"{path} holds no SETTING/ID{_PERSON}")
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


def load_said(path: Path) -> list[Said]:
    """All single utterances of the same, ``utterances/NAME.tsv``; none where there are no such files.

    Raises:
        CorpusError: files are wrong, or an utterance stands twice.
        FileNotFoundError: there is nothing there.
    """
    problems: list[str] = []
    said = [
        each
        for key, text in sorted(_texts(path, _SAID).items())
        for each in read_said(text, f"{key}{_SAID}", problems)
    ]  # fmt: skip
    problems += twice(said)
    if problems:
        raise CorpusError(problems)
    return said


def pack(folder: Path) -> bytes:
    """A folder's files as one.

    Raises:
        CorpusError: files are wrong.
        FileNotFoundError: there are none.
    """
    load(folder)
    load_said(folder)
    files = [(f"{key}{end}", text) for end in (_PERSON, _SAID) for key, text in sorted(_texts(folder, end).items())]
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, text in files:
            data = text.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return lzma.compress(archive.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def _texts(path: Path, end: str) -> dict[str, str]:
    """Texts by "FOLDER/NAME", of the files that end so."""
    if path.is_dir():
        files = path.glob(f"*/*{end}") if end == _PERSON else path.glob(f"{_UTTERANCES}/*{end}")
        return {f"{file.parent.name}/{file.stem}": file.read_text(encoding="utf-8") for file in files}
    with tarfile.open(path, "r:xz") as tar:
        return {
            entry.name.removesuffix(end): data.read().decode()
            for entry in tar
            if entry.name.endswith(end) and (data := tar.extractfile(entry)) is not None
        }
