"""What a token says of itself before it is verified: enough to choose the key, and nothing that is believed."""

import binascii
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class TokenHead:
    """`type` is `JWT` where the token names none (RFC 7519, section 5.1)."""

    algorithm: str
    type: str
    key_id: str | None
    issuer: str


def read_head(token: str) -> TokenHead:
    """Of a token in compact form (RFC 7515, section 7.1); raises ValueError."""
    header_text, payload_text, _ = token.split(".")
    header, payload = _json_object(header_text), _json_object(payload_text)
    algorithm, type_, key_id = header.get("alg"), header.get("typ", "JWT"), header.get("kid")
    issuer = payload.get("iss")
    if not isinstance(algorithm, str) or not isinstance(type_, str):
        raise ValueError("The header's alg or typ is not a text.")  # noqa: TRY004 - one kind for all
    if key_id is not None and not isinstance(key_id, str):
        raise ValueError("The header's kid is not a text.")
    return TokenHead(algorithm, type_, key_id, issuer if isinstance(issuer, str) else "")


def _json_object(encoded: str) -> dict[str, Any]:
    try:
        value = orjson.loads(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except binascii.Error as error:
        raise ValueError("Not base64url.") from error
    if not isinstance(value, dict):
        raise ValueError("Not a JSON object.")  # noqa: TRY004 - one kind for all
    return value
