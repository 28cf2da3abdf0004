"""Executes plans of subscriptions: GraphQL specification, section 6.2.3.

The first fetch of such a plan is the subscription itself. Each of its events is answered like a query:
the remaining fetches fill in what other subgraphs know, and the result is completed for the client.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import SubgraphError, SubgraphUnreachableError
from marketplace.gateway.executor.errors import ErrorCollector
from marketplace.gateway.executor.executor import PlanResult, complete_plan
from marketplace.gateway.executor.fetching import Fetcher, read_answer
from marketplace.gateway.executor.program import program_of
from marketplace.gateway.executor.scheduling import run_fetches
from marketplace.gateway.plan.nodes import QueryPlan
from marketplace.gateway.ports import EventSource, Transport


async def subscribe_plan(
    plan: QueryPlan,
    variables: Mapping[str, Any],
    new_context: Callable[[], RequestContext],
    transports: Mapping[str, Transport],
    event_sources: Mapping[str, EventSource],
) -> AsyncGenerator[PlanResult, None]:
    """One result for every event, each within the deadline of a context of its own.

    A stream that breaks gives a last result, which says so; closing the generator ends the subscription
    at the subgraph.
    """
    subscription = plan.fetches[0]
    program = program_of(plan)
    source = event_sources.get(subscription.subgraph)
    context = new_context()
    first = Fetcher(variables, context, transports, program, {})
    try:
        if source is None:
            raise SubgraphUnreachableError(subscription.subgraph, "no event source is configured for it.")
        async with aclosing(source.subscribe(replace(first.request(subscription), deadline=None))) as events:
            async for event in events:
                program.begin()
                context = new_context()
                errors = ErrorCollector(context)
                fetcher = Fetcher(variables, context, transports, program, {None: errors})
                fetcher.merge(subscription, [], read_answer(subscription, event))
                await run_fetches(plan.fetches, fetcher, done=1)
                yield complete_plan(plan, program, fetcher.root, errors, {})
    except SubgraphError as failure:
        errors = ErrorCollector(context)
        errors.add_failure(failure, [()])
        yield PlanResult(None, errors.errors)
