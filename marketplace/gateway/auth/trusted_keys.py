"""An issuer's keys: read from a JSON Web Key Set (RFC 7517), each for the algorithms that its kind allows."""

from collections.abc import Iterable
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from marketplace.gateway.auth.signatures import Key
from marketplace.gateway.config.tokens import SigningAlgorithm

MIN_RSA_BITS = 2_048


class KeySetInvalidError(ValueError):
    """The text is not a key set; the message ends a sentence."""


class TrustedKey:
    """A key that verifies tokens, until it is `retired`: then tokens that it verified are not believed any more."""

    __slots__ = ("algorithms", "jwk", "key_id", "retired", "thumbprint")

    def __init__(self, jwk: Key, algorithms: frozenset[SigningAlgorithm], key_id: str | None) -> None:
        self.jwk = jwk
        self.algorithms = algorithms
        self.key_id = key_id
        self.thumbprint: str = jwk.thumbprint()
        self.retired = False

    def is_same(self, other: "TrustedKey") -> bool:
        """Whether both verify the same tokens."""
        return (self.thumbprint, self.key_id, self.algorithms) == (other.thumbprint, other.key_id, other.algorithms)


def shared_secret(secret: str) -> TrustedKey:
    """The key of an issuer that signs with HS256."""
    return TrustedKey(OctKey.import_key(secret), frozenset({SigningAlgorithm.HS256}), None)


def read_key_set(text: bytes, allowed: frozenset[SigningAlgorithm]) -> list[TrustedKey]:
    """The keys for signatures with one of the allowed algorithms. Others are passed over (RFC 7517, section 5),
    shared secrets first of all. Raises KeySetInvalidError.
    """
    try:
        described = orjson.loads(text)
    except ValueError as error:
        raise KeySetInvalidError("it is not JSON") from error
    keys = described.get("keys") if isinstance(described, dict) else None
    if not isinstance(keys, list):
        raise KeySetInvalidError("it has no list 'keys' (RFC 7517, section 5)")
    return list(_usable(keys, allowed))


def _usable(keys: Iterable[Any], allowed: frozenset[SigningAlgorithm]) -> Iterable[TrustedKey]:
    for described in keys:
        if not isinstance(described, dict) or described.get("use", "sig") != "sig":
            continue
        if "verify" not in described.get("key_ops", ["verify"]):
            continue
        try:
            jwk, algorithms = _read_key(described)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        stated = described.get("alg")
        usable = frozenset(each for each in algorithms & allowed if stated in (None, each.value))
        key_id = described.get("kid")
        if usable and (key_id is None or isinstance(key_id, str)):
            yield TrustedKey(jwk, usable, key_id)


def _read_key(described: dict[str, Any]) -> tuple[Key, frozenset[SigningAlgorithm]]:
    match described.get("kty"), described.get("crv"):
        case "RSA", _:
            rsa = RSAKey.import_key({name: described[name] for name in ("kty", "n", "e")})
            large = rsa.public_key.key_size >= MIN_RSA_BITS
            algorithms = {SigningAlgorithm.RS256, SigningAlgorithm.PS256} if large else set()
            return rsa, frozenset(algorithms)
        case "EC", "P-256":
            ec = ECKey.import_key({name: described[name] for name in ("kty", "crv", "x", "y")})
            return ec, frozenset({SigningAlgorithm.ES256})
        case "OKP", "Ed25519":
            okp = OKPKey.import_key({name: described[name] for name in ("kty", "crv", "x")})
            return okp, frozenset({SigningAlgorithm.EDDSA, SigningAlgorithm.ED25519})
        case _:
            raise KeySetInvalidError("a key of another kind")
