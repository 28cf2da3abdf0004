"""An example file with every option at its default, all of them commented out.

Text stands after `# `, options after `#` alone: taking that one character away switches an option on.
"""

from collections.abc import Iterator

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration.kinds import Kind, Option, Optional, Section, Series, Table, Text
from marketplace.gateway.configuration.texts import default_text, yaml_text

WIDTH = 118
SCHEMA = "# yaml-language-server: $schema=schema.json"
INTRODUCTION = """\
The gateway's options, each with its default. Take away the # before an option, and before the sections around it,
to change it. Sizes may be written as 64KiB, times as 500ms, 10s, 2min or 1h. ${NAME} is an environment variable;
secrets are written so, or as {file: PATH}. Check with: python -m marketplace.gateway config check FILE"""


def example_file() -> str:
    """As YAML."""
    lines = [SCHEMA, *(f"# {line}" for line in INTRODUCTION.splitlines()), ""]
    for option in Section(GatewayConfig).options:
        lines += [*_lines(option, "", ()), ""]
    return "\n".join(lines)


def _lines(option: Option, indent: str, path: tuple[str, ...]) -> Iterator[str]:
    path = (*path, option.name)
    if option.meaning:
        yield from _comment(option.meaning, indent)
    below = _entries(option.kind, indent, path)
    if below is not None:
        yield f"{indent}#{option.name}:"
        yield from below
    else:
        yield f"{indent}#{option.name}: {_value(option, path)}"


def _entries(kind: Kind, indent: str, path: tuple[str, ...]) -> list[str] | None:
    """The lines below the option's own; None where it has a value on the same line."""
    match kind:
        case Optional():
            return _entries(kind.kind, indent, path)
        case Section():
            return [line for option in kind.options for line in _lines(option, f"{indent}  ", path)]
        case Table(value=Section() as section):
            name = f"{indent}  #NAME:"
            return [name, *(line for o in section.options for line in _lines(o, f"{indent}    ", (*path, "NAME")))]
        case _:
            return None


def _value(option: Option, path: tuple[str, ...]) -> str:
    kind = option.kind.kind if isinstance(option.kind, Optional) else option.kind
    if isinstance(kind, Text) and kind.secret:
        return f"${{{'_'.join(path).upper()}}}"
    if option.default is not None:
        return default_text(option)
    return "[]" if isinstance(kind, Series | Table) else yaml_text(Text(secret=False), option.name.upper())


def _comment(text: str, indent: str) -> Iterator[str]:
    line = f"{indent}#"
    for word in text.split():
        if len(line) + 1 + len(word) > WIDTH:
            yield line
            line = f"{indent}#"
        line = f"{line} {word}"
    yield line
