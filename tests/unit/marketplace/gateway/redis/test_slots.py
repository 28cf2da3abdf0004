"""Keys and their slots; the expected numbers are those of the Redis Cluster specification and of `CLUSTER KEYSLOT`."""

import pytest

from marketplace.gateway.redis.address import Address
from marketplace.gateway.redis.slots import read_slots, slot_of


@pytest.mark.parametrize(
    ("key", "slot"),
    [
        ("123456789", 0x31C3 % 16_384),
        ("foo", 12182),
        (b"foo", 12182),
        ("", 0),
        ("{foo}.bar", 12182),
        ("x{foo}{bar}", 12182),
        ("foo{}{bar}", 8363),
    ],
)
def test_the_slot_of_a_key(key, slot):
    assert slot_of(key) == slot


def test_a_server_without_a_known_address_is_the_one_that_was_asked():
    answer = [[0, 99, [b"10.0.0.1", 1, b"id"]], [100, 199, [None, 2, b"id"]], [200, 299, [b"", 3, b"id"]]]
    assert [address for _, address in read_slots(answer, Address("seed", 9))] == [
        ("10.0.0.1", 1),
        ("seed", 2),
        ("seed", 3),
    ]
