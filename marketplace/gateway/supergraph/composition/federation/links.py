"""The header of a subgraph: which specifications it links, under which names.

Source: https://specs.apollo.dev/link/v1.0 .
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DirectiveNode,
    DocumentNode,
    ListValueNode,
    ObjectValueNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    ValueNode,
)

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import (
    FEDERATION_1,
    FEDERATION_SCALARS,
    NEWEST_FEDERATION,
    STANDALONE_SPECIFICATIONS,
    FederationDirective,
    Version,
    directives_of,
)

FEDERATION_IDENTITY = "https://specs.apollo.dev/federation"
LINK_IDENTITY = "https://specs.apollo.dev/link"
CORE_IDENTITY = "https://specs.apollo.dev/core"
APOLLO_SPECIFICATIONS = "https://specs.apollo.dev/"

_VERSIONED_URL = re.compile(r"^(?P<identity>.*?/?(?P<name>[^/]*))/v(?P<major>\d+)\.(?P<minor>\d+)/?$")


class MalformedLinkError(ValueError):
    """A @link that cannot be honoured; carries the code under which it is reported."""

    def __init__(self, code: ErrorCode, message: str, node: DirectiveNode) -> None:
        super().__init__(message)
        self.code = code
        self.node = node


@dataclass(frozen=True, slots=True)
class Link:
    """One linked specification; `imports` maps the local name to the specified one, directives with their `@`."""

    url: str
    identity: str
    version: Version | None
    namespace: str
    imports: dict[str, str]
    node: DirectiveNode

    @property
    def name(self) -> str:
        """The last part of the identity, after which a specification calls its main directive."""
        return self.identity.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Links:
    """All links of one subgraph, and the names that follow from them."""

    all: tuple[Link, ...] = ()
    federation_version: Version = FEDERATION_1
    _directives: dict[str, FederationDirective] = field(default_factory=dict)
    scalars: dict[str, str] = field(default_factory=dict)

    @property
    def is_federation_1(self) -> bool:
        """Whether the schema is written for Federation 1: it links no federation specification."""
        return self.federation_version == FEDERATION_1

    @property
    def directive_names(self) -> dict[str, FederationDirective]:
        """Every local name of a directive of the federation specifications."""
        return self._directives

    def federation_directive(self, name: str) -> FederationDirective | None:
        """Say which federation directive a local name means, if any."""
        return self._directives.get(name)

    def specified_directive(self, name: str) -> tuple[Link, str] | None:
        """Say which link brings a directive in, and how its specification calls it."""
        for link in self.all:
            if f"@{name}" in link.imports:
                return link, link.imports[f"@{name}"][1:]
            if name == link.namespace:
                return link, link.name
            if name.startswith(f"{link.namespace}__"):
                return link, name.removeprefix(f"{link.namespace}__")
        return None

    def owns_type(self, name: str) -> bool:
        """Tell whether a type belongs to the machinery of federation and not to the subgraph's own schema."""
        if name in _FEDERATION_TYPES or name in self.scalars.values():
            return True
        return any(
            link.identity.startswith(APOLLO_SPECIFICATIONS)
            and (name.startswith(f"{link.namespace}__") or name in link.imports)
            for link in self.all
        )


_FEDERATION_TYPES = frozenset({"_Any", "_Entity", "_Service", "_FieldSet", "link__Import", "link__Purpose"})


def read_links(document: DocumentNode) -> Links:
    """Read the links of a subgraph document; raises MalformedLinkError."""
    applied = list(_schema_directives(document))
    link_name = _name_of_link(applied)
    links = tuple(_read_link(node) for node in applied if node.name.value == link_name)
    federation = [link for link in links if link.identity == FEDERATION_IDENTITY]
    if len(federation) > 1:
        raise MalformedLinkError(
            ErrorCode.INVALID_LINK_DIRECTIVE_USAGE,
            f'Duplicate inclusion of feature "{FEDERATION_IDENTITY}".',
            federation[1].node,
        )
    directives = {link_name: FederationDirective.LINK} if links else {}
    if not federation:
        directives |= {name.value: name for name in directives_of(FEDERATION_1)}
        scalars = dict.fromkeys(FEDERATION_SCALARS, "_FieldSet")
        version = FEDERATION_1
    else:
        version = _federation_version(federation[0])
        directives |= _federation_names(federation[0], version)
        scalars = {name: _local_name(federation[0], name) for name in FEDERATION_SCALARS}
    for link in links:
        directives |= _standalone_names(link)
    return Links(links, version, directives, scalars)


def _schema_directives(document: DocumentNode) -> Iterator[DirectiveNode]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            yield from definition.directives or ()


def _name_of_link(applied: list[DirectiveNode]) -> str:
    for node in applied:
        arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
        url, alias = arguments.get("url"), arguments.get("as")
        if not isinstance(url, StringValueNode) or not isinstance(alias, StringValueNode):
            continue
        if _identity(url.value) == LINK_IDENTITY:
            return alias.value
    return "link"


def _identity(url: str) -> str:
    match = _VERSIONED_URL.match(url)
    return match["identity"] if match else url.rstrip("/")


def _read_link(node: DirectiveNode) -> Link:
    arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
    url = arguments.get("url")
    if not isinstance(url, StringValueNode):
        raise MalformedLinkError(
            ErrorCode.INVALID_LINK_DIRECTIVE_USAGE, 'Missing or malformed argument "url" of @link.', node
        )
    match = _VERSIONED_URL.match(url.value)
    identity = _identity(url.value)
    alias = arguments.get("as")
    namespace = alias.value if isinstance(alias, StringValueNode) else identity.rsplit("/", 1)[-1]
    version = (int(match["major"]), int(match["minor"])) if match else None
    imports = dict(_read_imports(arguments.get("import"), node))
    return Link(url.value, identity, version, namespace, imports, node)


def _read_imports(value: ValueNode | None, node: DirectiveNode) -> Iterator[tuple[str, str]]:
    for item in value.values if isinstance(value, ListValueNode) else ():
        if isinstance(item, StringValueNode):
            yield item.value, item.value
            continue
        entries = {each.name.value: each.value for each in item.fields} if isinstance(item, ObjectValueNode) else {}
        name, alias = entries.get("name"), entries.get("as")
        if not isinstance(name, StringValueNode) or (alias is not None and not isinstance(alias, StringValueNode)):
            raise MalformedLinkError(
                ErrorCode.INVALID_LINK_DIRECTIVE_USAGE,
                'Each "import" of @link is a name or {name: ..., as: ...}.',
                node,
            )
        local = alias.value if isinstance(alias, StringValueNode) else name.value
        if local.startswith("@") != name.value.startswith("@"):
            raise MalformedLinkError(
                ErrorCode.INVALID_LINK_DIRECTIVE_USAGE,
                f'Invalid @link import renaming: "{name.value}" and "{local}" must both start with "@" or neither.',
                node,
            )
        yield local, name.value


def _federation_version(link: Link) -> Version:
    if link.version is None or link.version[0] != NEWEST_FEDERATION[0] or link.version > NEWEST_FEDERATION:
        written = f"v{link.version[0]}.{link.version[1]}" if link.version else link.url
        raise MalformedLinkError(
            ErrorCode.UNKNOWN_FEDERATION_LINK_VERSION,
            f"Invalid version {written} for the federation feature in @link directive on schema",
            link.node,
        )
    return link.version


def _federation_names(link: Link, version: Version) -> dict[str, FederationDirective]:
    known = {f"@{name.value}": name for name in directives_of(version)}
    for imported in link.imports.values():
        if imported not in known and imported not in FEDERATION_SCALARS:
            raise MalformedLinkError(
                ErrorCode.INVALID_LINK_DIRECTIVE_USAGE, f'Cannot import unknown element "{imported}".', link.node
            )
    imported_names = {local[1:]: known[name] for local, name in link.imports.items() if name in known}
    prefixed = {
        f"{link.namespace}__{name.value}": name for name in known.values() if name not in imported_names.values()
    }
    return imported_names | prefixed


def _standalone_names(link: Link) -> dict[str, FederationDirective]:
    specification = link.identity.removeprefix(APOLLO_SPECIFICATIONS)
    found = {}
    for directive in STANDALONE_SPECIFICATIONS.get(specification, frozenset()):
        imported = [local[1:] for local, name in link.imports.items() if name == f"@{directive.value}"]
        default = link.namespace if directive.value == specification else f"{link.namespace}__{directive.value}"
        found[imported[0] if imported else default] = directive
    return found


def _local_name(link: Link, name: str) -> str:
    return next((local for local, imported in link.imports.items() if imported == name), f"{link.namespace}__{name}")
