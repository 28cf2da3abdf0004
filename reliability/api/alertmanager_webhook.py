"""`POST /reliability/alertmanager/webhook`: what Alertmanager's `webhook_configs` calls."""

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reliability.alerting.domain.payload import read_notification
from reliability.alerting.errors import MalformedNotificationError
from reliability.alerting.services.receive_notification import receive_notification
from reliability.alerting.services.record_refusal import record_refusal
from reliability.api.answers import UnreadableBodyError, read_json, refusal
from reliability.api.bearer import needs_token

LARGEST_NOTIFICATION: Final = 8 * 1024 * 1024
"""Bytes: some thousand alerts in one group. Alertmanager's `max_alerts` makes notifications smaller."""


@needs_token(
    "RELIABILITY_ALERTMANAGER_TOKEN",
    "Send the token of ALERTMANAGER_WEBHOOK_TOKEN: in alertmanager.yml, http_config.authorization.credentials_file.",
)
@require_POST
def alertmanager_webhook(request: HttpRequest) -> HttpResponse:
    """Answer once all is stored; 5xx, which Alertmanager repeats, where it cannot be."""
    now = timezone.now()
    try:
        notification = read_notification(read_json(request, largest=LARGEST_NOTIFICATION))
    except UnreadableBodyError as error:
        record_refusal(reason=str(error), now=now)
        return refusal(error.status, "unreadable_body", f"{error} Alertmanager: set max_alerts of webhook_configs.")
    except MalformedNotificationError as error:
        record_refusal(reason=str(error), now=now)
        return refusal(HTTPStatus.BAD_REQUEST, "malformed_notification", str(error))
    outcome = receive_notification(notification=notification, now=now)
    return JsonResponse({"alert_group": outcome.group_id, "changed": outcome.changed})
