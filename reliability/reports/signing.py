"""Detached signatures of reports: Ed25519 (RFC 8032) over canonical bytes.

The canonical bytes of JSON are those of its content with sorted keys and without spaces, so that a file that was
indented anew is still the same; of every other form they are the file's own. What is signed begins with a mark that no
other use of the key has, and with the form. Nothing here needs Django or a network.
"""

import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reliability.errors import ReliabilityError

ALGORITHM: Final = "Ed25519"
MARK: Final = b"holdfast report signature v1"
KEY_ID_LETTERS: Final = 16


class SignatureError(ReliabilityError):
    """A report is not what was signed, or not by whom it should have been."""


class Form(StrEnum):
    JSON = "json"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What stands in FILE.sig. The public key in it helps to find the right one; it proves nothing by itself."""

    algorithm: str
    form: str
    key_id: str
    public_key: str
    sha256: str
    signature: str

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"


def signing_key(secret: str) -> Ed25519PrivateKey:
    """Return the key that a secret stands for (HKDF, RFC 5869)."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=MARK).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_text(key: Ed25519PublicKey) -> str:
    """Return the 32 bytes of the key in base64, as commands print and take it."""
    return b64encode(key.public_bytes_raw()).decode()


def read_public_key(text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(text.strip(), validate=True))
    except ValueError as error:
        raise SignatureError(
            "This is no public key: give the 44 letters that `verify_report --show-key` prints."
        ) from error


def key_id(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes_raw()).hexdigest()[:KEY_ID_LETTERS]


def sign_report(content: bytes, *, form: Form, key: Ed25519PrivateKey) -> Signature:
    canonical, public = canonical_bytes(content, form), key.public_key()
    return Signature(
        algorithm=ALGORITHM,
        form=form,
        key_id=key_id(public),
        public_key=public_text(public),
        sha256=sha256(canonical).hexdigest(),
        signature=b64encode(key.sign(_message(canonical, form))).decode(),
    )


def verify_report(content: bytes, signature: Signature, *, key: Ed25519PublicKey) -> None:
    """Raise SignatureError unless the owner of `key` signed this content."""
    if signature.algorithm != ALGORITHM:
        raise SignatureError(f"Signatures are {ALGORITHM}, not {signature.algorithm}.")
    if not hmac.compare_digest(signature.key_id, key_id(key)):
        raise SignatureError(f"Signed with the key {signature.key_id}, not with {key_id(key)}: give --public-key.")
    canonical = canonical_bytes(content, Form(signature.form))
    try:
        key.verify(b64decode(signature.signature, validate=True), _message(canonical, Form(signature.form)))
    except (InvalidSignature, ValueError) as error:
        raise SignatureError("This is not what was signed: the report or its signature was changed.") from error


def read_signature(text: str) -> Signature:
    try:
        found = Signature(**json.loads(text))
        Form(found.form)
    except (TypeError, ValueError) as error:
        raise SignatureError("This is no signature that `report_error_budget --sign` wrote.") from error
    if not all(isinstance(value, str) for value in asdict(found).values()):
        raise SignatureError("This is no signature that `report_error_budget --sign` wrote.")
    return found


def canonical_bytes(content: bytes, form: Form) -> bytes:
    """Raises SignatureError for JSON that can be read in two ways: a name that comes twice in an object."""
    if form is Form.BYTES:
        return content
    try:
        told = json.loads(content, object_pairs_hook=_without_doubles)
        text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise SignatureError(f"This is no JSON that can be signed: {error}.") from error
    return text.encode()


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice in an object")
    return found


def _message(canonical: bytes, form: Form) -> bytes:
    return b"\0".join((MARK, form.value.encode(), canonical))
