"""Executes query plans: every fetch starts when the fetches that it depends on have ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLSchema
from graphql.execution import experimental_execute_incrementally

from marketplace.gateway.config.authorization import RefusalPlace
from marketplace.gateway.context import RequestContext
from marketplace.gateway.errors import InternalError
from marketplace.gateway.executor.errors import ErrorCollector
from marketplace.gateway.executor.fetching import Fetcher
from marketplace.gateway.executor.program import Program, program_of
from marketplace.gateway.executor.refusals import refusal_entries
from marketplace.gateway.executor.scheduling import run_fetches
from marketplace.gateway.plan.nodes import QueryPlan
from marketplace.gateway.ports import Transport


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The response to one operation: `data` (None when a null moved up to the root) and `errors`. `refusals` are
    errors of fields that the client may not see, which are to be told elsewhere.
    """

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]
    refusals: Sequence[dict[str, Any]] = ()


async def execute_plan(
    plan: QueryPlan,
    variables: Mapping[str, Any],
    context: RequestContext,
    transports: Mapping[str, Transport],
) -> PlanResult:
    """Run the plan with coerced variables. Never raises for what a subgraph does."""
    errors = ErrorCollector(context)
    program = program_of(plan)
    program.begin()
    fetcher = Fetcher(variables, context, transports, program, {None: errors})
    await run_fetches(plan.fetches, fetcher)
    introspection: dict[str, Any] = {}
    if plan.introspection is not None:
        introspection = introspect(plan.shape.schema, plan.introspection, variables)
    return complete_plan(plan, program, fetcher.root, errors, introspection)


def complete_plan(
    plan: QueryPlan, program: Program, root: dict[str, Any], errors: ErrorCollector, introspection: dict[str, Any]
) -> PlanResult:
    """The response, now that all fetches have ended."""
    if not plan.refusals:
        return PlanResult(program.complete(root, errors, introspection), errors.errors)
    refused = refusal_entries(plan, root)
    if plan.refusals_in is not RefusalPlace.ERRORS:
        told = refused if plan.refusals_in is RefusalPlace.EXTENSIONS else ()
        return PlanResult(program.complete(root, errors, introspection), errors.errors, told)
    errors.explained = bool(refused)
    return PlanResult(program.complete(root, errors, introspection), [*errors.errors, *refused])


def introspect(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `__schema` and `__type` from the client's schema; valid introspection cannot fail."""
    result = experimental_execute_incrementally(schema, document, variable_values=dict(variables))
    if not isinstance(result, ExecutionResult) or result.data is None:
        raise InternalError(f"Introspection failed: {getattr(result, 'errors', result)}")
    return result.data
