"""The JSON doors, and the one LiveKit speaks to."""

from django.urls import path, re_path

from rooms import api, webhook

ROOM = "api/v1/rooms/<str:code>"

urlpatterns = [
    path(f"{ROOM}/seat", api.SeatDoor.as_view(), name="api-seat"),
    path(f"{ROOM}/join", api.JoinDoor.as_view(), name="api-join"),
    path(f"{ROOM}/leave", api.LeaveDoor.as_view(), name="api-leave"),
    path(f"{ROOM}/people", api.PeopleDoor.as_view(), name="api-people"),
    re_path(
        r"^api/v1/rooms/(?P<code>[^/]+)/people/(?P<identity>p_[0-9a-f]{32})/(?P<deed>admit|deny|remove)$",
        api.ModerationDoor.as_view(),
        name="api-moderate",
    ),
    path(f"{ROOM}/end", api.EndDoor.as_view(), name="api-end"),
    path(f"{ROOM}/check", api.CheckDoor.as_view(), name="api-check"),
    path("livekit/webhook", webhook.receive, name="livekit-webhook"),
]
