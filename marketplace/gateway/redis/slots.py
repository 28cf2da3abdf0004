"""Which server of a Cluster holds a key: Redis Cluster specification, "Key distribution model"."""

from binascii import crc_hqx
from collections.abc import Sequence
from typing import Any

from marketplace.gateway.redis.address import Address

SLOTS = 16_384


def slot_of(key: bytes | str) -> int:
    """CRC16 (XMODEM) of the key, or of what stands between its first `{` and the next `}` where that is not empty."""
    raw = key.encode() if isinstance(key, str) else key
    start = raw.find(b"{")
    if start >= 0:
        end = raw.find(b"}", start + 1)
        if end > start + 1:
            raw = raw[start + 1 : end]
    return crc_hqx(raw, 0) % SLOTS


def read_slots(answer: Sequence[Any], asked: Address) -> list[tuple[range, Address]]:
    """The answer to CLUSTER SLOTS. A server that does not know its own address is the one that was asked."""
    ranges = []
    for first, last, primary, *_replicas in answer:
        host = (primary[0] or b"").decode()
        ranges.append((range(first, last + 1), Address(host if host not in {"", "?"} else asked.host, primary[1])))
    return ranges
