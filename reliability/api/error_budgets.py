"""Error budgets for programs: `GET budgets`, `GET gate`, `POST events`."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reliability.api.answers import UnreadableBodyError, read_json, refusal
from reliability.api.bearer import needs_token
from reliability.conventions import BudgetEventKind
from reliability.error_budgets.definitions import find_service, find_slos
from reliability.error_budgets.deploy_gate import decide
from reliability.error_budgets.mark import mark_event
from reliability.error_budgets.presentation import budget_document, decision_document
from reliability.error_budgets.reading import groups, read_budget
from reliability.errors import SpecificationError

LARGEST_EVENT: Final = 64 * 1024
"""Bytes."""
_guarded = needs_token("RELIABILITY_BUDGET_API_TOKEN", "Send the token of RELIABILITY_API_TOKEN as a bearer token.")


@_guarded
@require_GET
def list_budgets(request: HttpRequest) -> HttpResponse:
    """Every number of the budgets, and of their groups', with its formula; `?slo=service/name` or `?service=name`."""
    now = timezone.now()
    try:
        service = request.GET.get("service")
        slos = list(find_service(service).slos) if service else find_slos(request.GET.getlist("slo"))
    except SpecificationError as error:
        return refusal(HTTPStatus.NOT_FOUND, "unknown_slo", str(error))
    documents = [budget_document(read_budget(slo, group, now), group) for slo in slos for group in ({}, *groups(slo))]
    return JsonResponse({"budgets": documents})


@_guarded
@require_GET
def show_gate(request: HttpRequest) -> HttpResponse:
    """The deploy gate's decision about `?service=name`; always 200, since a frozen gate is no fault of the request."""
    try:
        decision = decide(request.GET.get("service", ""), now=timezone.now())
    except SpecificationError as error:
        return refusal(HTTPStatus.NOT_FOUND, "unknown_service", str(error))
    return JsonResponse(decision_document(decision))


@_guarded
@require_POST
def tell_event(request: HttpRequest) -> HttpResponse:
    """Mark a deployment, incident or experiment: `{"key", "kind", "title", "start", "end", "service", "link"}`."""
    try:
        event = mark_event(**_event(read_json(request, largest=LARGEST_EVENT)))
    except UnreadableBodyError as error:
        return refusal(error.status, "unreadable_body", str(error))
    except SpecificationError as error:
        return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed_event", str(error))
    return JsonResponse({"key": event.key}, status=HTTPStatus.CREATED)


def _event(content: Any) -> dict[str, Any]:
    if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
        raise SpecificationError("An event is an object of texts.")
    unknown = content.keys() - {"key", "kind", "title", "start", "end", "service", "link"}
    if unknown:
        raise SpecificationError(f"An event has no {', '.join(sorted(unknown))}.")
    for name, most in (("key", 200), ("title", 200), ("service", 100), ("link", 500)):
        if len(content.get(name, "")) > most:
            raise SpecificationError(f"{name} has at most {most} characters.")
    if content.get("kind") not in set(BudgetEventKind):
        raise SpecificationError(f"kind is one of {', '.join(BudgetEventKind)}.")
    return {
        "key": content.get("key", ""),
        "kind": BudgetEventKind(content["kind"]),
        "title": content.get("title", ""),
        "start": _moment("start", content["start"]) if "start" in content else timezone.now(),
        "end": _moment("end", content["end"]) if "end" in content else None,
        "service": content.get("service", ""),
        "link": content.get("link", ""),
    }


def _moment(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SpecificationError(f"{name} is a time such as 2026-11-22T10:00:00Z, not {text!r}.") from error
    if moment.tzinfo is None:
        raise SpecificationError(f"{name} says its offset from UTC, such as 2026-11-22T10:00:00Z.")
    return moment
