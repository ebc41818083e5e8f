"""A certificate for this computer, made for a test, and a token."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme

TOKEN = "a-token-for-the-tests-of-tls"


class Certificate:
    """A certificate for this computer, its key, and who vouches for it."""

    def __init__(self, folder: Path) -> None:
        self.authority = trustme.CA()
        made = self.authority.issue_cert("localhost", "127.0.0.1", "::1")
        self.certificate, self.key, self.token = folder / "cert.pem", folder / "key.pem", folder / "token"
        self.certificate.write_bytes(b"".join(part.bytes() for part in made.cert_chain_pems))
        self.key.write_bytes(made.private_key_pem.bytes())
        self.token.write_text(TOKEN)
        self.key.chmod(0o600)
        self.token.chmod(0o600)

    @property
    def flags(self) -> tuple[str, ...]:
        return ("--tls-cert", str(self.certificate), "--tls-key", str(self.key))

    def client_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context
