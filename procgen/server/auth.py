"""The bearer token that calls must carry where one was set, on either port.

``grpc.health.v1.Health/Check`` goes without: it says no more than that a server is there, and what asks it (a
supervisor, a bridge that looks for a server) often has no token. Everything else needs it, GetInfo and reflection too.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from procgen.errors import Failed, Unauthenticated
from procgen.server.health import CHECK

_LEAST_CHARACTERS: Final = 16
_TOKEN: Final = re.compile(rf"[\x21-\x7e]{{{_LEAST_CHARACTERS},}}")
_MOST_BYTES: Final = 4096
_OTHERS: Final = 0o007


@contextlib.contextmanager
def open_secret(path: Path, what: str, flag: str) -> Iterator[IO[bytes]]:
    """A file that others must not read.

    Args:
        path: the file.
        what: what it holds, for the message.
        flag: the option that names it.

    Raises:
        Failed: it can't be read, or every user of the computer can.
    """
    try:
        with path.open("rb") as file:
            # Windows keeps rights in another way; a file in the user's own folder is closed to others there.
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
                raise Failed(f"every user can read or change the {what} file {path}", f"Run `chmod 600 {path}`.")
            yield file
    except OSError as error:
        raise Failed(
            f"the {what} file {path} can't be read: {error.strerror}", f"Check the path given with {flag}."
        ) from error


def read_token(path: Path) -> str:
    """The token in a file, without white space around it.

    Raises:
        Failed: there is none, it is too easily guessed, or every user of the computer can read it.
    """
    with open_secret(path, "token", "--token-file") as file:
        text = file.read(_MOST_BYTES + 1).decode("latin-1").strip()
    if not _TOKEN.fullmatch(text) or len(text) > _MOST_BYTES:
        raise Failed(
            f"the token file {path} does not hold one token: at least {_LEAST_CHARACTERS} visible ASCII characters",
            "Make one: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        )
    return text


class TokenCheck:
    """Lets calls pass that carry the token; all of them where there is none.

    Args:
        token: what they must carry.
    """

    def __init__(self, token: str | None) -> None:
        self._token = None if token is None else token.encode()

    @property
    def needed(self) -> bool:
        return self._token is not None

    def check(self, path: str, authorization: str | None) -> None:
        """Let a call pass.

        Args:
            path: of the method.
            authorization: value of its ``authorization`` header.

        Raises:
            Unauthenticated: it does not carry the token.
        """
        if self._token is None or path == CHECK:
            return
        if authorization is None:
            raise Unauthenticated("this server wants a token, and the call has none")
        scheme, _, given = authorization.partition(" ")
        # In constant time, or the token could be guessed a character at a time.
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token):
            raise Unauthenticated("the call's token is not this server's")
