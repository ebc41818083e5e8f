"""``procgen evaluate music``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from procgen.kit.command.evaluating import Run, evaluates

PARTS = ("bits", "likeness", "copies", "songs")


@evaluates(
    "music",
    data="Folder with scores: scores_notes.npz and scores_meta.jsonl.xz; docs/music.md says their format.",
    splits=("validation", "test"),
    seed="Of what is composed.",
    parts=PARTS,
    page="Folder for blind.html, 20 pairs to listen to, and metrics.json.",
)
def music(
    run: Run,
    *,
    excerpts: Annotated[
        int, typer.Option(min=8, max=2000, help="Excerpts of real music, and as many of ours in their metres.")
    ] = 96,
    songs: Annotated[int, typer.Option(min=1, max=200, help="Songs that are sung and listened to by Whisper.")] = 12,
) -> None:
    """Bits a note beside counted contexts, statistics beside composers, a judge, copied passages, songs understood.

    Example: `procgen evaluate music --data FOLDER --split validation --json`
    """
    run.begin()
    # scikit-learn is of an extra
    from procgen.music.recipe.corpus import load_works  # noqa: PLC0415
    from procgen.music.ruler.blind_page import blind_html  # noqa: PLC0415
    from procgen.music.ruler.evaluate import Options, evaluate_music, music_bars  # noqa: PLC0415

    works = load_works(run.pack)
    found = evaluate_music(
        works, run.store(), Options(**run.options, excerpts=excerpts, songs=songs, data=run.pack), run.progress
    )

    def pages() -> Iterator[tuple[str, bytes]]:
        held = [work for work in works if work.split == run.split]
        yield "blind.html", blind_html(held, run.store(), run.seed).encode()

    run.finish({"works": len(works), "excerpts": excerpts, "songs": songs}, found, music_bars(found), pages=pages())
