"""RVU Edge builds an index once for each version of the catalogue, in every process, and the old one answers meanwhile."""

from datetime import date
from decimal import Decimal
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connections

from codes.effective import ReleaseKey
from codes.lanes import Lane
from codes.releases import move_catalogue_version
from codes.search import search
from codes.search_index import Entry, SearchIndex
from codes.search_shelf import KEPT, Shelf
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row

NOVEMBER = date(2026, 11, 23)


class Builder:
    """Builds an index of one code that is named after the number of the build; waits where it is told to."""

    def __init__(self) -> None:
        self.built = 0
        self.begun, self.may_end = Event(), Event()
        self.may_end.set()

    def __call__(self, _key: ReleaseKey | None, _keys: tuple[ReleaseKey, ...]) -> SearchIndex:
        self.built += 1
        number = self.built
        self.begun.set()
        assert self.may_end.wait(10)
        return SearchIndex([Entry("45385", f"Build {number}", Decimal("4.46"), Lane.WRVU)])


def name_in(shelf: Shelf, on: date = NOVEMBER) -> str:
    return shelf.index_on(on).entries[0].own_name


@pytest.fixture
def numbers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The version that the catalogue has, in place of the database, so that threads may ask for it."""
    number = [1]
    monkeypatch.setattr("codes.search_shelf.catalogue_version", lambda: number[0])
    monkeypatch.setattr("codes.search_shelf.active_keys", lambda: ())
    return number


def test_builds_once_for_a_version(numbers):
    builder = Builder()
    shelf = Shelf(builder)
    assert {name_in(shelf) for _ in range(5)} == {"Build 1"}
    assert builder.built == 1


def test_builds_again_in_every_holder_when_the_version_moves(numbers):
    holders = [Shelf(Builder()), Shelf(Builder())]
    assert [name_in(holder) for holder in holders] == ["Build 1", "Build 1"]
    numbers[0] = 2
    assert [name_in(holder) for holder in holders] == ["Build 2", "Build 2"]


def test_answers_from_the_old_index_while_a_new_one_is_built(numbers):
    builder = Builder()
    shelf = Shelf(builder)
    name_in(shelf)
    numbers[0] = 2
    builder.begun.clear()
    builder.may_end.clear()
    names: list[str] = []
    builds = Thread(target=lambda: names.append(name_in(shelf)))
    builds.start()
    assert builder.begun.wait(10)
    assert name_in(shelf) == "Build 1"
    builder.may_end.set()
    builds.join(10)
    assert (names, name_in(shelf), builder.built) == (["Build 2"], "Build 2", 2)


def test_a_server_makes_nobody_wait_for_a_newer_index(numbers):
    builder = Builder()
    shelf = Shelf(builder)
    name_in(shelf)
    shelf.builds_aside = True
    numbers[0] = 2
    builder.begun.clear()
    builder.may_end.clear()
    # Who finds it old gets it, while it is being built anew, once.
    assert [name_in(shelf), name_in(shelf)] == ["Build 1", "Build 1"]
    assert builder.begun.wait(10)
    builder.may_end.set()
    end = monotonic() + 10
    while name_in(shelf) != "Build 2" and monotonic() < end:
        sleep(0.01)
    assert (name_in(shelf), builder.built) == ("Build 2", 2)


def test_a_server_looks_once_a_second_whether_its_index_is_old_and_others_at_every_question(monkeypatch: pytest.MonkeyPatch):
    now, looks = [0.0], list[float]()

    def version() -> int:
        looks.append(now[0])
        return 1

    monkeypatch.setattr("codes.search_shelf.monotonic", lambda: now[0])
    monkeypatch.setattr("codes.search_shelf.catalogue_version", version)
    monkeypatch.setattr("codes.search_shelf.active_keys", lambda: ())
    shelf = Shelf(Builder())
    assert [name_in(shelf), name_in(shelf)] == ["Build 1"] * 2
    assert looks == [0.0, 0.0]
    shelf.builds_aside = True
    for moment in (0.1, 0.9, 1.0, 1.1, 1.2, 2.5):
        now[0] = moment
        name_in(shelf)
    assert looks == [0.0, 0.0, 0.1, 1.1, 2.5]
    shelf.clear()
    name_in(shelf)
    assert looks[-2:] == [2.5, 2.5]


def test_lets_others_wait_for_the_very_first_index_and_builds_it_once(numbers):
    builder = Builder()
    shelf = Shelf(builder)
    builder.may_end.clear()
    names: list[str] = []
    threads = [Thread(target=lambda: names.append(name_in(shelf))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert builder.begun.wait(10)
    builder.may_end.set()
    for thread in threads:
        thread.join(10)
    assert (names, builder.built) == (["Build 1"] * 4, 1)


def test_builds_anew_after_a_build_that_failed(numbers):
    def fails(_key: ReleaseKey | None, _keys: tuple[ReleaseKey, ...]) -> SearchIndex:
        raise OSError("no room")

    shelf = Shelf(fails)
    with pytest.raises(OSError, match="no room"):
        shelf.index_on(NOVEMBER)
    shelf._build = Builder()
    assert name_in(shelf) == "Build 1"


def test_keeps_the_indexes_of_a_few_releases(numbers, monkeypatch):
    keys = tuple(ReleaseKey(year, f"SAMPLE{year}", "SAMPLE", year, "", 0, date(year, 1, 1)) for year in range(2020, 2027))
    monkeypatch.setattr("codes.search_shelf.active_keys", lambda: keys)
    builder = Builder()
    shelf = Shelf(builder)
    for year in range(2020, 2027):
        name_in(shelf, date(year, 6, 1))
    assert builder.built == 7
    assert name_in(shelf, date(2026, 6, 1)) == name_in(shelf, date(2026, 7, 1)) == "Build 7"
    assert builder.built == 7
    name_in(shelf, date(2020, 6, 1))
    assert builder.built == 8
    assert len(shelf._kept.indexes) == KEPT


def _another_process(pipe: Connection) -> None:
    connections.close_all()
    while pipe.recv() == "search":
        pipe.send(str(search("45385", 1, NOVEMBER)[0].work_rvu))
    connections.close_all()


@pytest.mark.usefixtures("audit_may_be_emptied")
@pytest.mark.django_db(transaction=True)
def test_speaks_of_new_values_in_another_process_too():
    store_rows(ReleaseFactory.create(), fee_row("45385", "", "A", "4.46", "0"))
    move_catalogue_version()
    ours, theirs = get_context("fork").Pipe()
    connections.close_all()
    other = get_context("fork").Process(target=_another_process, args=(theirs,))
    other.start()
    ours.send("search")
    assert ours.recv() == "4.46"
    # RVU26C has work 4.46; the other value is made up.
    store_rows(ReleaseFactory.create(name="RVU26C.2", revision=2), fee_row("45385", "", "A", "5.00", "0"))
    move_catalogue_version()
    ours.send("search")
    assert ours.recv() == "5.00"
    assert str(search("45385", 1, NOVEMBER)[0].work_rvu) == "5.00"
    ours.send("end")
    other.join(10)
    assert other.exitcode == 0
