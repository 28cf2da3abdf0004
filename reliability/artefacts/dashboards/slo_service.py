"""One service: for each of its objectives the budget, how it is spent, and by what."""

from collections.abc import Iterator

from grafana_foundation_sdk.models.dashboard import AnnotationQuery, DashboardLink, Panel

from reliability.artefacts.dashboards.addresses import (
    board_address,
    report_links,
    runbook_link,
    service_uid,
)
from reliability.artefacts.dashboards.board import Board, Row
from reliability.artefacts.dashboards.panels import (
    BAD,
    COLUMNS,
    DATA_SOURCE,
    WATCH,
    Query,
    Scale,
    Step,
    link,
    stat,
    time_series,
)
from reliability.artefacts.dashboards.scales import AMOUNT
from reliability.artefacts.dashboards.slo_series import (
    BURN_NOW,
    BURN_RATE,
    LAST_DAY,
    STATE,
    budget_left,
    state,
    worst_left,
)
from reliability.artefacts.numbers import percentage_text
from reliability.artefacts.site import Site
from reliability.conventions import BoardUid, SloLabel, SloSeries
from reliability.rules.expressions import number
from reliability.rules.names import alert_names, recorded
from reliability.rules.windows import BASE
from reliability.slo.model import CalendarWindow, Service, Severity, Slo, duration_text, nominal_seconds

COLOURS = {Severity.PAGE: BAD, Severity.TICKET: WATCH}


def board(service: Service, site: Site) -> Board:
    return Board(
        uid=service_uid(service.name),
        title=f"SLOs of {service.title or service.name}",
        description=f"The service level objectives of {service.title or service.name}, tier {service.tier}"
        f"{f', of {service.owner}' if service.owner else ''}.",
        tags=("slo", "service"),
        annotations=(_firing(service),),
        links=(link("All objectives", board_address(BoardUid.SLO_OVERVIEW)),),
        since="now-7d",
        rows=tuple(_row(slo, site) for slo in service.slos),
    )


def _firing(service: Service) -> AnnotationQuery:
    return AnnotationQuery(
        name="Alerts",
        datasource=DATA_SOURCE,
        enable=True,
        hide=False,
        icon_color=BAD,
        expr=f'ALERTS{{alertstate="firing", {SloLabel.SERVICE}="{service.name}"}}',
    )


def _row(slo: Slo, site: Site) -> Row:
    links = (
        *report_links(site, slo.service, slo.name),
        *(runbook_link(site, name) for name in _alert_names(slo)),
    )
    return Row(f"{slo.name}: {percentage_text(slo.objective)} over {_window(slo)}", tuple(_panels(slo, links)))


def _alert_names(slo: Slo) -> Iterator[str]:
    """Those that its settings ask for."""
    names = alert_names(slo)
    if slo.alerting.tiers:
        yield names.burn_rate
    if slo.alerting.absent_after is not None:
        yield names.data_absent


def _panels(slo: Slo, links: tuple[DashboardLink, ...]) -> Iterator[Panel]:
    yield from _numbers(slo, links)
    graphs = [_burn_rates(slo, links), _error_ratio(slo), _events(slo)]
    if not isinstance(slo.window, CalendarWindow):
        graphs.insert(0, _budget_left(slo, links))
    if slo.attribution is not None:
        graphs.append(_attribution(slo, slo.attribution.label))
    yield from graphs
    yield _alerts(slo, links, width=COLUMNS if len(graphs) % 2 == 0 else COLUMNS // 2)


def _numbers(slo: Slo, links: tuple[DashboardLink, ...]) -> Iterator[Panel]:
    where = f'{SloLabel.ID}="{slo.identifier}"'
    yield stat(
        "Objective",
        f"The share of events that shall be good, over {_window(slo)}. {slo.description}",
        Query(recorded(slo, SloSeries.OBJECTIVE), _legend(slo)),
        scale=Scale(unit="percentunit", decimals=3),
    )
    if not isinstance(slo.window, CalendarWindow):
        yield stat(
            "Budget left",
            f"What is left of the budget of {_window(slo)}: of the group that has the least.",
            Query(worst_left(where), ""),
            scale=budget_left(slo.policy),
            links=links,
        )
        yield stat("State", _policy(slo), Query(state([slo], where), ""), scale=STATE)
    yield stat(
        "Burn now",
        f"How many times faster than allowed the budget was spent in the last {duration_text(BURN_NOW)}.",
        Query(f"max({recorded(slo, SloSeries.BURN_RATE, BURN_NOW)})", ""),
        scale=BURN_RATE,
    )
    window = LAST_DAY if isinstance(slo.window, CalendarWindow) else slo.window.seconds
    yield stat(
        "Events",
        f"All events of the last {duration_text(window)}.",
        Query(f"sum({recorded(slo, SloSeries.TOTAL_EVENTS, window)})", ""),
        scale=AMOUNT,
    )
    yield stat(
        "Bad events",
        f"Events of the last {duration_text(window)} that spent budget; the report counts them exactly.",
        Query(f"sum({recorded(slo, SloSeries.BAD_EVENTS, window)})", ""),
        scale=AMOUNT,
    )


def _budget_left(slo: Slo, links: tuple[DashboardLink, ...]) -> Panel:
    return time_series(
        "Budget left",
        "What is left of the budget, with a line where each state of the policy begins. Below 0 the promise is broken.",
        Query(recorded(slo, SloSeries.BUDGET_REMAINING), _legend(slo)),
        scale=budget_left(slo.policy),
        links=links,
    )


def _burn_rates(slo: Slo, links: tuple[DashboardLink, ...]) -> Panel:
    """Each tier is a line, and the windows that have to be above it."""
    window = nominal_seconds(slo.window)
    tiers = sorted(slo.alerting.tiers, key=lambda tier: tier.factor(window))
    windows = sorted({BURN_NOW, *(seconds for tier in tiers for seconds in (tier.short, tier.long))})
    said = "; ".join(
        f"{tier.severity} above {number(tier.factor(window))} over {duration_text(tier.long)} and "
        f"{duration_text(tier.short)}"
        for tier in tiers
    )
    return time_series(
        "Burn rate by window",
        f"How many times faster than allowed the budget is spent; the worst group. Alerts: {said or 'none'}.",
        *(Query(f"max({recorded(slo, SloSeries.BURN_RATE, seconds)})", duration_text(seconds)) for seconds in windows),
        scale=Scale(
            unit="short",
            decimals=2,
            least=0,
            steps=tuple(Step(float(tier.factor(window)), COLOURS[tier.severity]) for tier in tiers),
        ),
        links=links,
    )


def _error_ratio(slo: Slo) -> Panel:
    return time_series(
        "Error ratio and what is allowed",
        f"The share of bad events in {duration_text(BASE)} and in {duration_text(BURN_NOW)}, and the share at which "
        "the budget lasts exactly its window.",
        *(
            Query(recorded(slo, SloSeries.ERROR_RATIO, seconds), f"{_legend(slo)} {duration_text(seconds)}")
            for seconds in (BASE, BURN_NOW)
        ),
        Query(recorded(slo, SloSeries.ERROR_BUDGET), f"{_legend(slo)} allowed"),
        scale=Scale(unit="percentunit", decimals=3, least=0),
    )


def _events(slo: Slo) -> Panel:
    return time_series(
        f"Events in {duration_text(BASE)}",
        "How many events the numbers above are made of: with few of them one failure looks like a catastrophe.",
        Query(recorded(slo, SloSeries.TOTAL_EVENTS, BASE), f"{_legend(slo)} all"),
        Query(recorded(slo, SloSeries.BAD_EVENTS, BASE), f"{_legend(slo)} bad"),
        scale=AMOUNT,
    )


def _attribution(slo: Slo, label: str) -> Panel:
    return time_series(
        "What spent the budget",
        f"Bad events in {duration_text(BASE)} by {label}, each counted once under what caused it.",
        Query(recorded(slo, SloSeries.ATTRIBUTED_EVENTS, BASE), f"{{{{{SloLabel.CAUSE}}}}}"),
        scale=AMOUNT,
        stacked=True,
    )


def _alerts(slo: Slo, links: tuple[DashboardLink, ...], *, width: int) -> Panel:
    chosen = f'ALERTS{{{SloLabel.ID}="{slo.identifier}"}}'
    names = f"alertname, alertstate, {SloLabel.SEVERITY}, {SloLabel.LONG_WINDOW}"
    return time_series(
        "Alerts",
        "Alerts of this objective that are pending or firing.",
        Query(f"count by ({names}) ({chosen})", "{{alertname}} {{severity}} {{long_window}} {{alertstate}}"),
        scale=AMOUNT,
        width=width,
        links=links,
    )


def _policy(slo: Slo) -> str:
    steps = (
        f"{step.state.capitalize()} at {percentage_text(step.remaining)} left. {' '.join(step.actions)}".strip()
        for step in slo.policy.steps
    )
    return " ".join(("By the error budget policy.", *steps))


def _legend(slo: Slo) -> str:
    return " ".join(f"{{{{{label}}}}}" for label in slo.group_by) or slo.name


def _window(slo: Slo) -> str:
    if isinstance(slo.window, CalendarWindow):
        return f"a {slo.window.unit} in {slo.window.time_zone.key}"
    return duration_text(slo.window.seconds)
