"""Signatures of JSON Web Tokens, with exactly the key and the algorithm that were chosen."""

from typing import Any

from joserfc import jws, jwt
from joserfc.errors import UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from marketplace.gateway.config.tokens import SigningAlgorithm

Key = OctKey | RSAKey | ECKey | OKPKey


class _Registry(jws.JWSRegistry):
    """Knows one algorithm. What else a header has (`jwk`, `jku`, `x5u`) is not looked at; a `crit` that is not
    understood is refused. Unlike joserfc's own it does not warn of the name EdDSA (RFC 9864), which most issuers use.
    """

    def __init__(self, algorithm: SigningAlgorithm) -> None:
        super().__init__(algorithms=[algorithm.value], strict_check_header=False)

    def get_alg(self, name: str) -> JWSAlgModel:
        if self.allowed is None or name not in self.allowed:
            raise UnsupportedAlgorithmError(f"Algorithm of '{name}' is not allowed")
        return self.algorithms[name]


_REGISTRIES = {algorithm: _Registry(algorithm) for algorithm in SigningAlgorithm}


def verify_signature(token: str, key: Key, algorithm: SigningAlgorithm) -> dict[str, Any]:
    """The token's claims, not looked at. Raises JoseError or ValueError."""
    return jwt.decode(token, key, registry=_REGISTRIES[algorithm]).claims


def sign(claims: dict[str, Any], key: Key, algorithm: SigningAlgorithm, key_id: str | None) -> str:
    """The token."""
    header = {"alg": algorithm.value, **({"kid": key_id} if key_id else {})}
    return jwt.encode(header, claims, key, registry=_REGISTRIES[algorithm])
