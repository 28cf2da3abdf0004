"""The join__Graph value of each subgraph: its name in capitals, made a GraphQL name and unique.

Source: https://specs.apollo.dev/join/v0.3/#Graph
"""

import re
from collections import Counter
from collections.abc import Sequence


def name_graphs(subgraph_names: Sequence[str]) -> dict[str, str]:
    """Map subgraph names to enum values; names that would collide get a number, in order of the alphabet."""
    wanted = {name: _enum_value(name) for name in sorted(subgraph_names)}
    counts = Counter(wanted.values())
    seen: Counter[str] = Counter()
    values = {}
    for name, value in wanted.items():
        seen[value] += 1
        values[name] = f"{value}_{seen[value]}" if counts[value] > 1 else value
    return values


def _enum_value(name: str) -> str:
    value = re.sub(r"[^A-Za-z0-9]", "_", name).upper()
    if value[:1].isdigit():
        value = f"_{value}"
    # A trailing _<digits> is kept for the numbers of colliding names.
    return f"{value}_" if re.search(r"_\d+$", value) else value
