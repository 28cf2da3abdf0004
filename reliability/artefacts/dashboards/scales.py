"""Scales that several boards use."""

from typing import Final

from reliability.artefacts.dashboards.panels import BAD, GOOD, WATCH, Scale, Step

PER_SECOND: Final = Scale(unit="ops")
SECONDS: Final = Scale(unit="s")
AMOUNT: Final = Scale(unit="short")
BYTES: Final = Scale(unit="bytes")
BYTES_PER_SECOND: Final = Scale(unit="binBps")
SHARE: Final = Scale(unit="percentunit", least=0, most=1)
SHARE_OF_ERRORS: Final = Scale(unit="percentunit", least=0, steps=(Step(0.001, WATCH), Step(0.01, BAD)))
SHARE_OF_HITS: Final = Scale(unit="percentunit", least=0, most=1, base=BAD, steps=(Step(0.5, WATCH), Step(0.9, GOOD)))
SHARE_OF_ROOM: Final = Scale(unit="percentunit", least=0, most=1, steps=(Step(0.8, WATCH), Step(0.95, BAD)))
