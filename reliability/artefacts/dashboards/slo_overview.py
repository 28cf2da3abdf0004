"""All objectives on one page: what is left of each budget, how fast it is being spent, and who is told."""

from collections.abc import Sequence

from reliability.artefacts.dashboards.addresses import board_address, report_links, service_uid
from reliability.artefacts.dashboards.board import Board, Row, choice
from reliability.artefacts.dashboards.expressions import aggregate
from reliability.artefacts.dashboards.panels import (
    BAD,
    WATCH,
    Column,
    LabelColumn,
    Query,
    Scale,
    Step,
    link,
    stat,
    status_history,
    table,
    time_series,
)
from reliability.artefacts.dashboards.scales import AMOUNT
from reliability.artefacts.dashboards.slo_series import (
    BURN_NOW,
    BURN_RATE,
    EACH_SLO,
    LAST_DAY,
    STATE,
    STATES,
    budget_left,
    state,
    worst_left,
)
from reliability.artefacts.site import Site
from reliability.conventions import BoardUid, SloLabel, SloSeries
from reliability.rules.names import series_name
from reliability.slo.model import BudgetState, Service, Severity, duration_text

CHOSEN = f'{SloLabel.SERVICE}=~"$service"'
FIRING = f'ALERTS{{alertstate="firing", {CHOSEN}}}'
NAME = f"{{{{{SloLabel.SERVICE}}}}} {{{{{SloLabel.SLO}}}}}"
WORST = 15
"""Lines of a graph with one for each SLO: more than these nobody tells apart."""
LINE_HEIGHT = 30 / 36
"""Of a table or a history, in units of the grid."""


def board(services: Sequence[Service], site: Site) -> Board:
    return Board(
        uid=BoardUid.SLO_OVERVIEW,
        title="SLO overview",
        description="All service level objectives: which budget is being spent, how fast, and who has been told.",
        tags=("slo",),
        variables=(choice("service", "Service", f"label_values({SloSeries.INFO}, {SloLabel.SERVICE})"),),
        since="now-7d",
        rows=(_now(services), _table(services, site), _heat(services), _over_time()),
    )


def burn_rate_now(where: str = CHOSEN, by: str = EACH_SLO) -> str:
    return aggregate("max", f"{series_name(SloSeries.BURN_RATE, BURN_NOW)}{{{where}}}", by)


def _height(lines: int) -> int:
    return min(20, 4 + round(lines * LINE_HEIGHT))


def _now(services: Sequence[Service]) -> Row:
    slos = [slo for service in services for slo in service.slos]
    states = state(slos, CHOSEN)
    return Row(
        "Now",
        (
            stat(
                "Objectives",
                "SLOs that Prometheus evaluates. Fewer than there are definitions: their rules are not loaded.",
                Query(f"count({SloSeries.INFO}{{{CHOSEN}}})", ""),
                scale=AMOUNT,
            ),
            *(
                stat(
                    title,
                    description,
                    Query(f"count(({states}) == {STATES.index(which)}) or vector(0)", ""),
                    scale=Scale(unit="none", steps=(Step(1, colour),)),
                )
                for title, description, which, colour in (
                    ("In caution", "SLOs whose budget is nearly spent.", BudgetState.CAUTION, WATCH),
                    (
                        "Frozen",
                        "SLOs whose budget is spent: their policy lets nothing be deployed.",
                        BudgetState.FROZEN,
                        BAD,
                    ),
                )
            ),
            *(
                stat(
                    title,
                    description,
                    Query(f'count({FIRING[:-1]}, {SloLabel.SEVERITY}="{severity}"}}) or vector(0)', ""),
                    scale=Scale(unit="none", steps=(Step(1, colour),)),
                )
                for title, description, severity, colour in (
                    ("Pages", "Alerts that fire now and wake somebody.", Severity.PAGE, BAD),
                    ("Tickets", "Alerts that fire now and can wait for working hours.", Severity.TICKET, WATCH),
                )
            ),
            stat(
                "Fastest burn",
                f"The highest burn rate of the last {duration_text(BURN_NOW)}: at 1 a budget lasts exactly its window.",
                Query(f"max({burn_rate_now()})", ""),
                scale=BURN_RATE,
            ),
        ),
    )


def _table(services: Sequence[Service], site: Site) -> Row:
    slos = [slo for service in services for slo in service.slos]
    events = series_name(SloSeries.TOTAL_EVENTS, LAST_DAY)
    firing = f"count by ({EACH_SLO}) ({FIRING}) or 0 * max by ({EACH_SLO}) ({SloSeries.INFO}{{{CHOSEN}}})"
    return Row(
        "All objectives",
        (
            table(
                "Objectives and budgets",
                "A line for each SLO. Where it has groups with budgets of their own, that of the worst. A calendar "
                "window's budget is counted in the report alone: its columns are empty here.",
                labels=(
                    LabelColumn(
                        label=SloLabel.SERVICE,
                        heading="Service",
                        links=(link("Board of the service", board_address(service_uid("${__value.raw}"))),),
                    ),
                    LabelColumn(
                        label=SloLabel.SLO,
                        heading="SLO",
                        links=report_links(site, "${__data.fields.Service}", "${__value.raw}"),
                    ),
                    LabelColumn(label=SloLabel.OWNER, heading="Owner"),
                    LabelColumn(label=SloLabel.WINDOW, heading="Window"),
                ),
                hidden=(SloLabel.ID,),
                columns=(
                    Column(
                        heading="Objective",
                        expression=_with_details(f"max by ({EACH_SLO}) ({SloSeries.OBJECTIVE}{{{CHOSEN}}})"),
                        scale=Scale(unit="percentunit", decimals=3),
                    ),
                    Column(heading="Budget left", expression=_with_details(worst_left(CHOSEN)), scale=budget_left()),
                    Column(heading="State", expression=_with_details(state(slos, CHOSEN)), scale=STATE),
                    Column(heading="Burn now", expression=_with_details(burn_rate_now()), scale=BURN_RATE),
                    Column(
                        heading=f"Events {duration_text(LAST_DAY)}",
                        expression=_with_details(f"sum by ({EACH_SLO}) ({events}{{{CHOSEN}}})"),
                        scale=Scale(unit="short", decimals=0),
                    ),
                    Column(
                        heading="Alerts firing",
                        expression=_with_details(firing),
                        scale=Scale(unit="none", decimals=0, steps=(Step(1, BAD),)),
                    ),
                ),
                height=_height(len(slos)),
            ),
        ),
    )


def _with_details(expression: str) -> str:
    """Return the expression with each SLO's owner and window beside it."""
    details = f"max by ({EACH_SLO}, {SloLabel.OWNER}, {SloLabel.WINDOW}) ({SloSeries.INFO}{{{CHOSEN}}})"
    return f"({expression}) * on ({SloLabel.ID}) group_right () {details}"


def _heat(services: Sequence[Service]) -> Row:
    by = str(SloLabel.SERVICE)
    return Row(
        "Services over time",
        (
            status_history(
                "Budget left by service",
                "What is left of the budget that has the least left: green while there is some, red once it is spent.",
                Query(worst_left(CHOSEN, by), f"{{{{{by}}}}}"),
                scale=budget_left(),
                height=_height(len(services)),
            ),
            status_history(
                "Burn rate by service",
                f"The highest burn rate of {duration_text(BURN_NOW)}: which service was in trouble, and when.",
                Query(burn_rate_now(by=by), f"{{{{{by}}}}}"),
                scale=BURN_RATE,
                height=_height(len(services)),
            ),
        ),
    )


def _over_time() -> Row:
    return Row(
        "Objectives over time",
        (
            time_series(
                "Least budget left",
                f"The {WORST} SLOs with the least budget left.",
                Query(f"bottomk({WORST}, {worst_left(CHOSEN)})", NAME),
                scale=budget_left(),
                width=8,
            ),
            time_series(
                "Fastest burn",
                f"The {WORST} SLOs with the highest burn rate of {duration_text(BURN_NOW)}.",
                Query(f"topk({WORST}, {burn_rate_now()})", NAME),
                scale=BURN_RATE,
                width=8,
            ),
            time_series(
                "Alerts firing",
                "Alerts that fire, by service and severity.",
                Query(
                    f"count by ({SloLabel.SERVICE}, {SloLabel.SEVERITY}) ({FIRING})",
                    f"{{{{{SloLabel.SERVICE}}}}} {{{{{SloLabel.SEVERITY}}}}}",
                ),
                scale=AMOUNT,
                width=8,
                stacked=True,
            ),
        ),
    )
