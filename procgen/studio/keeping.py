"""Files of a result, into the project's folder: made by the server's own call, which answers from what it has kept."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from procgen.errors import Failed
from procgen.kit.command.blob_files import keep_beside
from procgen.kit.wire.received import Receiving, write
from procgen.kit.wire.registry import event_type
from procgen.runtime.files import prepare_folder
from procgen.server.site import RunCall
from procgen.studio.inputs import Inputs, names_in


async def keep(path: str, request: Message, folder: Path, run: RunCall, inputs: Inputs) -> list[str]:
    """Make what a request asks for, and write its files into a folder of its own, with what it is made of beside them.

    Args:
        path: of the method.
        request: its message.
        folder: of the project; the files go below it.
        run: runs calls.
        inputs: what requests only name.

    Returns:
        Paths of the files.

    Raises:
        ProcgenError: the call was refused, or a file can't be written.
    """
    kind: Any = event_type(path)
    receiving: Receiving[Any] = Receiving()
    names = names_in(request)
    await inputs.send(names, run)
    async for event in run(path, request.SerializeToString()):
        whole: Any = kind.FromString(event) if isinstance(event, bytes) else event
        receiving.take(whole)
    # Checksums and files of a whole world take seconds, in which the server answers others.
    return await asyncio.to_thread(_write, receiving, folder, names, inputs)


def _write(receiving: Receiving[Any], folder: Path, names: list[str], inputs: Inputs) -> list[str]:
    try:
        made = receiving.whole()
    except ValueError as error:
        raise Failed(f"the result is not whole: {error}", "Make it again.") from error
    place = folder / f"{made.recipe.domain}-{made.recipe.sha256[:12]}"
    prepare_folder(place)
    keep_beside(names, inputs, place)
    return [str(record["path"]) for record in write(made, place)]
