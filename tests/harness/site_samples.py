"""An installation as a value, for tests of what is made for one."""

from __future__ import annotations

from reliability.artefacts.site import Site

SITE = Site(
    runbooks="https://shop.example/runbooks",
    reports="https://shop.example/reliability/slo",
    channels={},
    routing=(),
    otherwise=(),
    heartbeat=(),
    hours={},
)
