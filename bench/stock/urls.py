"""Sign in, and join: session, permission, a durable row, a token."""

import json
import os
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_POST
from livekit import api

from bench.stock.models import Member, Mint, Room


def csrf(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"token": get_token(request)})


@login_required
@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    json.loads(request.body)
    room = get_object_or_404(Room, code=code)
    member = get_object_or_404(Member, room=room, user=request.user)
    Mint.objects.create(member=member)
    token = (
        api.AccessToken(os.environ["LIVEKIT_API_KEY"], os.environ["LIVEKIT_API_SECRET"])
        .with_identity(f"user-{member.pk}")
        .with_name(request.user.get_username())
        .with_grants(api.VideoGrants(room_join=True, room=room.code))
        .with_ttl(timedelta(minutes=10))
        .to_jwt()
    )
    return JsonResponse({"token": token, "url": os.environ["LIVEKIT_URL"]})


urlpatterns = [path("csrf", csrf), path("login", LoginView.as_view(next_page="/csrf")), path("join/<str:code>", join)]
