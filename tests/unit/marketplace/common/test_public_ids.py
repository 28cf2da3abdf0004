from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.public_ids import (
    ALPHABET,
    MalformedPublicIdError,
    decode_public_id,
    encode_public_id,
    new_key,
)

PREFIXES = st.from_regex(r"[a-z](?:[a-z_]{0,20}[a-z])?", fullmatch=True)
KEYS = st.uuids()


@pytest.mark.parametrize(
    ("key", "suffix"),
    [
        ("00000000-0000-0000-0000-000000000000", "00000000000000000000000000"),
        ("00000000-0000-0000-0000-000000000001", "00000000000000000000000001"),
        ("00000000-0000-0000-0000-00000000000a", "0000000000000000000000000a"),
        ("00000000-0000-0000-0000-000000000010", "0000000000000000000000000g"),
        ("00000000-0000-0000-0000-000000000020", "00000000000000000000000010"),
        ("ffffffff-ffff-ffff-ffff-ffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
        ("0110c853-1d09-52d8-d73e-1194e95b5f19", "0123456789abcdefghjkmnpqrs"),
        ("01890a5d-ac96-774b-bcce-b302099a8057", "01h455vb4pex5vsknk084sn02q"),
    ],
)
def test_agrees_with_the_vectors_of_the_specification(key, suffix):
    """The vectors are those of TypeID 0.3, `spec/valid.yml`."""
    assert encode_public_id("prefix", UUID(key)) == f"prefix_{suffix}"
    assert decode_public_id("prefix", f"prefix_{suffix}") == UUID(key)


@given(PREFIXES, KEYS)
def test_decoding_gives_back_what_was_encoded(prefix, key):
    assert decode_public_id(prefix, encode_public_id(prefix, key)) == key


@given(KEYS, KEYS)
def test_ids_sort_as_their_keys_do(first, second):
    assert (encode_public_id("user", first) < encode_public_id("user", second)) == (first.int < second.int)


@given(st.text(max_size=40))
def test_any_other_text_is_refused_or_the_only_text_of_its_key(text):
    try:
        key = decode_public_id("user", text)
    except MalformedPublicIdError:
        return
    assert encode_public_id("user", key) == text


@given(st.text(alphabet=ALPHABET, min_size=26, max_size=26))
def test_a_suffix_above_128_bits_is_refused(suffix):
    if suffix[0] in "01234567":
        assert encode_public_id("user", decode_public_id("user", f"user_{suffix}")) == f"user_{suffix}"
    else:
        with pytest.raises(MalformedPublicIdError):
            decode_public_id("user", f"user_{suffix}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "user",
        "user_",
        "_00000000000000000000000000",
        "00000000000000000000000000",
        "offer_00000000000000000000000000",
        "user_0000000000000000000000000",
        "user_000000000000000000000000000",
        "user_0000000000000000000000000l",
        "USER_00000000000000000000000000",
        "user_0000000000000000000000000A",
        "user_80000000000000000000000000",
        "user_00000000000000000000000000\n",
        "user-00000000000000000000000000",
    ],
)
def test_malformed_ids_are_refused(text):
    with pytest.raises(MalformedPublicIdError) as refusal:
        decode_public_id("user", text)
    assert refusal.value.prefix == "user"


@pytest.mark.parametrize("prefix", ["", "User", "a1", "_a", "a_", "a" * 65])
def test_a_prefix_outside_the_specification_is_a_mistake_of_ours(prefix):
    with pytest.raises(ValueError, match="prefix"):
        encode_public_id(prefix, UUID(int=1))


def test_new_keys_are_uuids_of_version_7_that_grow():
    keys = [new_key() for _ in range(100)]
    assert {key.version for key in keys} == {7}
    assert keys == sorted(keys)
