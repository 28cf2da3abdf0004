"""The API of on-call: what fires, who is on call, and acknowledge, resolve and snooze. Texts in, texts out: JSON."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reliability.alerting.errors import GroupNotOpenError, OnCallError
from reliability.alerting.services.acknowledge_group import acknowledge_group
from reliability.alerting.services.record_heartbeat import record_heartbeat
from reliability.alerting.services.resolve_group import resolve_group
from reliability.alerting.services.rota import person_on_call
from reliability.alerting.services.snooze_group import snooze_group
from reliability.api.answers import UnreadableBodyError, read_json, refusal
from reliability.api.bearer import needs_token
from reliability.conventions import GroupStatus
from reliability.models import AlertGroup, Heartbeat, Schedule

LARGEST_REQUEST: Final = 16_384
LISTED: Final = 100
_NEEDS_TOKEN: Final = needs_token("RELIABILITY_API_TOKEN", "Send the token of ON_CALL_API_TOKEN as a bearer token.")


def _acknowledge(group_id: int, actor: str, _body: dict[str, Any], now: datetime) -> AlertGroup:
    return acknowledge_group(group_id=group_id, actor=actor, now=now)


def _resolve(group_id: int, actor: str, _body: dict[str, Any], now: datetime) -> AlertGroup:
    return resolve_group(group_id=group_id, actor=actor, now=now)


def _snooze(group_id: int, actor: str, body: dict[str, Any], now: datetime) -> AlertGroup:
    minutes = body.get("minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or abs(minutes) > timedelta(days=365).total_seconds():
        raise OnCallError('Say for how long: {"minutes": 60}.')
    return snooze_group(group_id=group_id, until=now + timedelta(minutes=minutes), actor=actor, now=now)


_ACTIONS: Final[dict[str, Callable[[int, str, dict[str, Any], datetime], AlertGroup]]] = {
    "acknowledge": _acknowledge,
    "resolve": _resolve,
    "snooze": _snooze,
}


@_NEEDS_TOKEN
@require_GET
def list_alert_groups(request: HttpRequest) -> HttpResponse:
    """`GET ?status=firing`: the newest groups; without a status, those that are not resolved."""
    status = request.GET.get("status")
    if status is not None and status not in {known.value for known in GroupStatus}:
        known = ", ".join(known.value for known in GroupStatus)
        return refusal(HTTPStatus.BAD_REQUEST, "unknown_status", f"Ask for one of {known}.")
    groups = AlertGroup.objects.filter(status=status) if status else AlertGroup.objects.exclude(status="resolved")
    return JsonResponse({"alert_groups": [group_document(group) for group in groups[:LISTED]]})


@_NEEDS_TOKEN
@require_GET
def show_alert_group(_request: HttpRequest, group_id: int) -> HttpResponse:
    group = AlertGroup.objects.filter(pk=group_id).first()
    if group is None:
        return refusal(HTTPStatus.NOT_FOUND, "unknown_alert_group", f"There is no alert group {group_id}.")
    alerts = [
        {
            "labels": alert.labels,
            "annotations": alert.annotations,
            "firing": alert.firing,
            "starts_at": alert.starts_at,
            "ends_at": alert.ends_at,
        }
        for alert in group.alerts.all()
    ]
    timeline = list(group.timeline.values("at", "cycle", "kind", "actor", "text"))
    return JsonResponse(group_document(group) | {"alerts": alerts, "timeline": timeline})


@_NEEDS_TOKEN
@require_POST
def act_on_alert_group(request: HttpRequest, group_id: int, action: str) -> HttpResponse:
    """`POST {"by": "who"}`, to snooze with "minutes"."""
    try:
        body = read_json(request, largest=LARGEST_REQUEST)
        group = _ACTIONS[action](group_id, _actor(body), body, timezone.now())
    except UnreadableBodyError as error:
        return refusal(error.status, "unreadable_body", str(error))
    except GroupNotOpenError as error:
        return refusal(HTTPStatus.CONFLICT, "not_open", str(error))
    except OnCallError as error:
        return refusal(HTTPStatus.BAD_REQUEST, "refused", str(error))
    return JsonResponse(group_document(group))


@_NEEDS_TOKEN
@require_GET
def show_on_call(_request: HttpRequest) -> HttpResponse:
    """Who is on call now, by schedule; null where nobody is."""
    now = timezone.now()
    people = {schedule.name: person_on_call(schedule, at=now) for schedule in Schedule.objects.all()}
    return JsonResponse({"on_call": {name: person and str(person) for name, person in people.items()}})


@_NEEDS_TOKEN
@require_POST
def beat(_request: HttpRequest, name: str) -> HttpResponse:
    """A sign of life; a name that was never heard is watched from now on."""
    longest = Heartbeat._meta.get_field("name").max_length or 0
    if len(name) > longest:
        return refusal(HTTPStatus.BAD_REQUEST, "name_too_long", f"A name has at most {longest} characters.")
    record_heartbeat(name=name, now=timezone.now())
    return JsonResponse({"heartbeat": name})


def _actor(body: object) -> str:
    by = body.get("by") if isinstance(body, dict) else None
    if not isinstance(by, str) or not by.strip():
        raise OnCallError('Say who acts: {"by": "Ana"}.')
    return f"{by.strip()} (API)"


def group_document(group: AlertGroup) -> dict[str, Any]:
    return {
        "id": group.pk,
        "title": group.title,
        "status": group.status,
        "labels": group.labels,
        "annotations": group.annotations,
        "policy": group.policy.get("name"),
        "opened_at": group.opened_at,
        "acknowledged_at": group.acknowledged_at,
        "acknowledged_by": group.acknowledged_by or None,
        "snoozed_until": group.snoozed_until,
        "resolved_at": group.resolved_at,
        "next_step_at": group.next_at,
    }
