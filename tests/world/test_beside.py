"""Work beside other work: in its order, one at a time, and nothing is left over."""

from __future__ import annotations

import threading

import pytest

from procgen.world.beside import Beside


@pytest.mark.parametrize("threads", [1, 2])
def test_work_is_done_in_its_order(threads: int) -> None:
    done: list[int] = []

    def work(number: int) -> int:
        done.append(number)
        return number * 2

    with Beside(threads) as beside:
        given = [beside.do(work, number) for number in range(20)]
        assert given[7].result() == 14
    assert done == list(range(20))


def test_with_one_thread_nothing_runs_elsewhere_and_with_two_it_does() -> None:
    here = threading.get_ident()
    for threads, elsewhere in ((1, False), (2, True)):
        with Beside(threads) as beside:
            assert (beside.do(threading.get_ident).result() != here) is elsewhere


def test_what_has_not_begun_can_be_done_here() -> None:
    begun, go = threading.Event(), threading.Event()
    where: dict[str, int] = {}

    def work(name: str) -> str:
        where[name] = threading.get_ident()
        return name

    def first() -> None:
        begun.set()
        assert go.wait(60)

    with Beside(2) as beside:
        beside.do(first)
        given = [beside.do(work, name) for name in ("second", "third")]
        assert begun.wait(60)
        beside.help()
        go.set()
        assert [each.result() for each in given] == ["second", "third"]
    assert where == dict.fromkeys(("third", "second"), threading.get_ident())


@pytest.mark.parametrize("threads", [1, 2])
def test_what_goes_wrong_is_raised_though_nobody_asks(threads: int) -> None:
    def wrong() -> None:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"), Beside(threads) as beside:
        beside.do(wrong)


def test_where_the_block_fails_what_has_not_begun_is_dropped() -> None:
    begun, go = threading.Event(), threading.Event()
    done: list[str] = []

    def first() -> None:
        begun.set()
        assert go.wait(60)
        done.append("first")

    def block() -> None:
        with Beside(2) as beside:
            beside.do(first)
            beside.do(done.append, "second")
            assert begun.wait(60)
            threading.Timer(0.05, go.set).start()
            raise KeyError

    before = set(threading.enumerate())
    with pytest.raises(KeyError):
        block()
    assert done == ["first"]
    assert not [thread for thread in set(threading.enumerate()) - before if not isinstance(thread, threading.Timer)]


def test_one_helps_until_something_is_there() -> None:
    begun, go = threading.Event(), threading.Event()
    where: dict[str, int] = {}

    def first() -> None:
        begun.set()
        assert go.wait(60)

    with Beside(2) as beside:
        awaited = beside.do(first)
        assert begun.wait(60)

        def last() -> None:
            where["last"] = threading.get_ident()
            go.set()
            awaited.result()

        other = beside.do(threading.get_ident)
        beside.do(last)
        beside.help(awaited)
    assert where["last"] == threading.get_ident()
    assert other.result() != threading.get_ident(), "that was left to the other thread"
