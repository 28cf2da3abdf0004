"""`${NAME}` in a file: the text of an environment variable. `$${` writes the two characters themselves."""

import re
from collections.abc import Mapping
from dataclasses import replace

from marketplace.gateway.configuration.nodes import Entries, Entry, Items, Node, Scalar, Syntax
from marketplace.gateway.configuration.problems import Problems

REFERENCE = re.compile(r"\$(?:\$\{|\{(?P<name>[^}]*)\})")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class References:
    """Puts variables in their places; one that is not set is a problem, not an empty text."""

    def __init__(self, environ: Mapping[str, str], problems: Problems) -> None:
        self._environ = environ
        self._problems = problems

    def resolve(self, node: Node, path: str = "") -> Node:
        """The same tree, its texts with their variables."""
        match node:
            case Scalar(syntax=Syntax.TEXT) if "${" in node.text:
                return self._resolve_text(node, path)
            case Items():
                return replace(
                    node, nodes=[self.resolve(item, f"{path}[{index}]") for index, item in enumerate(node.nodes)]
                )
            case Entries():
                return self.resolve_entries(node, path)
            case _:
                return node

    def resolve_entries(self, node: Entries, path: str = "") -> Entries:
        """The same for a mapping's values."""
        return Entries(
            {
                key: Entry(entry.place, self.resolve(entry.node, f"{path}.{key}" if path else key))
                for key, entry in node.entries.items()
            },
            node.place,
        )

    def _resolve_text(self, scalar: Scalar, path: str) -> Scalar:
        refers = False

        def text_of(match: re.Match[str]) -> str:
            nonlocal refers
            name = match["name"]
            if name is None:
                return "${"
            refers = True
            if not NAME.fullmatch(name):
                self._problems.add(
                    scalar.place, path, f"${{{name}}} names no environment variable. Write $${{ for ${{ itself."
                )
            elif name not in self._environ:
                self._problems.add(
                    scalar.place, path, f"the environment variable {name} is not set. Set it, or write the value here."
                )
            return self._environ.get(name, "")

        text = REFERENCE.sub(text_of, scalar.text)
        whole = REFERENCE.fullmatch(scalar.text) is not None and refers
        return Scalar(text, Syntax.ANY if whole else Syntax.TEXT, scalar.place, secret_allowed=refers)
