"""What Alertmanager's configuration says of who hears of what."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reliability.artefacts.differences.facts import Fact, Facts


def facts_of_alertmanager(content: Mapping[str, Any]) -> Facts:
    yield from _of_route(content["route"], ())
    for rule in content.get("inhibit_rules", ()):
        source, target = " and ".join(rule["source_matchers"]), " and ".join(rule["target_matchers"])
        yield Fact("silenced alerts", f"{target} by {source}", f"where {', '.join(rule['equal'])} are equal")
    for interval in content.get("time_intervals", ()):
        yield Fact("hours", interval["name"], json.dumps(interval["time_intervals"]))
    for receiver in content["receivers"]:
        channels = {kind: settings for kind, settings in receiver.items() if kind != "name"}
        yield Fact("receivers", receiver["name"], json.dumps(channels, sort_keys=True), rule=True)


def _of_route(route: Mapping[str, Any], above: Sequence[str]) -> Facts:
    matchers = (*above, *route.get("matchers", ()))
    told = [route["receiver"]]
    if "active_time_intervals" in route:
        told.append(f"in {', '.join(route['active_time_intervals'])}")
    yield Fact("routes", " and ".join(matchers) or "everything else", " ".join(told))
    for below in route.get("routes", ()):
        yield from _of_route(below, matchers)
