"""The form of an SLO file, as data: the reader and the published JSON Schema both go by it."""

from typing import Final

from reliability.conventions import SloLabel
from reliability.slo.model import BudgetState, CalendarUnit, Severity
from reliability.slo.spec.promql import check_expression, check_query, parse_selector
from reliability.slo.spec.scalars import (
    ScalarKind,
    choice,
    decimal,
    duration,
    flag,
    percentage,
    precise_duration,
    text,
    whole,
)
from reliability.slo.spec.shapes import Either, Field, Form, Series, Table

VERSION: Final = "holdfast/v1"
LABEL_NAME: Final = r"[a-zA-Z_][a-zA-Z0-9_]*"
LOCAL_TIME: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?([+-][0-9]{2}:[0-9]{2}|Z)?"

NAME: Final = text(
    pattern=r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
    rule="a name of lower-case letters, digits and single dashes",
    example="checkout-latency",
)
REFERENCE: Final = text(
    pattern=r"([a-z][a-z0-9]*(-[a-z0-9]+)*/)?[a-z][a-z0-9]*(-[a-z0-9]+)*",
    rule="service/slo, or the name of an SLO of this file",
    example="gateway/availability",
)
WORDS: Final = text(several=True)
LABEL: Final = text(pattern=LABEL_NAME, rule="a label's name in Prometheus", example="operation_class")
RESERVED: Final = {
    **{str(label): "our rules set it. Choose another name." for label in SloLabel},
    SloLabel.TIER: "our rules set it. Write `tier: 1` as the service's.",
    SloLabel.OWNER: "our rules set it. Write `owner: name` as the service's.",
    "alertname": "Prometheus sets it. Write `name:` below `alerting`.",
    "__name__": "Prometheus sets it. Leave it out.",
}


def _group_label(name: str) -> str:
    if name in RESERVED:
        raise ValueError(f"groups cannot be by {name}: {RESERVED[name]}")
    return str(LABEL.make(name))


GROUP_LABEL: Final = ScalarKind(make=_group_label, schema_of=LABEL.schema(), example="operation_class")
LABELS: Final = Table(LABEL, WORDS, RESERVED)
ANNOTATIONS: Final = Table(LABEL, WORDS)
SELECTOR: Final = ScalarKind(
    make=parse_selector, schema_of={"type": "string", "minLength": 1}, example='http_requests_total{code=~"5.."}'
)
QUERY: Final = ScalarKind(
    make=check_query,
    schema_of={"type": "string", "pattern": r"\$window"},
    example="sum(rate(http_requests_total[$window]))",
)
EXPRESSION: Final = ScalarKind(
    make=check_expression, schema_of={"type": "string", "minLength": 1}, example="time() - max(last_success_seconds)"
)
TIME: Final = text(pattern=LOCAL_TIME, rule="a date and time", example="2026-12-01T02:00")
TIME_ZONE: Final = text(
    pattern=r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*", rule="an IANA time zone", example="Europe/Berlin"
)

EVENTS: Final = Either(
    scalar=Series(SELECTOR, alone=True),
    items=Series(SELECTOR),
    entries=Form(
        (Field("query", QUERY, "PromQL that gives events per second over $window.", required=True),),
        "Events by a query: budgets of it are estimates.",
    ),
)


def _events(what: str) -> Form:
    each = "a counter's selector, a list of them whose sum counts, or {query: PromQL with $window}."
    return Form(
        (
            Field("good", EVENTS, f"Good events: {each}"),
            Field("bad", EVENTS, f"Bad events: {each}"),
            Field("total", EVENTS, f"All events: {each}"),
        ),
        f"{what} Write two of good, bad and total.",
    )


LATENCY: Final = Form(
    (
        Field("histogram", SELECTOR, "The histogram's selector, without _bucket.", required=True),
        Field(
            "threshold",
            precise_duration(),
            "Good is what takes at most so long; the upper bound of a bucket where the histogram is classic.",
            required=True,
        ),
        Field("native", flag(), "Whether it is a native histogram.", default=False),
    ),
    "The share of what was fast enough, by a histogram of seconds.",
)
FRESHNESS: Final = Form(
    (
        Field("age", EXPRESSION, "PromQL that gives the age in seconds."),
        Field("timestamp", SELECTOR, "A metric that holds the time of the last success, in seconds since 1970."),
        Field("at_most", precise_duration(), "The greatest age that is good.", required=True),
    ),
    "The share of minutes in which something was young enough. Write age or timestamp.",
)
SATURATION: Final = Form(
    (
        Field("value", EXPRESSION, "PromQL that gives the value.", required=True),
        Field("at_most", decimal(), "The greatest value that is good."),
        Field("at_least", decimal(), "The least value that is good."),
    ),
    "The share of minutes in which a value kept to its limit. Write at_most or at_least.",
)
RATIO: Final = Form(
    (
        Field("error_ratio", QUERY, "PromQL that gives the share of bad events over $window, 0 to 1.", required=True),
        Field("total", EVENTS, "All events; without it each minute counts as one."),
    ),
    "A ready error ratio.",
)
COMPOSITE: Final = Series(
    Form(
        (
            Field("slo", REFERENCE, "Another SLO, as service/slo.", required=True),
            Field("weight", decimal(above=0), "How much it weighs among the others.", default=1),
        ),
        "A part of a composite SLO.",
    )
)
INDICATOR: Final = Form(
    (
        Field("availability", _events("The share of what was answered well."), "Good, bad and total events."),
        Field("correctness", _events("The share of what was answered rightly."), "Good, bad and total events."),
        Field("latency", LATENCY, "A histogram and a threshold."),
        Field("freshness", FRESHNESS, "How old something may be."),
        Field("saturation", SATURATION, "How full something may be."),
        Field("ratio", RATIO, "A ready error ratio."),
        Field("composite", COMPOSITE, "Other SLOs, whose error ratios are averaged by weight."),
    ),
    "What is measured: exactly one of these.",
    one_of=True,
)
OBJECTIVE: Final = percentage()
WINDOW: Final = Either(
    scalar=duration(),
    entries=Form(
        (
            Field("calendar", choice(*CalendarUnit), "What it is whole again with.", required=True),
            Field("time_zone", TIME_ZONE, "Whose midnight counts.", default="UTC"),
        ),
        "A calendar window: its budget is whole again at the next one's start.",
    ),
)
BUDGETING: Final = Either(
    scalar=choice("occurrences"),
    entries=Form(
        (
            Field("timeslices", duration(example="1m"), "The length of a slice, whole minutes.", required=True),
            Field("target", percentage(most_included=True), "The share of good events of a good slice.", required=True),
        ),
        "Slices of time are counted instead of events.",
    ),
)
ONE_OR_MORE_SELECTORS: Final = Either(scalar=Series(SELECTOR, alone=True), items=Series(SELECTOR))
ATTRIBUTION: Final = Form(
    (
        Field("label", LABEL, "The label whose value says who caused a bad event.", required=True),
        Field("counters", ONE_OR_MORE_SELECTORS, "Counters of bad events, each event counted once.", required=True),
    ),
    "What says who spent the budget.",
)
TIER: Final = Form(
    (
        Field("severity", choice(*Severity), "Whom it tells, and how urgently.", required=True),
        Field("budget", percentage(most_included=True), "The share of the budget that is gone within `long`."),
        Field("factor", decimal(above=0), "Instead: the burn rate, in which 1 spends the budget in the whole window."),
        Field("long", duration(example="1h"), "The window over which it is spent.", required=True),
        Field("short", duration(example="5m"), "The window that ends the alert soon after the fault.", required=True),
        Field("for", duration(zero=True, example="2m"), "For how long it must be so before it fires.", default="0s"),
    ),
    "One multi-window burn-rate alert: The Site Reliability Workbook, chapter 5.",
)
ALERTING: Final = Form(
    (
        Field(
            "burn_rates",
            Either(scalar=choice("google", "none"), items=Series(TIER)),
            "google: 2% in 1h and 5% in 6h page, 10% in 1d and 10% in 3d make a ticket; none; or an own list.",
            default="google",
        ),
        Field("minimum_events", whole(least=0), "Events in a tier's long window below which it stays silent."),
        Field(
            "confidence",
            percentage(least=50, least_included=True),
            "How sure a page shall be: the minimum of events is reckoned from it. Not with minimum_events.",
            default=95,
        ),
        Field(
            "absent_after",
            duration(or_word="never", example="15m"),
            "Time without data after which a ticket says so; never where silence is normal.",
            default="15m",
        ),
        Field("name", text(pattern=LABEL_NAME, rule="an alert's name", example="CheckoutFails"), "The alerts' name."),
        Field("labels", LABELS, "Further labels of all its alerts."),
        Field("annotations", ANNOTATIONS, "Further annotations of all its alerts."),
        Field("page_labels", LABELS, "Further labels of its pages."),
        Field("ticket_labels", LABELS, "Further labels of its tickets."),
    ),
    "When somebody is told.",
)
POLICY: Final = Series(
    Form(
        (
            Field(
                "state", choice(BudgetState.CAUTION, BudgetState.FROZEN), "frozen refuses deployments.", required=True
            ),
            Field(
                "remaining",
                percentage(least_included=True, most_included=True),
                "Holds while at most so much of the budget is left.",
                required=True,
            ),
            Field("actions", Series(WORDS), "What people do in this state."),
        ),
        "A step of the error budget policy.",
    )
)
SLO: Final = Form(
    (
        Field("name", NAME, "Its name within the service.", required=True),
        Field("description", WORDS, "The promise in a sentence, for people.", required=True),
        Field("objective", OBJECTIVE, "The percentage of events that shall be good, such as 99.9.", required=True),
        Field("window", WINDOW, "The time over which it is promised: 30d, or {calendar: month}.", default="30d"),
        Field("indicator", INDICATOR, "What is measured.", required=True),
        Field("group_by", Series(GROUP_LABEL), "Labels: each combination of values has a budget of its own."),
        Field(
            "objectives",
            Series(
                Form(
                    (
                        Field("match", Table(LABEL, WORDS), "Values of labels of group_by.", required=True),
                        Field("objective", OBJECTIVE, "Their percentage.", required=True),
                    ),
                    "Another objective for some groups.",
                )
            ),
            "Other objectives for some groups; the first that fits holds.",
        ),
        Field("budgeting", BUDGETING, "occurrences: each event counts; or slices of time.", default="occurrences"),
        Field("attribution", ATTRIBUTION, "What says who spent the budget."),
        Field("alerting", ALERTING, "When somebody is told."),
        Field("policy", POLICY, "What is done as the budget shrinks."),
        Field("labels", LABELS, "Further labels of its series and alerts."),
    ),
    "One promise.",
)
ADJUSTMENT: Final = Form(
    (
        Field("name", NAME, "Its name.", required=True),
        Field("reason", WORDS, "Why this time does not count.", required=True),
        Field("start", TIME, "When it starts, once; local time of time_zone."),
        Field("end", TIME, "When it ends."),
        Field("first", TIME, "When it starts for the first time, where it recurs; local time of time_zone."),
        Field("for", duration(example="1h"), "How long it lasts each time."),
        Field("rule", WORDS, "How it recurs: an RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=SU."),
        Field("time_zone", TIME_ZONE, "Whose local times these are.", default="UTC"),
        Field("slos", Series(NAME), "The SLOs of this file that it is for; all of them where it is left out."),
        Field("announced_by", WORDS, "Who announced it."),
    ),
    "Time that does not count: start and end, or first, for and rule.",
)
SERVICE: Final = Form(
    (
        Field("version", choice(VERSION), "The version of this form.", required=True),
        Field("service", NAME, "The service's name.", required=True),
        Field("title", WORDS, "Its name for people."),
        Field(
            "tier", whole(least=1, most=3), "1: every client feels its failure; 2: some; 3: nobody at once.", default=3
        ),
        Field("owner", WORDS, "The team that is told."),
        Field("depends_on", Series(NAME), "Services whose pages silence this one's."),
        Field("labels", LABELS, "Further labels of all its series and alerts."),
        Field("slos", Series(SLO), "Its promises.", required=True),
        Field("adjustments", Series(ADJUSTMENT), "Planned downtime, which does not count."),
    ),
    "What is promised of one service: one file each.",
)
