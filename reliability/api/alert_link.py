"""The page that a signed link of a notification opens: GET shows it and changes nothing, POST acts."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reliability.alerting.errors import OnCallError
from reliability.alerting.notifications.links import read_signed, runbook_of
from reliability.alerting.services.acknowledge_group import acknowledge_group
from reliability.alerting.services.resolve_group import resolve_group
from reliability.alerting.services.snooze_group import snooze_group
from reliability.models import AlertGroup, Notification

SNOOZE_MINUTES: Final = (30, 60, 240)
_PAGE: Final = "reliability/on_call/alert_link.html"
_HEADERS: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@csrf_exempt  # the address itself is the secret, and no cookie is read
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert_link(request: HttpRequest, signed: str) -> HttpResponse:
    notification_id = read_signed(signed)
    found = Notification.objects.select_related("group", "person")
    notification = None if notification_id is None else found.filter(pk=notification_id).first()
    if notification is None or notification.group is None:
        text = "This link is not valid, or older than a day. Sign in to the back office to act on the alert."
        return _page(request, None, problem=text, status=HTTPStatus.FORBIDDEN)
    group = notification.group
    if group.cycle != notification.cycle and group.is_open:
        text = "The alert has been escalated anew since. Use the link of the newest notification."
        return _page(request, group, problem=text, status=HTTPStatus.CONFLICT)
    if request.method != "POST":
        return _page(request, group)
    actor = str(notification.person or notification.channel_name)
    try:
        group = _act(group, request.POST.get("action", ""), actor=f"{actor} (link)")
    except OnCallError as error:
        return _page(request, group, problem=str(error), status=HTTPStatus.CONFLICT)
    return _page(request, group, done=True)


def _act(group: AlertGroup, action: str, *, actor: str) -> AlertGroup:
    now = timezone.now()
    match action.partition(":"):
        case ("acknowledge", _, _):
            return acknowledge_group(group_id=group.pk, actor=actor, now=now)
        case ("resolve", _, _):
            return resolve_group(group_id=group.pk, actor=actor, now=now)
        case ("snooze", _, minutes) if minutes in map(str, SNOOZE_MINUTES):
            until = now + timedelta(minutes=int(minutes))
            return snooze_group(group_id=group.pk, until=until, actor=actor, now=now)
        case _:
            raise OnCallError("Choose one of the buttons.")


def _page(
    request: HttpRequest,
    group: AlertGroup | None,
    *,
    problem: str = "",
    done: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "group": group,
        "problem": problem,
        "done": done,
        "snooze_minutes": SNOOZE_MINUTES,
        "runbook": runbook_of(group) if group else "",
        "entries": group.timeline.order_by("-pk")[:5] if group else (),
    }
    answer = render(request, _PAGE, context, status=status)
    for name, value in _HEADERS.items():
        answer.headers[name] = value
    return answer
