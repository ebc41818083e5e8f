"""Encryption of both ports, and the rule that nobody is served in the clear beyond this computer."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import grpc

from procgen.errors import Failed
from procgen.server.auth import open_secret

_MOST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate with its key, in the forms that the two ports want; TLS 1.2 or newer."""

    native: grpc.ServerCredentials
    web: ssl.SSLContext


def read_tls(certificate: Path | None, key: Path | None) -> Tls | None:
    """What two PEM files hold: the certificate, followed by those that vouch for it, and its private key.

    Returns:
        None where neither is given.

    Raises:
        Failed: one is missing, can't be read or does not belong to the other, or every user can read the key.
    """
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        missing = "--tls-cert" if certificate is None else "--tls-key"
        raise Failed(f"{missing} is missing", "TLS needs both --tls-cert and --tls-key.")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        with certificate.open("rb") as file:
            chain = file.read(_MOST_BYTES)
    except OSError as error:
        raise Failed(
            f"the certificate {certificate} can't be read: {error.strerror}", "Check the path given with --tls-cert."
        ) from error
    with open_secret(key, "TLS key", "--tls-key") as file:
        secret = file.read(_MOST_BYTES)
    try:
        context.load_cert_chain(certificate, key, _no_password)
    except (ssl.SSLError, OSError, ValueError) as error:
        raise Failed(
            f"{certificate} and {key} are not a certificate and its key: {getattr(error, 'reason', None) or error}",
            "Give PEM files, the key without a password and made for this certificate.",
        ) from error
    return Tls(grpc.ssl_server_credentials([(secret, chain)]), context)


def _no_password() -> str:
    # Without it OpenSSL would ask at the terminal.
    raise ValueError("the key has a password")


def check_reach(host: str, *, tls: bool, token: bool) -> None:
    """Let a server listen on an address.

    Raises:
        Failed: other computers could reach it and it would not be encrypted, or would want no token; or the name can't
            be resolved.
    """
    if tls and token:
        return
    try:
        found = socket.getaddrinfo(host or "0.0.0.0", None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failed(
            f"the host {host!r} can't be resolved: {error}", "Give an address of this computer, such as 127.0.0.1."
        ) from error
    addresses = sorted({str(address[0]).partition("%")[0] for *_, address in found})
    open_ones = [address for address in addresses if not ipaddress.ip_address(address).is_loopback]
    if not open_ones:
        return
    missing = " and ".join(
        flag for flag, given in (("--tls-cert with --tls-key", tls), ("--token-file", token)) if not given
    )
    raise Failed(
        f"other computers can reach {host or 'all addresses'!r} ({', '.join(open_ones)}), and {missing} is missing",
        "Listen on 127.0.0.1, or give both --tls-cert with --tls-key and --token-file.",
    )


def netloc(host: str, port: int) -> str:
    """Address and port in one, IPv6 in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
