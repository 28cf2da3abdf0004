"""Plans for a new supergraph before its first request: without them every operation would be planned at once."""

import asyncio

from marketplace.gateway.errors import GatewayError
from marketplace.gateway.limits import find_refusal
from marketplace.gateway.pipeline import CachedPlan, OperationCost, PlanKey, PreparedDocument, Services
from marketplace.gateway.pipeline.plan import make_plan, normal_form
from marketplace.gateway.pipeline.validate import find_breaches, note_breaches
from marketplace.gateway.plan import QueryPlan


async def warm_up(new: Services, old: Services) -> int:
    """Fill the caches of `new` with the operations used most under `old`, the most used last so that they are
    forgotten last; the number of plans made.

    Operations that are not valid any more, or cannot be planned, are left out. One operation at a time goes to the
    worker, so that clients of the old supergraph wait for no more than one of them.
    """
    caches = new.config.caches
    documents = {document.text_hash: (text, document) for text, document in old.documents.items()}
    used = sorted(old.plans.items(), key=lambda entry: entry[1].uses, reverse=True)
    prepared: dict[bytes, PreparedDocument | None] = {}
    made: list[tuple[PlanKey, CachedPlan, int]] = []
    try:
        async with asyncio.timeout(caches.warm_seconds):
            for key, cached in used[: caches.warm_plans]:
                if key.text_hash not in documents:
                    continue
                text, document = documents[key.text_hash]
                if key.text_hash not in prepared:
                    prepared[key.text_hash] = await _validate(new, document)
                valid = prepared[key.text_hash]
                new_key = _renumbered(key, old, new)
                if valid is not None and (plan := await _plan(new, valid, new_key, len(text))) is not None:
                    new.documents.put(text, valid, len(text))
                    made.append((new_key, CachedPlan(plan, cached.uses // 2), len(text)))
    except TimeoutError:
        pass
    for key, cached, length in reversed(made):
        new.plans.put(key, cached, length)
    return len(made)


def _renumbered(key: PlanKey, old: Services, new: Services) -> PlanKey:
    """The key under the new supergraph, which numbers the conditions of access otherwise."""
    if not key.refused or old.supergraph.access is None:
        return key
    return key._replace(refused=old.supergraph.access.translate(key.refused, new.supergraph.access))


async def _validate(services: Services, document: PreparedDocument) -> PreparedDocument | None:
    fresh = PreparedDocument(document.text_hash, document.document, document.size)
    if find_refusal(fresh.document, fresh.size, services.config.limits) is not None:
        return None
    breaches = await services.worker.run(lambda: find_breaches(fresh, services, suggestions=False))
    note_breaches(fresh, breaches, suggestions=False)
    return None if breaches else fresh


async def _plan(services: Services, document: PreparedDocument, key: PlanKey, length: int) -> QueryPlan | None:
    """The plan; what the operation costs is kept at once."""
    values = zip(document.condition_variables, key.conditions, strict=True)
    variables = {name: value for name, value in values if value is not None}

    def plan_and_estimate() -> tuple[QueryPlan, OperationCost | None]:
        plan = make_plan(services, document.document, key, variables)
        if services.demand is None:
            return plan, None
        return plan, services.demand.compile(normal_form(services, document.document, key, variables))

    try:
        plan, cost = await services.worker.run(plan_and_estimate)
    except GatewayError:
        return None
    if services.demand is not None and cost is not None:
        services.demand.costs.put(key, cost, length)
    return plan
