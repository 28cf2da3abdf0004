"""On random operations and answers: the estimate is never below the cost, which is what an executor counts."""

import random
from typing import Any

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLResolveInfo,
    execute_sync,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    parse,
    validate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.gateway.limits.demand import compile_actual, compile_estimate
from tests.harness.costs import Priced
from tests.harness.random_operations import Bounds, RandomOperation, ValuePool, operations

LIST_SIZE = 2
SIZES = {"page": 3, "many": 1}
"""Of fields without slicing arguments, as their @listSize says."""
WEIGHTS = {"Gold": 7, "Silver": 0}
FIELD_WEIGHTS = {"heavy": 5, "costly": 3}
SHOP = Priced(
    list_size=LIST_SIZE,
    shop="""
    type Query { one: Item some(first: Int = 2): [Item] @listSize(slicingArguments: ["first"]) any: [Metal] node: Item }
    interface Item { name: String next: Item parts: [Item] heavy: Int }
    type Gold implements Item @cost(weight: 7) {
      name: String next: Item parts: [Item] heavy: Int @cost(weight: 5) grid: [[Gold]]
      many: [Silver] @listSize(assumedSize: 1)
    }
    type Silver implements Item @cost(weight: 0) {
      name: String next: Item parts: [Item] heavy: Int @cost(weight: 5) costly: [Gold] @cost(weight: 3)
      pages(first: Int): Page
        @listSize(slicingArguments: ["first"], sizedFields: ["page"], assumedSize: 3, requireOneSlicingArgument: false)
    }
    type Page { page: [Gold] total: Int }
    union Metal = Gold | Silver
    """,
)
OPERATIONS = operations(
    SHOP.supergraph.client_schema, ValuePool({"first": [0, 1, 3]}), Bounds(depth=6, fields=4, total=24)
)


class CountingServer:
    """Executes with graphql-core and adds up what it gives away. Lists are at most as long as allowed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.cost = 0

    def resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        longest = SIZES.get(info.field_name, LIST_SIZE)
        if info.field_name == "some":
            longest = arguments["first"] if arguments.get("first") is not None else 2
        if info.field_name == "page":
            longest = source["size"]
        size = arguments.get("first")
        return self.value(info.return_type, info.field_name, longest, 3 if size is None else size)

    def value(self, kind: Any, name: str, longest: int, size: int) -> Any:
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        if self.random.random() < 0.15:
            return None
        if isinstance(kind, GraphQLList):
            length = self.random.choice([longest, self.random.randint(0, longest)])
            return [self.value(kind.of_type, name, LIST_SIZE, size) for _ in range(length)]
        named = get_named_type(kind)
        if not is_composite_type(named):
            self.cost += FIELD_WEIGHTS.get(name, 0)
            return 1
        type_name = self.random.choice(["Gold", "Silver"]) if is_abstract_type(named) else named.name
        self.cost += FIELD_WEIGHTS.get(name, WEIGHTS.get(type_name, 1))
        return {"__typename": type_name, "size": size}


def with_typenames(query: str) -> str:
    """Every object says what it is, under a name of its own."""
    return query.replace("{\n", "{\n __typename\n")


@given(operation=OPERATIONS, seed=st.integers(0, 10_000), typed=st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_cost_is_counted_as_an_executor_counts_it_and_never_above_the_estimate(
    operation: RandomOperation, seed: int, typed: bool
) -> None:
    query = with_typenames(operation.query) if typed else operation.query
    document = parse(query)
    if validate(SHOP.supergraph.client_schema, document):
        return
    prepared, variables = SHOP.prepare(query, operation.variables)
    server = CountingServer(seed)
    answer = execute_sync(
        SHOP.supergraph.client_schema,
        document,
        variable_values=dict(operation.variables),
        field_resolver=server.resolve,
    )
    assert not answer.errors
    actual = compile_actual(SHOP.model, prepared)(answer.data, variables)
    assert actual <= compile_estimate(SHOP.model, prepared).of(variables)
    if typed:
        assert actual == server.cost
    else:
        assert actual >= server.cost
