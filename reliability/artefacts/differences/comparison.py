"""From drifted files to what is different."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from reliability.artefacts.differences.facts import Fact, Facts
from reliability.artefacts.differences.of_alertmanager import facts_of_alertmanager
from reliability.artefacts.differences.of_rules import facts_of_rules
from reliability.artefacts.differences.of_tests import facts_of_load_thresholds, facts_of_steady_state
from reliability.artefacts.project import Drifted

READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Facts]]] = {
    "alerts/rules/*.yaml": facts_of_rules,
    "alerts/alertmanager.yaml": facts_of_alertmanager,
    "tests/load/thresholds.json": facts_of_load_thresholds,
    "chaos/steady_state/*.yaml": facts_of_steady_state,
}
"""By the pattern of their paths. Other files tell the same again, in the words of other programs."""


@dataclass(frozen=True, slots=True)
class Difference:
    """None for how it was: it is new; for how it will be: it is gone."""

    subject: str
    what: str
    before: str | None
    after: str | None
    rule: bool


def differences(drifted: Iterable[Drifted]) -> tuple[Difference, ...]:
    """Return what is different, in the order of the new files; what is gone comes last."""
    before: dict[tuple[str, str], Fact] = {}
    after: dict[tuple[str, str], Fact] = {}
    for each in drifted:
        before |= {(fact.subject, fact.what): fact for fact in _facts(each, each.before)}
        after |= {(fact.subject, fact.what): fact for fact in _facts(each, each.after)}
    found = []
    for key in (*after, *(key for key in before if key not in after)):
        old, new = before.get(key), after.get(key)
        known = new or old
        if known and old != new:
            found.append(Difference(*key, old and old.how, new and new.how, known.rule))
    return tuple(found)


def _facts(drifted: Drifted, text: str | None) -> Facts:
    for pattern, read in READERS.items():
        if text is not None and drifted.path.match(pattern):
            try:
                yield from list(read(_content(text, drifted.path.suffix)))
            except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError):
                yield Fact(str(drifted.path), "content", "cannot be read: somebody else has written it")


def _content(text: str, suffix: str) -> Any:
    return json.loads(text) if suffix == ".json" else yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader


_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
