"""The form of Sloth's `prometheus/v1`, as data: pkg/prometheus/api/v1 of slok/sloth."""

from typing import Final

from reliability.slo.converting.sloth.document import WINDOW, with_window
from reliability.slo.spec.load import SLOTH
from reliability.slo.spec.promql import check_value
from reliability.slo.spec.scalars import ScalarKind, choice, flag, percentage, text
from reliability.slo.spec.shapes import Field, Form, Series, Table, Unsupported

NAME: Final = text(
    pattern=r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?",
    rule="a name of letters, digits, dashes, dots and underscores",
    example="requests-availability",
)
WORDS: Final = text(several=True)
LABELS: Final = Table(text(pattern=r"[a-zA-Z_][a-zA-Z0-9_]*", rule="a label's name", example="team"), WORDS)


def check_query(query: str) -> str:
    if not WINDOW.search(query):
        raise ValueError(f"{query.strip()!r} lacks {{{{.window}}}}. Write it for the range.")
    check_value(query.strip(), with_window(query, "5m"))
    return query


QUERY: Final = ScalarKind(make=check_query, schema_of={"type": "string"}, example="'...[{{.window}}]'", verbatim=True)


ALERT: Final = Form(
    (
        Field("disable", flag(), "Whether it is left out."),
        Field("labels", LABELS, "Its further labels."),
        Field("annotations", LABELS, "Its further annotations."),
    ),
    "One alert.",
)
PLUGINS: Final = "it is Go code, which Sloth alone can run. Write its queries as events or raw, or drop it."
SLI: Final = Form(
    (
        Field(
            "events",
            Form(
                (
                    Field("error_query", QUERY, "PromQL of bad events.", required=True),
                    Field("total_query", QUERY, "PromQL of all events.", required=True),
                ),
                "An SLI by events.",
            ),
            "Bad and total events.",
        ),
        Field(
            "raw",
            Form((Field("error_ratio_query", QUERY, "PromQL of the error ratio.", required=True),), "A ready ratio."),
            "A ready error ratio.",
        ),
        Field("plugin", Unsupported(PLUGINS), "An SLI by a plugin."),
    ),
    "The indicator.",
    one_of=True,
)
SERVICE: Final = Form(
    (
        Field("version", choice(SLOTH), "The version of the form.", required=True),
        Field("service", NAME, "The service's name.", required=True),
        Field("labels", LABELS, "Labels of all rules."),
        Field("slo_plugins", Unsupported(PLUGINS), "Plugins of all SLOs."),
        Field(
            "slos",
            Series(
                Form(
                    (
                        Field("name", NAME, "Its name.", required=True),
                        Field("objective", percentage(most_included=True), "A percentage.", required=True),
                        Field("description", WORDS, "What it is."),
                        Field("labels", LABELS, "Labels of its rules."),
                        Field("sli", SLI, "Its indicator.", required=True),
                        Field("plugins", Unsupported(PLUGINS), "Plugins of this SLO."),
                        Field(
                            "alerting",
                            Form(
                                (
                                    Field("name", WORDS, "The alerts' name."),
                                    Field("labels", LABELS, "Labels of its alerts."),
                                    Field("annotations", LABELS, "Annotations of its alerts."),
                                    Field("page_alert", ALERT, "The page."),
                                    Field("ticket_alert", ALERT, "The ticket."),
                                ),
                                "How it alerts.",
                            ),
                            "How it alerts.",
                        ),
                    ),
                    "An SLO.",
                )
            ),
            "Its SLOs.",
            required=True,
        ),
    ),
    "A document of Sloth.",
)
