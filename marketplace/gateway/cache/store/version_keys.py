"""The keys in Redis under which tags have their versions."""

from hashlib import blake2b

LONGEST_PLAIN = 100
"""Bytes of a tag that stands in its key as it is; of a longer one its hash does."""


def version_key(prefix: str, tag: str) -> bytes:
    plain = tag.encode()
    if len(plain) > LONGEST_PLAIN:
        plain = b"#" + blake2b(plain, digest_size=16).hexdigest().encode()
    return prefix.encode() + b"v:" + plain
