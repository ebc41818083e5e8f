"""Values that are kept."""

from __future__ import annotations

import threading

import pytest

from procgen.kit.wire.recent import Recent


def test_the_least_recently_used_goes_first() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a", lambda: 9) == 1
    assert recent.get("c", lambda: 3) == 3
    assert recent.find("b") is None
    assert recent.find("a") == 1


def test_what_is_kept_is_not_made_again_and_failures_are_not_kept() -> None:
    recent: Recent[str, int] = Recent(4)
    made: list[int] = []

    def make() -> int:
        made.append(1)
        if len(made) == 1:
            raise ValueError("not yet")
        return len(made)

    with pytest.raises(ValueError, match="not yet"):
        recent.get("x", make)
    assert [recent.get("x", make) for _ in range(3)] == [2, 2, 2]


def test_threads_share_it() -> None:
    recent: Recent[int, int] = Recent(8)

    def work(start: int) -> None:
        for number in range(2000):
            key = (start + number) % 16
            assert recent.get(key, lambda key=key: key * key) == key * key  # type: ignore[misc]

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(recent.find(key) is not None for key in range(16)) <= 8
