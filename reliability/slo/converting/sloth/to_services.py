"""Sloth's documents to services of ours."""

from collections.abc import Iterable

from reliability.slo.converting.conversion import Conversion, Warnings
from reliability.slo.converting.expressions import indicator_of
from reliability.slo.converting.names import our_labels, our_name, owner_and_tier
from reliability.slo.converting.sloth.document import WINDOW as SLOTH_WINDOW
from reliability.slo.converting.sloth.document import SlothAlerting, SlothService, SlothSlo
from reliability.slo.model import (
    GOOGLE_TIERS,
    Alerting,
    ErrorRatio,
    EventIndicator,
    Indicator,
    Query,
    Service,
    Severity,
    Slo,
)
from reliability.slo.spec.problems import FilesInvalidError, Problem
from reliability.slo.spec.promql import WINDOW
from reliability.slo.spec.windows import DEFAULT_WINDOW

WHOLE = 100
NO_BUDGET = "an objective of 100 % leaves no error budget. Write less, such as 99.99."


def to_services(documents: Iterable[SlothService]) -> Conversion[tuple[Service, ...]]:
    """Return one service a name. Raises FilesInvalidError for objectives of 100 %, which leave no budget."""
    documents = tuple(documents)
    whole = [slo.place for document in documents for slo in document.slos if slo.place and slo.objective >= WHOLE]
    if whole:
        raise FilesInvalidError(Problem(place, NO_BUDGET) for place in whole)
    warnings = Warnings()
    services: dict[str, Service] = {}
    for document in documents:
        service = _service(document, warnings)
        known = services.get(service.name)
        if known is not None:
            warnings.add(service.name, "its documents are one file here. Its labels are those of the first.")
            service = _joined(known, service)
        services[service.name] = service
    return Conversion(tuple(services.values()), tuple(warnings.found))


def _joined(first: Service, second: Service) -> Service:
    return Service(
        name=first.name,
        slos=(*first.slos, *second.slos),
        owner=first.owner,
        tier=first.tier,
        labels=first.labels,
        source=first.source,
    )


def _service(document: SlothService, warnings: Warnings) -> Service:
    name = our_name(document.service, warnings)
    labels, owner, tier = owner_and_tier(document.labels)
    return Service(
        name=name,
        slos=tuple(_slo(slo, name, warnings) for slo in document.slos),
        owner=owner,
        tier=tier,
        labels=our_labels(labels, document.service, warnings),
        source=document.source,
    )


def _slo(slo: SlothSlo, service: str, warnings: Warnings) -> Slo:
    where = f"{service}/{slo.name}"
    return Slo(
        service=service,
        name=our_name(slo.name, warnings),
        description=slo.description.strip() or slo.name,
        objective=slo.objective / 100,
        window=DEFAULT_WINDOW,
        indicator=_indicator(slo, where, warnings),
        alerting=_alerting(slo.alerting, where, warnings),
        labels=our_labels(slo.labels, where, warnings),
    )


def _indicator(slo: SlothSlo, where: str, warnings: Warnings) -> Indicator:
    if slo.error_ratio_query:
        warnings.add(where, "a ready ratio has no counts: its budget is an estimate, of minutes.")
        return ErrorRatio(error_ratio=_query(slo.error_ratio_query))
    indicator = indicator_of(_query(slo.error_query), _query(slo.total_query))
    if isinstance(indicator, EventIndicator):
        sides = {"bad": indicator.bad, "total": indicator.total}
        estimated = [side for side, events in sides.items() if isinstance(events, Query)]
        if estimated:
            warnings.add(
                where,
                f"{' and '.join(estimated)} stay queries, taken as events per second: the budget is an estimate. "
                "It is exact with counters' selectors instead.",
            )
    return indicator


def _query(query: str) -> str:
    return SLOTH_WINDOW.sub(lambda _: WINDOW, query).strip()


def _alerting(alerting: SlothAlerting, where: str, warnings: Warnings) -> Alerting:
    alerts = {Severity.PAGE: alerting.page, Severity.TICKET: alerting.ticket}
    for severity, alert in alerts.items():
        if alert is not None and alert.annotations:
            names = ", ".join(name for name, _ in alert.annotations)
            warnings.add(where, f"annotations of the {severity} alone are left out ({names}): ours are of all alerts.")
    labels = {
        severity: our_labels(alert.labels, f"{where}, {severity}", warnings) if alert else ()
        for severity, alert in alerts.items()
    }
    return Alerting(
        tiers=tuple(tier for tier in GOOGLE_TIERS if alerts[tier.severity] is not None),
        name=_alert_name(alerting.name, where, warnings),
        labels=our_labels(alerting.labels, where, warnings),
        annotations=alerting.annotations,
        page_labels=labels[Severity.PAGE],
        ticket_labels=labels[Severity.TICKET],
    )


def _alert_name(name: str, where: str, warnings: Warnings) -> str | None:
    usable = "".join(
        character for character in name if character.isascii() and (character.isalnum() or character == "_")
    )
    if usable != name:
        warnings.add(where, f"the alert {name!r} is called {usable} here: letters, digits and underscores.")
    return usable or None
