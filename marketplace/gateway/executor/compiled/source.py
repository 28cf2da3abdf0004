"""Writing and loading generated functions."""

from collections.abc import Callable
from typing import Any


class UnexpectedDataError(Exception):
    """The data is not what the plan's types promise; the interpreter has to look at it."""


class FunctionSource:
    """The text of one function under construction, and the objects that it refers to."""

    def __init__(self, name: str, parameters: str) -> None:
        self._name = name
        self._lines = [f"def {name}({parameters}):"]
        self._constants: dict[str, Any] = {"Unexpected": UnexpectedDataError}

    def line(self, depth: int, text: str) -> None:
        """Append a line; depth 1 is the function's body."""
        self._lines.append("    " * depth + text)

    def constant(self, value: Any) -> str:
        """A name by which the function can use the object."""
        name = f"k{len(self._constants)}"
        self._constants[name] = value
        return name

    def load(self) -> Callable[..., Any]:
        """The function."""
        code = compile("\n".join(self._lines), f"<{self._name}>", "exec")
        namespace: dict[str, Any] = dict(self._constants)
        exec(code, namespace)  # noqa: S102 - generated from the plan; strings enter only through repr()
        return namespace[self._name]  # type: ignore[no-any-return]
