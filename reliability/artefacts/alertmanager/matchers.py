"""Matchers as Alertmanager reads them since 0.22: a quoted value with escapes."""

import json
import re
from collections.abc import Iterable


def equals(label: str, value: str) -> str:
    return f"{label}={json.dumps(value, ensure_ascii=False)}"


def one_of(label: str, values: Iterable[str]) -> str:
    """Return a matcher of these values alone: Alertmanager anchors the expression."""
    escaped = (re.escape(value).replace(r"\-", "-") for value in values)
    return f"{label}=~{json.dumps('|'.join(escaped), ensure_ascii=False)}"


def present(label: str) -> str:
    return f'{label}!=""'
