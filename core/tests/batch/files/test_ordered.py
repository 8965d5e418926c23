"""Reading ahead, several at work, results in order; and no thread is left behind."""

import threading
import time

import pytest

from bajigong.batch.files.flow import in_order


def threads():
    return [one for one in threading.enumerate() if one.name.startswith("bajigong")]


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    assert threads() == []


def numbers(count, closed=None):
    try:
        yield from range(count)
    finally:
        if closed is not None:
            closed.append(threading.current_thread().name)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_pieces(workers):
    first = threading.Event()

    def work(number):
        if number == 0 and workers > 1:
            first.wait(5)  # until a later one is done
        elif number == 1:
            first.set()
        return number * 10

    assert list(in_order(numbers(20), work, workers)) == [number * 10 for number in range(20)]


def test_what_working_raises_is_raised_in_its_order():
    def work(number):
        if number == 3:
            raise ValueError(number)
        return number

    seen = []
    with pytest.raises(ValueError, match="3"):
        seen.extend(in_order(numbers(100), work, 2))
    assert seen == [0, 1, 2]


def test_what_reading_raises_is_raised_after_the_pieces_before_it():
    def pieces():
        yield from range(5)
        raise OSError("torn")

    seen = []
    with pytest.raises(OSError, match="torn"):
        seen.extend(in_order(pieces(), lambda number: number, 3))
    assert seen == [0, 1, 2, 3, 4]


def test_leaving_early_ends_the_reading():
    closed = []
    results = in_order(numbers(10**9, closed), lambda number: number, 2)
    assert next(results) == 0
    results.close()
    assert closed == ["bajigong-read"]


def test_no_more_is_held_than_is_at_work():
    read, done = [], []

    def pieces():
        for number in range(200):
            read.append(number)
            yield number

    for number in in_order(pieces(), lambda number: number, 2):
        time.sleep(0.001)
        done.append(number)
        assert len(read) - len(done) <= 2 + 1 + 2 + 2
