"""Which labels of progressive overrides are active for a request: `@override(from:, label:)`."""

import random
import re
from collections.abc import Callable

PERCENT = re.compile(r"percent\((\d{1,3}(?:\.\d{1,8})?)\)")


def choose_labels(
    labels: frozenset[str], always: frozenset[str], draw: Callable[[], float] = random.random
) -> frozenset[str]:
    """Of the supergraph's labels those that the configuration makes active, and of `percent(n)` each for n
    of a hundred requests. `draw` gives numbers in [0, 1).
    """
    if not labels:
        return labels
    return frozenset(
        label
        for label in labels
        if label in always or ((share := PERCENT.fullmatch(label)) is not None and draw() * 100 < float(share[1]))
    )
