"""The docstrings below the fields of a dataclass, which Python itself does not keep."""

import ast
import inspect
import textwrap
from typing import Any


def field_docstrings(section: type[Any]) -> dict[str, str]:
    """By field, with line ends as spaces; those of base classes too. Empty where the source is not installed."""
    found: dict[str, str] = {}
    for base in reversed(section.__mro__[:-1]):
        try:
            (definition,) = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        except (OSError, TypeError):
            continue
        if isinstance(definition, ast.ClassDef):
            found |= _docstrings(definition)
    return found


def class_docstring(section: type[Any]) -> str:
    """What the section is for, with line ends as spaces."""
    return " ".join((inspect.getdoc(section) or "").split())


def _docstrings(definition: ast.ClassDef) -> dict[str, str]:
    found = {}
    for statement, following in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            match following:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    found[statement.target.id] = " ".join(text.split())
    return found
