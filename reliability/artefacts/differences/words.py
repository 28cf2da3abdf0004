"""Differences for people."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from reliability.artefacts.differences.comparison import Difference

NAMED: Final = 8
"""Of many rules so many are named, alerts first."""
SLO_SERIES: Final = "slo:"


def describe(differences: Iterable[Difference]) -> Iterator[str]:
    """Return lines: each subject, below it what is different of it, and which of its rules are."""
    by_subject = sorted(differences, key=lambda difference: difference.subject)
    for subject, group in groupby(by_subject, key=lambda difference: difference.subject):
        found = list(group)
        yield subject
        yield from (f"  {_words(difference)}" for difference in found if not difference.rule)
        yield from _rules([difference for difference in found if difference.rule])


def _words(difference: Difference) -> str:
    if difference.before is None:
        return f"{difference.what}: {difference.after} (new)"
    if difference.after is None:
        return f"{difference.what}: {difference.before} (gone)"
    return f"{difference.what}: {difference.before} → {difference.after}"


def _rules(differences: list[Difference]) -> Iterator[str]:
    sides = {
        "added": [each.what for each in differences if each.before is None],
        "removed": [each.what for each in differences if each.after is None],
        "changed": [each.what for each in differences if each.before is not None and each.after is not None],
    }
    for word, names in sides.items():
        if names:
            names.sort(key=lambda name: name.startswith(SLO_SERIES))
            more = [f"and {len(names) - NAMED} more"] if len(names) > NAMED else []
            yield f"  {word}: {', '.join([*names[:NAMED], *more])}"
