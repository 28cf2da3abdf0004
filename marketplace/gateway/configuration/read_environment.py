"""Environment variables to nodes: `HOLDFAST_GATEWAY__LIMITS__MAX_DEPTH=20` is `limits.max_depth`."""

from collections.abc import Mapping, Sequence

from marketplace.gateway.configuration.nodes import Entries, Node, Place, Scalar, Source, Syntax, nested, overlay
from marketplace.gateway.configuration.problems import Problems

PREFIX = "HOLDFAST_GATEWAY__"
SEPARATOR = "__"


def variable_of(path: str) -> str:
    """The variable of an option, by its path."""
    return PREFIX + path.replace(".", SEPARATOR).upper()


def read_environment(environ: Mapping[str, str], file: Entries, problems: Problems) -> Entries:
    """Every variable with the prefix; an empty one counts as unset.

    Names that whoever configures chose, such as subgraphs', are found in `file` whatever their case, and are in lower
    case where it has none.
    """
    found = Entries({}, Place(Source("the environment")))
    given = [name for name in sorted(environ) if name.startswith(PREFIX) and environ[name]]
    for name in given:
        path = _path(name.removeprefix(PREFIX).split(SEPARATOR), file)
        place = Place(Source(name, may_hold_secrets=True))
        parts = next((other for other in given if other.startswith(f"{name}{SEPARATOR}")), None)
        if parts is not None:
            problems.add(place, ".".join(path), f"{parts}, which is a part of it, is set as well. Unset one of them.")
        found = overlay(found, nested(path, Scalar(environ[name], Syntax.ANY, place, secret_allowed=True)))
    return found


def _path(names: Sequence[str], file: Entries) -> list[str]:
    path = []
    node: Node | None = file
    for name in names:
        known = node.entries if isinstance(node, Entries) else {}
        key = next((key for key in known if key.lower() == name.lower()), name.lower())
        path.append(key)
        node = known[key].node if key in known else None
    return path
