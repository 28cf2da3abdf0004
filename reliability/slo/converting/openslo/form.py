"""The form of OpenSLO v1, as data: README.md of OpenSLO/OpenSLO, "Object Types"."""

from typing import Final

from reliability.slo.spec.scalars import choice, decimal, flag, text
from reliability.slo.spec.shapes import Anything, Either, Field, Form, Series, Unsupported

API_VERSION: Final = "openslo/v1"
SLO, SLI, SERVICE, DATA_SOURCE = "SLO", "SLI", "Service", "DataSource"
ALERT_POLICY, ALERT_CONDITION, ALERT_TARGET = "AlertPolicy", "AlertCondition", "AlertNotificationTarget"
OCCURRENCES, TIMESLICES, RATIO_TIMESLICES = "Occurrences", "Timeslices", "RatioTimeslices"

WORDS: Final = text(several=True)
SHORTHAND: Final = text(pattern=r"[0-9]+[mhdwMQY]", rule="a duration in OpenSLO's shorthand", example="28d or 1M")
SLICE: Final = text(pattern=r"[0-9]+[mhdw]?", rule="a duration, or minutes", example="1m", number=True)
METADATA: Final = Form(
    (
        Field("name", WORDS, "The object's name.", required=True),
        Field("displayName", WORDS, "Its name for people."),
        Field("labels", Anything(), "Labels."),
        Field("annotations", Anything(), "Annotations."),
    ),
    "The object's metadata.",
)
KIND: Final = choice(SLO, SLI, SERVICE, DATA_SOURCE, ALERT_POLICY, ALERT_CONDITION, ALERT_TARGET)


def _object(spec: Form, meaning: str) -> Form:
    """Return the form of an object; one that stands inside another may leave out its version and kind."""
    return Form(
        (
            Field("apiVersion", choice(API_VERSION), "The version of the form."),
            Field("kind", KIND, "What it is."),
            Field("metadata", METADATA, "Its name.", required=True),
            Field("spec", spec, "What it says.", required=True),
        ),
        meaning,
    )


QUERY: Final = Form(
    (
        Field(
            "metricSource",
            Form(
                (
                    Field("metricSourceRef", WORDS, "The name of a DataSource."),
                    Field("type", WORDS, "The source's type, such as Prometheus."),
                    Field(
                        "spec",
                        Form(
                            (Field("query", WORDS, "PromQL."), Field("promql", WORDS, "PromQL.")),
                            "What Prometheus is asked.",
                            one_of=True,
                        ),
                        "What is asked.",
                        required=True,
                    ),
                ),
                "Where a number comes from.",
            ),
            "Where a number comes from.",
            required=True,
        ),
    ),
    "A metric.",
)
INDICATOR: Final = _object(
    Form(
        (
            Field("description", WORDS, "What it is."),
            Field("thresholdMetric", QUERY, "A value that is compared."),
            Field(
                "ratioMetric",
                Form(
                    (
                        Field("counter", flag(), "Whether the metrics only grow."),
                        Field("good", QUERY, "Good events."),
                        Field("bad", QUERY, "Bad events."),
                        Field("total", QUERY, "All events."),
                        Field("rawType", choice("success", "failure"), "What `raw` is the share of."),
                        Field("raw", QUERY, "A ready ratio."),
                    ),
                    "Good or bad events, and all; or a ready ratio.",
                ),
                "A ratio.",
            ),
        ),
        "How it is measured.",
    ),
    "An SLI.",
)
CONDITION: Final = _object(
    Form(
        (
            Field("description", WORDS, "What it is."),
            Field("severity", WORDS, "How bad it is.", required=True),
            Field(
                "condition",
                Form(
                    (
                        Field("kind", choice("burnrate"), "What is compared."),
                        Field("op", choice("lte", "gte", "lt", "gt"), "How."),
                        Field("threshold", decimal(above=0), "The burn rate.", required=True),
                        Field("lookbackWindow", SHORTHAND, "Over how long.", required=True),
                        Field("alertAfter", SHORTHAND, "For how long."),
                    ),
                    "A burn rate over a time.",
                ),
                "When it alerts.",
                required=True,
            ),
        ),
        "A condition.",
    ),
    "An AlertCondition.",
)
POLICY: Final = _object(
    Form(
        (
            Field("description", WORDS, "What it is."),
            Field("alertWhenNoData", flag(), "Whether silence alerts."),
            Field("alertWhenResolved", flag(), "Whether the end is told."),
            Field("alertWhenBreaching", flag(), "Whether it alerts at all."),
            Field("conditions", Series(Anything()), "Its condition, or a conditionRef.", required=True),
            Field("notificationTargets", Anything(), "Who is told."),
        ),
        "A policy.",
    ),
    "An AlertPolicy.",
)
OBJECTIVE: Final = Form(
    (
        Field("displayName", WORDS, "Its name for people."),
        Field("op", choice("lte", "gte", "lt", "gt"), "How a thresholdMetric is compared."),
        Field("value", decimal(), "With what a thresholdMetric is compared."),
        Field("target", decimal(above=0), "The share that is promised, below 1."),
        Field("targetPercent", decimal(above=0), "The same as a percentage."),
        Field("timeSliceTarget", decimal(above=0), "The share of good events of a good slice."),
        Field(
            "timeSliceWindow",
            Either(scalar=text(pattern=r"[0-9]+[mhdw]?", rule="a slice", example="1m", number=True)),
            "A slice.",
        ),
        Field(
            "compositeWeight",
            Unsupported("write a composite SLO in our form, with an objective of its own."),
            "A weight.",
        ),
        Field("indicator", Unsupported("write an SLO of its own for each indicator."), "An own indicator."),
        Field("indicatorRef", Unsupported("write an SLO of its own for each indicator."), "An own indicator."),
    ),
    "An objective.",
)
TIME_WINDOW: Final = Form(
    (
        Field("duration", SHORTHAND, "How long.", required=True),
        Field("isRolling", flag(), "Whether it moves on with the time."),
        Field(
            "calendar",
            Form(
                (
                    Field("startTime", WORDS, "When the first one starts.", required=True),
                    Field("timeZone", WORDS, "Whose midnight counts.", required=True),
                ),
                "By the calendar.",
            ),
            "By the calendar.",
        ),
    ),
    "A window.",
)
OBJECTS: Final = {
    SLO: _object(
        Form(
            (
                Field("description", WORDS, "What it promises."),
                Field("service", WORDS, "The service.", required=True),
                Field("indicator", INDICATOR, "How it is measured."),
                Field("indicatorRef", WORDS, "The name of an SLI."),
                Field("timeWindow", Series(TIME_WINDOW), "The window: one."),
                Field("budgetingMethod", choice(OCCURRENCES, TIMESLICES, RATIO_TIMESLICES), "How.", required=True),
                Field("objectives", Series(OBJECTIVE), "What is promised.", required=True),
                Field("alertPolicies", Either(scalar=Anything(), items=Series(Anything(), empty=True)), "Its alerts."),
            ),
            "An SLO.",
        ),
        "An SLO.",
    ),
    SLI: INDICATOR,
    SERVICE: _object(Form((Field("description", WORDS, "What it is."),), "A service."), "A Service."),
    DATA_SOURCE: _object(
        Form(
            (
                Field("description", WORDS, "What it is."),
                Field("type", WORDS, "Its type.", required=True),
                Field("connectionDetails", Anything(), "How it is reached: ours is Prometheus' own configuration."),
            ),
            "A source.",
        ),
        "A DataSource.",
    ),
    ALERT_POLICY: POLICY,
    ALERT_CONDITION: CONDITION,
}
