"""Stage: which of the operation's fields the client may see.

What an operation needs is found once for each document. Which of the needed conditions the client does not meet is
part of the plan's key, so that everybody who misses the same has the same plan, without what is withheld.
"""

import logging
from collections.abc import AsyncGenerator, Awaitable
from contextlib import aclosing

from marketplace.gateway.errors import UnauthorizedError
from marketplace.gateway.executor import PlanResult
from marketplace.gateway.operation.access import WithheldField, find_access_needs
from marketplace.gateway.pipeline.exchange import Exchange
from marketplace.gateway.pipeline.plan import normal_form, plan_key
from marketplace.gateway.pipeline.services import Services
from marketplace.gateway.pipeline.worker import before_deadline
from marketplace.gateway.supergraph.access import AccessNeeds, AccessRules

logger = logging.getLogger(__name__)

NONE_HELD: frozenset[str] = frozenset()


def authorize_fields(exchange: Exchange, services: Services) -> Awaitable[None] | None:
    """Sets `refused`; where whole operations are refused it raises UnauthorizedError instead. Waits only for policies
    that are decided elsewhere. Costs nothing where the supergraph restricts nothing.
    """
    rules = services.supergraph.access
    if rules is None:
        return None
    needs = _needs(exchange, services, rules)
    if not needs.demands:
        return None
    held = NONE_HELD
    if needs.policies:
        decided = _decide(exchange, services, needs)
        if not isinstance(decided, frozenset):
            return _judge_later(exchange, services, needs, decided)
        held = decided
    return _judge(exchange, services, needs, held)


async def while_authorized(
    results: AsyncGenerator[PlanResult, None], exchange: Exchange, services: Services, rules: AccessRules
) -> AsyncGenerator[PlanResult, None]:
    """A subscription's results, until its client loses something that it needed: policies are decided again for each
    event. What the client could not see when it subscribed stays withheld.
    """
    needs = _needs(exchange, services, rules)
    async with aclosing(results):
        async for result in results:
            decided = _decide(exchange, services, needs)
            held = decided if isinstance(decided, frozenset) else await decided
            if _unmet(exchange, needs, held) & ~exchange.refused:
                ended = UnauthorizedError(
                    "You may not see these events any more. Subscribe again for what you may see."
                )
                yield PlanResult(None, ended.formatted_all())
                return
            yield result


def _needs(exchange: Exchange, services: Services, rules: AccessRules) -> AccessNeeds:
    name, document = exchange.operation_name, exchange.document
    needs = document.access.get(name)
    if needs is None:
        needs = find_access_needs(services.supergraph, rules, document.document, exchange.operation)
        document.access[name] = needs
    return needs


def _decide(exchange: Exchange, services: Services, needs: AccessNeeds) -> frozenset[str] | Awaitable[frozenset[str]]:
    """The needed policies that hold. A decider that fails grants nothing."""
    try:
        decided = services.policies.decide(exchange.context.principal, needs.policies)
    except Exception:
        logger.exception("Policies could not be decided: none is taken to hold")
        return NONE_HELD
    return decided if isinstance(decided, frozenset) else _await_decision(exchange, decided)


async def _await_decision(exchange: Exchange, decided: Awaitable[frozenset[str]]) -> frozenset[str]:
    try:
        return await decided
    except Exception:
        logger.exception("Policies of request %s could not be decided: none is taken to hold", exchange.request_id)
        return NONE_HELD


async def _judge_later(
    exchange: Exchange, services: Services, needs: AccessNeeds, decided: Awaitable[frozenset[str]]
) -> None:
    held = await before_deadline(exchange.context, decided)
    if (rejection := _judge(exchange, services, needs, held)) is not None:
        await rejection


def _judge(exchange: Exchange, services: Services, needs: AccessNeeds, held: frozenset[str]) -> Awaitable[None] | None:
    exchange.refused = _unmet(exchange, needs, held)
    config = services.config.authorization
    if exchange.refused and config.reject_unauthorized and not config.dry_run:
        return _reject(exchange, services)
    return None


def _unmet(exchange: Exchange, needs: AccessNeeds, held: frozenset[str]) -> int:
    principal = exchange.context.principal
    if principal is None:
        return needs.unmet(authenticated=False, policies=held)
    return needs.unmet(authenticated=True, scopes=principal.scopes, policies=held)


async def _reject(exchange: Exchange, services: Services) -> None:
    """Refuse the operation, unless its `@skip` and `@include` leave out all that is withheld."""
    key, document = plan_key(exchange, services), exchange.document.document

    def find_withheld() -> tuple[WithheldField, ...]:
        return normal_form(services, document, key, exchange.variables).withheld

    work = services.worker.run(find_withheld, exchange.context.deadline)
    withheld = await before_deadline(exchange.context, work)
    if withheld:
        raise UnauthorizedError.of_operation(
            [
                (
                    UnauthorizedError.of_field(field.response_key),
                    [*(key for key, _ in field.path), field.response_key],
                )
                for field in withheld
            ]
        )
