"""The door LiveKit speaks to: store first, answer at once, let the keeper apply.

LiveKit waits for this answer without a limit and sends a room's events one at a time, so a slow answer silences that
room; it takes any 4xx for delivered, so only what is not its own word gets one.
"""

from http import HTTPStatus

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rooms.gateway.webhooks import ForgedWebhookError, UnreadableWebhookError, read_webhook
from rooms.models import WebhookEvent

log = structlog.get_logger("rooms.webhook")


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    try:
        told = read_webhook(request.body, request.headers.get("Authorization", ""))
    except ForgedWebhookError as error:
        log.warning("webhook_refused", why=str(error))
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    except UnreadableWebhookError as error:
        log.warning("webhook_unreadable", why=str(error))
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    try:
        WebhookEvent.objects.bulk_create(
            [WebhookEvent(id=told.id, event=told.event, livekit_name=told.livekit_name, payload=told.payload)],
            ignore_conflicts=True,  # LiveKit says some things twice
        )
    except DatabaseError as error:
        log.error("webhook_not_stored", error=type(error).__name__)
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)  # LiveKit comes again: after 1, 2, 4 and 8 s
    return HttpResponse(status=HTTPStatus.OK)
