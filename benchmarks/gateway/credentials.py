"""A client's proof of who is asking, and the key set that it is checked with."""

import json
import time
from pathlib import Path
from typing import Final

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

ALGORITHM: Final = "ES256"
ISSUER: Final = "https://issuer.example"
AUDIENCE: Final = "benchmark"
LIFETIME: Final = 24 * 3600
"""Seconds: longer than any benchmark."""


def issue_token(key_set: Path) -> str:
    """Write a new key set, and give a token signed with its key."""
    key = ECKey.generate_key("P-256", parameters={"kid": "benchmark"})
    key_set.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "user-1", "iat": now, "exp": now + LIFETIME, "roles": ["CUSTOMER"]}
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key)
