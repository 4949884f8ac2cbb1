"""Devices of a stage: who logs, what was acknowledged to them, and that it is all there in the end."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from tests.chaos.people import Answer, Device
from tests.chaos.stage import SECONDS, Stage


class Crowd:
    """Some people of a stage who log at once."""

    def __init__(self, stage: Stage, count: int = 3) -> None:
        day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        self.stage = stage
        self.devices = [Device(person, day) for person in stage.people[:count]]

    def start(self) -> None:
        """Let everybody log."""
        for device in self.devices:
            device.start()

    def stop(self) -> None:
        """Let everybody stop once all is acknowledged, which takes a minute at most."""
        are_done = [device.stop() for device in self.devices]
        assert all(are_done), ("A case was not acknowledged within a minute.", self.met(), self.told()[-3:], self.stage.up.lines)

    def acknowledged(self) -> dict[str, int]:
        """What the server said to have, by the number of lines."""
        return {number: lines for device in self.devices for number, lines in device.acknowledged.items()}

    def met(self) -> Counter[int]:
        """How often each status came; 0 where no answer did."""
        return sum((device.met for device in self.devices), Counter[int]())

    def told(self) -> list[Answer]:
        """Every answer that acknowledged nothing."""
        return [answer for device in self.devices for answer in device.told]

    def milliseconds(self) -> list[float]:
        """How long each answer took."""
        return [taken for device in self.devices for taken in device.milliseconds]

    def is_whole(self, *, failed_imports: int = 0) -> float:
        """Stop logging, and wait until everything is done and as it was acknowledged; return after how many seconds, a minute at most."""
        self.stop()
        return self.stands(failed_imports=failed_imports)

    def stands(self, *, failed_imports: int = 0) -> float:
        """Wait until everything is done and as it was acknowledged, while nobody logs; return after how many seconds."""
        took, stands = self.stage.recovers(self.acknowledged())
        expected = {"imports not carried out": failed_imports} if failed_imports else {}
        assert stands == {"open": {}, "faults": expected}, stands
        assert took <= SECONDS
        return took
