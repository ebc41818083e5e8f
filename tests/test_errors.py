"""What errors say to people."""

from __future__ import annotations

import pytest

from procgen.errors import InvalidFields, Violation


@pytest.mark.parametrize(
    ("value", "allowed", "meant"),
    [
        ("'alpne'", "empty (any) or one of hills, alpine, mesa", "alpine"),
        ("brik", "one of bamboo, brick", "brick"),
        ("'zzz'", "one of bamboo, brick", ""),
        ("17", "0 to 12", ""),
        ("", "one of bamboo, brick", ""),
    ],
)
def test_a_slip_in_a_name_is_told_with_what_may_have_been_meant(value: str, allowed: str, meant: str) -> None:
    error = InvalidFields([Violation.of("size", 3, "4 to 9"), Violation.of("what", value, allowed)])
    expected = f"what: did you mean {meant}? " if meant else ""
    assert error.remedy == f"{expected}Correct the fields named and send the request again."
