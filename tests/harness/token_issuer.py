"""An issuer of access tokens: keys of every kind, its key set, and a server for it."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from marketplace.gateway.auth.signatures import Key
from marketplace.gateway.config import SigningAlgorithm

RSA = RSAKey.generate_key(2048)
"""Made once: an RSA key takes a tenth of a second."""


class TokenIssuer:
    """Signs with the key of its choice; `key_set` holds what it publishes."""

    def __init__(self, name: str = "https://issuer.test") -> None:
        self.name = name
        self.keys: dict[str, Key] = {}
        self.published: dict[str, Key] = {}
        self.further: list[Any] = []

    def add_key(
        self, key_id: str, algorithm: SigningAlgorithm = SigningAlgorithm.ES256, *, publish: bool = True
    ) -> None:
        """A new key (RSA ones are all the same)."""
        match algorithm:
            case SigningAlgorithm.RS256 | SigningAlgorithm.PS256:
                key: Key = RSA
            case SigningAlgorithm.ES256:
                key = ECKey.generate_key("P-256")
            case _:
                key = OKPKey.generate_key("Ed25519")
        self.keys[key_id] = key
        if publish:
            self.published[key_id] = key

    def retire_key(self, key_id: str) -> None:
        del self.published[key_id]

    @property
    def key_set(self) -> bytes:
        described = [{**key.as_dict(private=False), "kid": key_id} for key_id, key in self.published.items()]
        return json.dumps({"keys": [*self.further, *described]}).encode()

    def token(
        self,
        key_id: str,
        algorithm: SigningAlgorithm = SigningAlgorithm.ES256,
        *,
        header: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        """A token that is good unless the changes make it bad; a claim that is None is left out."""
        claims: dict[str, Any] = {
            "iss": self.name,
            "aud": ["shop", "elsewhere"],
            "sub": "user_1",
            "exp": int(time.time()) + 60,
            "scope": "read write",
            **changes,
        }
        present = {name: value for name, value in claims.items() if value is not None}
        head = {"alg": algorithm.value, "kid": key_id, **(header or {})}
        registry = jws.JWSRegistry(algorithms=[algorithm.value], strict_check_header=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # EdDSA is called Ed25519 since RFC 9864
            shown = {name: value for name, value in head.items() if value is not None}
            return jwt.encode(shown, present, self.keys[key_id], registry=registry)


class KeySetServer:
    """Publishes an issuer's key set over HTTP; `status` other than 200 is an outage. `fetches` counts."""

    def __init__(self, issuer: TokenIssuer) -> None:
        self.issuer = issuer
        self.status = 200
        self.headers: dict[str, str] = {}
        self.fetches = 0
        self.url = ""


@contextmanager
def serve_key_set(issuer: TokenIssuer) -> Iterator[KeySetServer]:
    """On an ephemeral port of the loopback."""
    state = KeySetServer(issuer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.fetches += 1
            body = issuer.key_set if state.status == 200 else b"out of order"
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/keys"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
