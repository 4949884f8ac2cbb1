"""RVU Edge brings its own Valkey."""

from pathlib import Path

import pytest
import redis

from rvuedge.embedded import valkey
from rvuedge.embedded.refusal import Refusal


def test_serves_on_a_socket_and_is_gone_after_the_block():
    with valkey.running() as address:
        client = redis.Redis.from_url(address)
        client.set("code", "45385")
        assert client.get("code") == b"45385"
        path = Path(address.removeprefix("unix://"))
        assert valkey.answers(path)
    assert not valkey.answers(path)
    assert not path.parent.exists()


def test_keeps_waiting_tasks_over_a_restart(tmp_path):
    server = valkey.server(tmp_path, tmp_path / "valkey.log")
    address = valkey.address_of(valkey.socket_of(tmp_path))
    for expected in (None, b"waiting"):
        server.start()
        valkey.wait_for(server, valkey.socket_of(tmp_path))
        client = redis.Redis.from_url(address)
        assert client.get("task") == expected
        client.set("task", "waiting")
        client.close()
        server.stop()


@pytest.mark.parametrize("name", ["x" * 120, "with space", "ünsal"])
def test_listens_under_the_temporary_folder_where_the_path_would_not_do(tmp_path, name):
    path = valkey.socket_of(tmp_path / name)
    assert tmp_path not in path.parents
    assert len(str(path)) <= 100
    assert path != valkey.socket_of(tmp_path / (name + "2"))


@pytest.mark.parametrize("taken_by", ["file", "link"])
def test_refuses_a_socket_folder_that_somebody_else_made(tmp_path, monkeypatch, taken_by):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / ("x" * 120)
    place = valkey.socket_of(folder).parent
    if taken_by == "file":
        place.write_text("")
    else:
        place.symlink_to(tmp_path)
    with pytest.raises(Refusal, match="belongs to somebody else"):
        valkey.server(folder, tmp_path / "valkey.log")
