"""The books of a run close, or the run fails."""

import pytest

from bajigong.batch.files.ask import Books, BooksError, Gauge, Silent

VERDICTS = {"eligible": 3, "not_eligible": 2, "undetermined": 0, "not_covered": 0}


def test_rows_in_are_rows_out_and_rows_refused():
    books = Books(10, 3, 5, 2, 0, VERDICTS)
    books.check()
    assert (books.rows, books.unlike("eligible"), books.unlike(None)) == (7, 2, 0)


@pytest.mark.parametrize("change", [{"read": 11}, {"out": 4}, {"refused": 3}, {"empty": 2}, {"verdicts": {}}])
def test_a_row_too_many_or_too_few_is_an_error(change):
    with pytest.raises(BooksError, match="books"):
        Books(**{"read": 10, "empty": 3, "out": 5, "refused": 2, "verdicts": dict(VERDICTS), **change}).check()


def test_books_add_up_and_come_back_from_a_manifest():
    total = Books()
    for _ in range(2):
        total.add(Books.of(Books(10, 3, 5, 2, 1, dict(VERDICTS)).written()))
    assert total == Books(20, 6, 10, 4, 2, {key: 2 * number for key, number in VERDICTS.items()})


def test_the_rows_of_files_to_come_are_guessed_from_their_bytes(tmp_path):
    expected = []

    class Heard(Silent):
        def expect(self, total):
            expected.append(total)

    for name, size in (("a", 100), ("b", 300)):
        (tmp_path / name).write_bytes(b"x" * size)
    gauge = Gauge.of(Heard(), [str(tmp_path / "a"), str(tmp_path / "b"), "nowhere"])
    gauge.open(str(tmp_path / "a"))
    gauge.advance(5, None)
    gauge.advance(5, 20)
    gauge.advance(10, 20)
    gauge.open(str(tmp_path / "b"))
    gauge.advance(10, 60)
    assert expected == [80, 80, 80]
