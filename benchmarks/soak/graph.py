"""The graph of the gateways' benchmark, and beside it two subgraphs whose answers depend on who asks: `viewers`, which
also takes mutations, and `alarms`. Both give events.

Whatever is one principal's alone carries its name: "secret of NAME", "note of NAME on UPC".
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
from graphql import DocumentNode, GraphQLSchema, build_schema, execute_sync, parse
from graphql.execution import ExecutionResult

from benchmarks.gateway.workload import graph as public
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose

OWN: Final = ("viewers", "alarms")
SUBGRAPHS: Final = (*public.SUBGRAPHS, *OWN)
SCHEMAS: Final = Path(__file__).parent / "schemas"
PRODUCTS: Final = len(public.PRODUCTS)
CACHE_CONTROL: Final[Mapping[str, str]] = {
    "accounts": "max-age=5",
    "inventory": "max-age=1",
    "products": "max-age=2",
    "reviews": "max-age=1, stale-while-revalidate=1",
    "viewers": "private, max-age=2",
}
"""What each subgraph says of its answers: short, so that there are hits and misses all the time."""
OWNED: Final = re.compile(r"(?:secret|note) of ([A-Za-z0-9-]*)")


@lru_cache
def executable_schema(subgraph: str) -> GraphQLSchema:
    """With `_entities`."""
    if subgraph not in OWN:
        return public.executable_schema(subgraph)
    sdl = _read_own(subgraph)
    if subgraph == "alarms":
        return build_schema(sdl, assume_valid_sdl=True)
    entities = public.ENTITIES.format(types="Product | Viewer")
    schema = build_schema(f"{sdl}\nextend {entities}", assume_valid_sdl=True)
    return _with_resolvers(schema)


@lru_cache
def reference_schema() -> GraphQLSchema:
    """Everything in one schema, to compare answers with."""
    return _with_resolvers(build_schema(f"{public.read_schema('reference')}\n{_read_own('reference')}"))


def compose_supergraph(url_of: Callable[[str], str], *, description: str) -> str:
    """The supergraph SDL; the description makes it another text of equal content."""
    definitions = [SubgraphDefinition(name, url_of(name), public.read_schema(name)) for name in public.SUBGRAPHS]
    definitions += [SubgraphDefinition(name, url_of(name), _read_own(name)) for name in OWN]
    result = compose(definitions)
    if result.supergraph_sdl is None:
        raise public.UnfitGraphError("\n".join(str(error) for error in result.errors))
    described = result.supergraph_sdl.replace("type Query\n", f'"{description}"\ntype Query\n', 1)
    assert described != result.supergraph_sdl
    return described


def event(principal: str, number: int) -> dict[str, Any]:
    """What `ticks` and `alarms` tell at this number, as one resolves it."""
    upc = str((number - 1) % PRODUCTS + 1)
    return {"number": number, "viewer": principal, "product": _product(upc)}


def run(
    schema: GraphQLSchema,
    document: DocumentNode,
    principal: str,
    variables: Mapping[str, Any] | None = None,
    further: Mapping[str, Any] | None = None,
) -> ExecutionResult:
    """An operation of whatever type; a subscription is executed as for one event, which is in `further`."""
    root = {**public.ROOT, "alarmCount": 0, **(further or {})}
    result = execute_sync(schema, document, root, principal, dict(variables or {}))
    assert isinstance(result, ExecutionResult)
    return result


@lru_cache(maxsize=10_000)
def expected(query: str, variables: bytes, principal: str, number: int = 0) -> bytes:
    """The body that answers a query, by graphql-core on the one schema; of a subscription the event of this number."""
    happening = event(principal, number)
    further = {"ticks": happening, "alarms": happening}
    result = run(reference_schema(), parse(query), principal, orjson.loads(variables), further)
    if result.errors:
        raise public.UnfitGraphError(f"{query}: {result.errors}")
    return orjson.dumps({"data": result.data})


def owners(text: str) -> frozenset[str]:
    """Whose private values are in an answer."""
    return frozenset(OWNED.findall(text))


def _with_resolvers(schema: GraphQLSchema) -> GraphQLSchema:
    """`context` is the principal's name, empty for a stranger."""
    types: dict[str, Any] = dict(schema.type_map)
    types["Product"].fields["note"].resolve = lambda product, info: f"note of {info.context} on {product['upc']}"
    types["Viewer"].fields["secret"].resolve = lambda viewer, _: f"secret of {viewer['id']}"
    types["Query"].fields["viewer"].resolve = lambda _, info: {"id": info.context}
    types["Mutation"].fields["remember"].resolve = lambda _, info, text: {"text": text, "author": {"id": info.context}}
    if "_entities" in types["Query"].fields:
        types["Query"].fields["_entities"].resolve = lambda _root, _info, representations: representations
    return schema


def _product(upc: str) -> dict[str, Any]:
    (product,) = public.ROOT["_entities"](None, [{"__typename": "Product", "upc": upc}])
    found: dict[str, Any] = product
    return found


def _read_own(name: str) -> str:
    return (SCHEMAS / f"{name}.graphql").read_text()
