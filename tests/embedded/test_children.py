"""RVU Edge watches what it starts."""

import sys
import time

import pytest

from rvuedge.embedded.children import Child, restart_in, stop_all, watch


def child(folder, code, **more):
    return Child("child", [sys.executable, "-c", code], folder / "log" / "child.log", {}, folder, **more)


def test_waits_longer_at_each_death_and_gives_up_at_the_fifth_within_a_minute(tmp_path):
    dying = child(tmp_path, "")
    assert [restart_in(dying, now) for now in (0.0, 1.0, 2.0, 3.0, 4.0)] == [0.5, 1.0, 2.0, 4.0, None]


def test_forgets_deaths_of_more_than_a_minute_ago(tmp_path):
    dying = child(tmp_path, "")
    assert [restart_in(dying, now) for now in (0.0, 1.0, 100.0)] == [0.5, 1.0, 0.5]


def test_returns_the_child_that_died_too_often(tmp_path, monkeypatch):
    monkeypatch.setattr("rvuedge.embedded.children.restart_in", lambda dead, now: None)
    dying = child(tmp_path, "print('the reason')")
    dying.start()
    assert watch([dying], pause=0.01) is dying
    assert "the reason" in dying.log.read_text()


def test_ends_children_in_the_reverse_of_their_order(tmp_path):
    told = tmp_path / "told"
    code = (
        "import signal, sys, time\n"
        "def end(*_): open({!r}, 'a').write({!r}); sys.exit()\n"
        "signal.signal(15, end); print('up', flush=True); time.sleep(60)"
    )
    children = [child(tmp_path / name, code.format(str(told), name)) for name in "abc"]
    for one in children:
        one.folder.mkdir()
        one.start()
    while not all(one.log.exists() and "up" in one.log.read_text() for one in children):
        time.sleep(0.02)
    stop_all(children)
    assert told.read_text() == "cba"


def test_kills_a_child_that_does_not_listen(tmp_path):
    code = "import signal, time\nsignal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    deaf = child(tmp_path, code, grace=0.2)
    deaf.start()
    while "up" not in deaf.log.read_text():
        time.sleep(0.02)
    deaf.stop()
    assert deaf.has_ended()


def test_keeps_one_older_log(tmp_path, monkeypatch):
    monkeypatch.setattr("rvuedge.embedded.children._LOG_LIMIT", 10)
    one = child(tmp_path, "print('second run')")
    one.log.parent.mkdir()
    one.log.write_text("first run, a long one")
    one.start()
    assert one.running
    one.running.wait()
    assert (one.log.read_text(), one.log.with_name("child.log.1").read_text()) == ("second run\n", "first run, a long one")


@pytest.mark.parametrize("state", ["never started", "already ended"])
def test_stopping_what_does_not_run_is_no_fault(tmp_path, state):
    one = child(tmp_path, "")
    if state == "already ended":
        one.start()
        assert one.running
        one.running.wait()
    one.stop()
