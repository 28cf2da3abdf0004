"""Names of alerts and groups, and the labels by which everything of an SLO is found."""

import re
from typing import NamedTuple

from reliability.conventions import SloLabel, SloSeries
from reliability.rules.expressions import equal, series
from reliability.slo.model import Slo, duration_text

_BURN_RATE, _DATA_ABSENT = "BurnRate", "DataAbsent"
_WORD = re.compile(r"[A-Za-z0-9]+")


class AlertNames(NamedTuple):
    """Stable: runbooks, routes and silences refer to them. All tiers have one name, and labels of their own."""

    burn_rate: str
    data_absent: str


def alert_names(slo: Slo) -> AlertNames:
    """Return `GatewayAvailabilityBurnRate` and `GatewayAvailabilityDataAbsent` for `gateway/availability`.

    A name in the file takes the first one's place, and without its ending BurnRate begins the second.
    """
    subject = "".join(word[0].upper() + word[1:] for word in _WORD.findall(f"{slo.service} {slo.name}"))
    burn_rate = slo.alerting.name or f"{subject}{_BURN_RATE}"
    return AlertNames(burn_rate, f"{burn_rate.removesuffix(_BURN_RATE)}{_DATA_ABSENT}")


def identity(slo: Slo) -> dict[str, str]:
    return {SloLabel.ID: slo.identifier, SloLabel.SERVICE: slo.service, SloLabel.SLO: slo.name}


def recorded(slo: Slo, name: SloSeries, window: int | None = None) -> str:
    """Return the selector of the SLO's series of that name, over that window where it has one."""
    return series(series_name(name, window), equal(SloLabel.ID, slo.identifier))


def series_name(name: SloSeries, window: int | None = None) -> str:
    return f"{name}{duration_text(window) if window else ''}"
