"""Stage: the plan beside the answer, for those who may see it and asked for it."""

from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.plan import plan_to_json, print_plan

HEADER = "x-holdfast-explain"


def asks_for(exchange: Exchange, subject: str) -> bool:
    """Whether the client wants `extensions` to have the subject: the header lists subjects, with commas between."""
    subjects = exchange.request.headers.get(HEADER)
    return subjects is not None and subject in (each.strip() for each in subjects.split(","))


def explain_plan(exchange: Exchange, _services: Services) -> None:
    """Adds `extensions.plan`. From those who may not see it the header is ignored, not refused, so
    that it tells nothing about roles.
    """
    if exchange.context.may_see_plan and asks_for(exchange, "plan"):
        exchange.extensions["plan"] = {
            "text": print_plan(exchange.plan),
            "json": plan_to_json(exchange.plan),
        }
