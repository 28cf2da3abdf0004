"""Which directives of the subgraphs the supergraph keeps, and under which names.

Source: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives#composedirective
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from marketplace.gateway.supergraph.composition.codes import ErrorCode
from marketplace.gateway.supergraph.composition.federation.directives import FederationDirective
from marketplace.gateway.supergraph.composition.federation.links import APOLLO_SPECIFICATIONS, Link
from marketplace.gateway.supergraph.composition.merging.features import MERGED_DIRECTIVES
from marketplace.gateway.supergraph.composition.report import Report
from marketplace.gateway.supergraph.composition.schema.elements import AppliedDirective, DirectiveDefinition
from marketplace.gateway.supergraph.composition.schema.subgraph import Subgraph


@dataclass(frozen=True, slots=True)
class CustomDirective:
    """A directive kept by @composeDirective, as one subgraph imports and defines it."""

    subgraph: Subgraph
    link: Link
    specified_name: str
    definition: DirectiveDefinition
    applied: AppliedDirective

    @property
    def name(self) -> str:
        """The name in the subgraph, and so in the supergraph."""
        return self.definition.name


@dataclass(slots=True)
class ComposedDirectives:
    """The names under which directives reach the supergraph."""

    _federation: dict[FederationDirective, str] = field(default_factory=dict)
    custom: dict[str, CustomDirective] = field(default_factory=dict)
    _custom_names: dict[tuple[str, str], str] = field(default_factory=dict)

    def federation_name(self, directive: FederationDirective) -> str:
        """Return the name of a federation directive in the supergraph."""
        return self._federation.get(directive, directive.value)

    def custom_name(self, subgraph: str, name: str) -> str | None:
        """Return the name in the supergraph of a subgraph's own directive, or None when it is not kept."""
        return self._custom_names.get((subgraph, name))

    def keep(self, subgraph: str, name: str) -> None:
        """Keep a subgraph's own directive."""
        self._custom_names[subgraph, name] = name

    def is_repeatable(self, name: str) -> bool:
        """Tell whether a kept directive may stand more than once on one element."""
        return name in self.custom and self.custom[name].definition.repeatable


def find_composed_directives(subgraphs: Sequence[Subgraph], report: Report) -> ComposedDirectives:
    """Choose the directives to keep and report those that cannot be."""
    composed = ComposedDirectives(_federation=dict(_federation_names(subgraphs, report)))
    kept = [custom for subgraph in subgraphs for custom in _custom_directives(subgraph, report)]
    by_specification: dict[tuple[str, str], list[CustomDirective]] = {}
    for each in kept:
        by_specification.setdefault((each.link.identity, each.specified_name), []).append(each)
    for found in by_specification.values():
        if _is_consistent(found, report):
            newest = max(found, key=lambda each: each.link.version or (0, 0))
            composed.custom[newest.name] = newest
            for each in found:
                composed.keep(each.subgraph.name, each.name)
    return composed


def _federation_names(subgraphs: Sequence[Subgraph], report: Report) -> Iterator[tuple[FederationDirective, str]]:
    """A directive imported under another name keeps it, provided that all subgraphs agree."""
    for directive in sorted(MERGED_DIRECTIVES):
        names: dict[str, list[str]] = {}
        for subgraph in subgraphs:
            for name, meant in subgraph.links.directive_names.items():
                if meant is directive and f"@{name}" in {
                    local for link in subgraph.links.all for local in link.imports
                }:
                    names.setdefault(name, []).append(subgraph.name)
        if len(names) > 1:
            said = " and ".join(f'"@{name}" in {", ".join(users)}' for name, users in names.items())
            report.error(
                ErrorCode.LINK_IMPORT_NAME_MISMATCH,
                f'The "@{directive.value}" directive is imported with mismatched name between subgraphs: it is imported'
                f" as {said}",
                [user for users in names.values() for user in users],
            )
        elif names:
            yield directive, next(iter(names))


def _custom_directives(subgraph: Subgraph, report: Report) -> Iterator[CustomDirective]:
    for use in subgraph.applied:
        if use.federation is not FederationDirective.COMPOSE_DIRECTIVE:
            continue
        written = use.string("name") or ""
        name = written.removeprefix("@")
        specified = subgraph.links.specified_directive(name)
        problem = None
        if not written.startswith("@"):
            problem = f'Argument to @composeDirective "{written}" in subgraph "{subgraph.name}" must have a leading "@"'
        elif name in subgraph.links.directive_names:
            if subgraph.links.directive_names[name] in MERGED_DIRECTIVES:
                continue
            problem = f'Federation directive "@{name}" in subgraph "{subgraph.name}" cannot be composed'
        elif name not in subgraph.directives:
            problem = (
                f'Argument to @composeDirective "@{name}" does not match any directive defined in subgraph'
                f' "{subgraph.name}"'
            )
        elif specified is None or specified[0].identity.startswith(APOLLO_SPECIFICATIONS):
            problem = (
                f'Directive "@{name}" in subgraph "{subgraph.name}" is composed but is not a member of a linked feature'
            )
        if problem or specified is None:
            report.error(ErrorCode.DIRECTIVE_COMPOSITION_ERROR, problem or "", (subgraph.name,), (use.position,))
            continue
        yield CustomDirective(subgraph, specified[0], specified[1], subgraph.directives[name], use)


def _is_consistent(found: Sequence[CustomDirective], report: Report) -> bool:
    majors = {each.link.version[0] if each.link.version else None for each in found}
    names = {each.name for each in found}
    problem = None
    if len(majors) > 1:
        problem = (
            f"Core feature {found[0].link.identity} requested to be merged has major version mismatch across subgraphs"
        )
    elif len(names) > 1:
        problem = f"Composed directive is not named consistently in all subgraphs: {', '.join(sorted(names))}"
    if problem:
        report.error(
            ErrorCode.DIRECTIVE_COMPOSITION_ERROR,
            problem,
            (each.subgraph.name for each in found),
            (each.applied.position for each in found),
        )
    return problem is None
