"""The plan as text for people: one block a fetch, in an order in which they may run."""

from graphql import parse, print_ast

from marketplace.gateway.plan.nodes import ContextSource, EntitySource, Fetch, Inputs, QueryPlan, Refusal, Segment


def print_plan(plan: QueryPlan) -> str:
    """Each fetch with what it waits for, where its entities come from, and its document."""
    lines = [f"QueryPlan ({plan.operation_type.value}, {_count(len(plan.fetches), 'fetch', 'fetches')})"]
    if plan.introspection is not None:
        lines.append("  Introspection: answered by the gateway")
    lines.extend(f"  Withheld from the client: {print_refusal(refusal)}" for refusal in plan.refusals)
    for fetch in plan.fetches:
        lines.extend(_print_fetch(fetch))
    return "\n".join(lines) + "\n"


def _print_fetch(fetch: Fetch) -> list[str]:
    after = f", after {', '.join(f'#{index}' for index in fetch.depends_on)}" if fetch.depends_on else ""
    lines = [f"  Fetch #{fetch.index} from {fetch.subgraph}{after}"]
    if fetch.path:
        lines.append(f"    at {print_path(fetch.path)}")
    for request in fetch.entities:
        for source in request.sources:
            lines.append(f"    for {_print_source(source)}")
            lines.extend(
                f"      with ${variable.name} = {' or '.join(_print_context(each, source) for each in found)}"
                for variable, found in zip(request.contexts, source.contexts, strict=True)
            )
    lines.extend(f"      {line}" for line in print_ast(parse(fetch.document, no_location=True)).splitlines())
    return lines


def _print_source(source: EntitySource) -> str:
    types = f" of {' | '.join(sorted(source.types))}" if source.types is not None else ""
    return f"{source.typename} {print_inputs(source.inputs)} at {print_path(source.path)}{types}"


def _print_context(context: ContextSource, source: EntitySource) -> str:
    types = f" of {' | '.join(sorted(context.types))}" if context.types is not None else ""
    place = print_path(source.path[: context.depth]) or "the root"
    return f"{print_inputs(context.inputs)} at {place}{types}"


def print_path(path: tuple[Segment, ...]) -> str:
    """`offers.nodes.seller`, with the types in brackets where only some objects are meant."""
    return ".".join(
        segment.key if segment.types is None else f"[{' | '.join(sorted(segment.types))}].{segment.key}"
        for segment in path
    )


def print_refusal(refusal: Refusal) -> str:
    """Where the field would stand, as a path."""
    return print_path((*refusal.path, Segment(refusal.response_key, refusal.types)))


def print_inputs(inputs: Inputs) -> str:
    """The representation's fields, with the working key where it has another name."""
    parts = ["__typename"] if inputs.typename else []
    for field in inputs.fields:
        name = field.name if field.key == field.name else f"{field.name}: {field.key}"
        types = f"... on {' | '.join(sorted(field.types))} " if field.types is not None else ""
        parts.append(f"{types}{name}{' ' + print_inputs(field.children) if field.children else ''}")
    return f"{{ {' '.join(parts)} }}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
