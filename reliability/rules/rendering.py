"""Documents as YAML: always one a file, since promtool reads only the first of several.

Written by hand instead of by a library: keys in the order of the documentation, expressions as blocks that people can
read, and two hundred services within a second.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reliability.rules.model import AlertingRule, Rule, RuleFile, RuleGroup
from reliability.slo.model import duration_text

_PLAIN = re.compile(r"[A-Za-z_][\w:./-]*(?<!:)")
_READ_OTHERWISE = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def to_yaml(what: RuleFile | Mapping[str, Any], command: str) -> str:
    """Return the text of the file; its first line names the command that makes it."""
    document = rule_document(what) if isinstance(what, RuleFile) else what
    return "\n".join((f"# Made by `{command}`: change the SLO instead of this file.", *_mapping(document, ""), ""))


def rule_document(rules: RuleFile) -> dict[str, Any]:
    """Return what Prometheus' rule files hold, as plain values."""
    return {"groups": [_group(group) for group in rules.groups]}


def _group(group: RuleGroup) -> dict[str, Any]:
    interval = {} if group.interval is None else {"interval": duration_text(group.interval)}
    return {"name": group.name, **interval, "rules": [_rule(rule) for rule in group.rules]}


def _rule(rule: Rule) -> dict[str, Any]:
    if not isinstance(rule, AlertingRule):
        return _without_empty({"record": rule.record, "expr": rule.expression.strip(), "labels": rule.labels})
    hold = duration_text(rule.hold) if rule.hold else ""
    return _without_empty(
        {
            "alert": rule.alert,
            "expr": rule.expression.strip(),
            "for": hold,
            "labels": rule.labels,
            "annotations": rule.annotations,
        }
    )


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _mapping(fields: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in fields.items():
        key = f"{indent}{_scalar(name)}:"
        if isinstance(value, Mapping) and value:
            yield key
            yield from _mapping(value, f"{indent}  ")
        elif isinstance(value, str) and _is_block(value):
            yield f"{key} |-"
            yield from (f"{indent}  {line}".rstrip() for line in value.split("\n"))
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            yield key
            yield from _items(value, f"{indent}  ")
        else:
            yield f"{key} {_scalar(value)}"


def _is_block(text: str) -> bool:
    lines = text.split("\n")
    return (
        len(lines) > 1 and text == text.strip() and all(line.isprintable() and line == line.rstrip() for line in lines)
    )


def _items(values: Sequence[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping) and value:
            first, *rest = _mapping(value, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {_scalar(value)}"


def _scalar(value: Any) -> str:
    """JSON is YAML. A word that all readers take for one goes bare, and text with quotes in single ones."""
    if not isinstance(value, str):
        return json.dumps(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _READ_OTHERWISE:
        return text
    if '"' in text and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return "".join(
        character if character.isprintable() else f"\\U{ord(character):08x}"
        for character in json.dumps(text, ensure_ascii=False)
    )
