"""What a change does, read off the files before and after."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import PurePosixPath

import pytest

from reliability.artefacts.differences import describe, differences
from reliability.artefacts.document import Document
from reliability.artefacts.generators import build_all
from reliability.artefacts.project import Drifted
from reliability.artefacts.site import Site, load_site
from reliability.slo.model import Alerting, RollingWindow, Service
from tests.architecture.tracked_files import ROOT
from tests.harness.slo_samples import EVENTS, GATEWAY, SERVICES, USERS, availability

SITE = load_site(ROOT / "alerts" / "site.yaml")


def texts(documents: tuple[Document, ...]) -> dict[PurePosixPath, str]:
    return {document.path: document.text for document in documents}


def change(before: tuple[Service, ...], after: tuple[Service, ...], site: Site = SITE) -> list[str]:
    """What is told of it."""
    old, new = texts(build_all(before, SITE)), texts(build_all(after, site))
    drifted = [Drifted(path, old.get(path), new.get(path)) for path in sorted(old.keys() | new.keys())]
    return list(describe(differences(each for each in drifted if each.before != each.after)))


def with_availability(service: Service, **changes: object) -> Service:
    return replace(service, slos=(replace(service.slos[0], **changes), *service.slos[1:]))  # type: ignore[arg-type]


def test_nothing_changed() -> None:
    assert change(SERVICES, SERVICES) == []


def test_another_objective() -> None:
    lines = change(
        (EVENTS,), (with_availability(EVENTS, objective=Fraction(9995, 10_000), alerting=Alerting(minimum_events=50)),)
    )
    before = change((EVENTS,), (with_availability(EVENTS, alerting=Alerting(minimum_events=50)),))
    assert "  objective: 99.9 % → 99.95 %" in lines
    assert "  load test: http_req_failed{service:events}: rate<=0.001 → rate<=0.0005" in lines
    assert "  steady state of events/availability: at most 0.1 % bad in 5m → at most 0.05 % bad in 5m" in lines
    (page,) = [line for line in lines if "page over 1h and 5m" in line]
    assert page.endswith("→ from burn rate 14.4, 0.72 % bad, of at least 50 events")
    assert not any("objective" in line for line in before)
    (changed,) = [line for line in lines if line.startswith("  changed: ")]
    assert "slo:objective:ratio, slo:error_budget:ratio, slo:info" in changed


def test_the_objective_of_a_group() -> None:
    (group,) = GATEWAY.slos[0].group_objectives
    laxer = with_availability(GATEWAY, group_objectives=(replace(group, objective=Fraction(998, 1000)),))
    lines = change((GATEWAY, USERS), (laxer, USERS))
    assert '  objective of operation_class="mutation": 99.95 % → 99.8 %' in lines
    assert not any(line.startswith("  objective: ") for line in lines)


def test_another_window() -> None:
    lines = change((EVENTS,), (with_availability(EVENTS, window=RollingWindow(7 * 86_400)),))
    assert "  window: 30d → 7d" in lines
    assert any("page over 1h and 5m: from burn rate 14.4" in line and "→ from burn rate 3.36" in line for line in lines)


def test_alerts_that_go() -> None:
    lines = change((EVENTS,), (with_availability(EVENTS, alerting=Alerting(tiers=(), absent_after=None)),))
    assert sum("(gone)" in line and " over " in line for line in lines) == 4
    assert (
        "  alert EventsAvailabilityDataAbsent: events availability: nothing has been measured for 15m. (gone)" in lines
    )
    (removed,) = [line for line in lines if line.startswith("  removed: ")]
    assert "EventsAvailabilityBurnRate page 1h 5m" in removed


def test_another_tier_goes_elsewhere() -> None:
    lines = change((EVENTS,), (replace(EVENTS, tier=1),))
    assert "  tier: 3 → 1" in lines
    route = '  slo_service="events" and severity="page" and environment="production"'
    assert f"{route}: on-call + chat → on-call + chat + mail" in lines
    assert "  added: on-call + chat + mail" in lines


def test_a_dependency_that_goes() -> None:
    lines = change(SERVICES, (replace(GATEWAY, depends_on=()), USERS, EVENTS))
    source, target = (
        'severity="page" and slo_id=~"users-availability"',
        'alert_kind="burn_rate" and slo_service=~"gateway"',
    )
    assert lines == ["silenced alerts", f"  {target} by {source}: where environment are equal (gone)"]


def test_a_new_service_and_one_that_is_gone() -> None:
    search = Service(name="search", slos=(availability("search"),))
    lines = change((EVENTS,), (search,))
    assert "search/availability" in lines
    assert "  objective: 99.9 % (new)" in lines
    assert "  objective: 99.9 % (gone)" in lines
    (added,) = [line for line in lines if line.startswith("  added: Search")]
    assert added.startswith("  added: SearchAvailabilityBurnRate page 1h 5m, ")
    assert added.endswith(" more")


def test_hours_that_change_are_told() -> None:
    (name, hours), *_ = SITE.hours.items()
    lines = change((EVENTS,), (EVENTS,), replace(SITE, hours={name: replace(hours, start="08:00")}))
    assert lines[0] == "hours"
    assert '"start_time": "09:00"' in lines[1].partition("→")[0]
    assert '"start_time": "08:00"' in lines[1].partition("→")[2]


@pytest.mark.parametrize("text", ["by hand", "a: [", "groups: 3", "groups: [{rules: [{}]}]"])
def test_a_file_that_somebody_has_spoilt_is_told(text: str) -> None:
    path = PurePosixPath("alerts/rules/events.yaml")
    new = texts(build_all((EVENTS,), SITE))[path]
    (told,) = [one for one in differences([Drifted(path, text, new)]) if one.after is None]
    assert (told.subject, told.before) == (str(path), "cannot be read: somebody else has written it")
