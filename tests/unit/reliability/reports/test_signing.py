"""A signature holds for what was signed, by whom it was signed, and for nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reliability.reports.signing import (
    Form,
    SignatureError,
    canonical_bytes,
    key_id,
    public_text,
    read_public_key,
    read_signature,
    sign_report,
    signing_key,
    verify_report,
)

KEY = signing_key("a secret of the tests")
OTHER = signing_key("another secret of the tests")
PUBLIC = KEY.public_key()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(json_values)
def test_json_may_be_written_otherwise(value: object) -> None:
    signature = sign_report(json.dumps(value).encode(), form=Form.JSON, key=KEY)
    verify_report(json.dumps(value, indent=3, ensure_ascii=False).encode(), signature, key=PUBLIC)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=80), st.integers(0, 79), st.integers(1, 255))
def test_no_changed_byte_is_accepted(content: bytes, place: int, change: int) -> None:
    signature = sign_report(content, form=Form.BYTES, key=KEY)
    verify_report(content, signature, key=PUBLIC)
    changed = bytearray(content)
    changed[place % len(content)] ^= change
    with pytest.raises(SignatureError, match="not what was signed"):
        verify_report(bytes(changed), signature, key=PUBLIC)


def test_a_changed_number_is_refused() -> None:
    signature = sign_report(b'{"bad": 1}', form=Form.JSON, key=KEY)
    with pytest.raises(SignatureError, match="not what was signed"):
        verify_report(b'{"bad": 0}', signature, key=PUBLIC)


def test_another_key_is_refused_whatever_the_file_says() -> None:
    forged = sign_report(b"report", form=Form.BYTES, key=OTHER)
    with pytest.raises(SignatureError, match=f"Signed with the key {forged.key_id}"):
        verify_report(b"report", forged, key=PUBLIC)
    with pytest.raises(SignatureError, match="not what was signed"):
        verify_report(b"report", replace(forged, key_id=key_id(PUBLIC), public_key=public_text(PUBLIC)), key=PUBLIC)


def test_the_form_is_signed_too() -> None:
    signature = sign_report(b"{}", form=Form.JSON, key=KEY)
    with pytest.raises(SignatureError, match="not what was signed"):
        verify_report(b"{}", replace(signature, form=Form.BYTES), key=PUBLIC)


def test_json_that_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(SignatureError, match="a name comes twice"):
        canonical_bytes(b'{"bad": 1, "bad": 0}', Form.JSON)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"algorithm": 1}', "null"])
def test_what_is_no_signature_is_told(text: str) -> None:
    with pytest.raises(SignatureError, match="no signature"):
        read_signature(text)


@pytest.mark.parametrize("text", ["", "short", "AAAA", "ä"])
def test_what_is_no_key_is_told(text: str) -> None:
    with pytest.raises(SignatureError, match="no public key"):
        read_public_key(text)


def test_keys_and_signatures_are_read_as_they_are_written() -> None:
    signature = sign_report(b"x", form=Form.BYTES, key=KEY)
    assert read_signature(signature.to_json()) == signature
    verify_report(b"x", signature, key=read_public_key(public_text(PUBLIC)))


def test_a_secret_is_always_the_same_key_and_another_secret_another() -> None:
    assert public_text(signing_key("a secret of the tests").public_key()) == public_text(PUBLIC)
    assert key_id(OTHER.public_key()) != key_id(PUBLIC)
