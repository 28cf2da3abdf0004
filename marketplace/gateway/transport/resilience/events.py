"""What happens to subgraphs and their instances, as names for metrics and logs."""

from collections.abc import Callable
from enum import StrEnum


class ResilienceEvent(StrEnum):
    """Told with the subgraph's name and the instance's label; the label is empty where all instances are meant."""

    INSTANCE_DOWN = "instance_down"
    """Its health check says that it cannot be used."""
    INSTANCE_UP = "instance_up"
    INSTANCE_EJECTED = "instance_ejected"
    """Its breaker opened: it failed its requests."""
    INSTANCE_PROBED = "instance_probed"
    """Its breaker is half-open: a few requests may try it."""
    INSTANCE_RETURNED = "instance_returned"
    BREAKER_OPENED = "breaker_opened"
    BREAKER_HALF_OPEN = "breaker_half_open"
    BREAKER_CLOSED = "breaker_closed"
    REFUSED = "refused"
    """A request was not sent: the breaker is open, or no instance can be used."""
    RETRIED = "retried"
    RETRY_REFUSED = "retry_refused"
    """The budget for repetitions is used up."""
    HEDGED = "hedged"
    """A second instance was asked because the first took long."""
    HEDGE_WON = "hedge_won"
    """The second instance answered first."""


Observe = Callable[[ResilienceEvent, str, str], None]
"""Event, subgraph, instance. Called from the event loop: it must not wait."""


def observe_nothing(_event: ResilienceEvent, _subgraph: str, _instance: str) -> None:
    """For a gateway without metrics."""
