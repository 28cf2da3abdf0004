"""Values that Prometheus has now."""

import time

from reliability.errors import MeasurementError
from reliability.prometheus import Prometheus


def worst_value(prometheus_url: str, query: str) -> float:
    """Return the largest value of an expression.

    Raises MeasurementError where there is none, or no number, or Prometheus does not answer: Chaos Toolkit takes the
    probe for failed and the hypothesis for not met.
    """
    server = Prometheus(prometheus_url)
    elements = server.query(query, at=int(time.time() * 1000))
    numbers = [element.value for element in elements if element.value is not None]
    if not numbers or len(numbers) < len(elements):
        raise MeasurementError(f"{server} has no number for {query}: is what it is made of scraped?")
    return float(max(numbers))
