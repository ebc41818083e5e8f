"""An object says itself whether it is whole."""

from hypothesis import given
from hypothesis import strategies as st

from procgen.jobs.sealed import HEADER_BYTES, header, opened

KEY = "0123456789abcdef" * 4


def sealed(payload: bytes, key: str = KEY) -> bytes:
    return header(key, payload) + payload


@given(st.binary(max_size=4096), st.binary(min_size=32, max_size=32))
def test_what_was_sealed_is_opened(payload, key):
    assert opened(key.hex(), memoryview(sealed(payload, key.hex()))) == payload


def test_every_flipped_bit_is_found():
    whole = sealed(b"the payload of a small object")
    for place in range(len(whole)):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            assert opened(KEY, memoryview(damaged)) is None, f"bit {bit} of byte {place}"


def test_every_cut_and_every_addition_is_found():
    whole = sealed(b"the payload of a small object")
    for size in range(len(whole)):
        assert opened(KEY, memoryview(whole)[:size]) is None
    for more in range(1, HEADER_BYTES + 1):
        assert opened(KEY, memoryview(whole + bytes(more))) is None


@given(st.binary(min_size=32, max_size=32))
def test_an_object_under_another_key_is_found(other):
    assert opened(other.hex(), memoryview(sealed(b"payload"))) is None or other.hex() == KEY


@given(st.binary(max_size=300))
def test_other_bytes_are_no_object(noise):
    assert opened(KEY, memoryview(noise)) is None
