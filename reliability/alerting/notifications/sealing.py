"""Addresses at rest: sealed with a key that follows from Django's SECRET_KEY (Fernet, HKDF of RFC 5869)."""

import base64
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from reliability.alerting.errors import UnusableAddressError

_PURPOSE: Final = b"reliability: addresses of notification channels"
_KEY_BYTES: Final = 32


def seal(address: str) -> str:
    return _keys().encrypt(address.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the address; raise UnusableAddressError when no key of today opens it."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnusableAddressError(
            "The address was sealed with another SECRET_KEY. Enter it again, or set SECRET_KEY_FALLBACKS."
        ) from error


def _keys() -> MultiFernet:
    """Return the key that seals, and after it those that still open."""
    return MultiFernet([Fernet(_derived(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str | bytes) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(derivation.derive(force_bytes(secret)))
