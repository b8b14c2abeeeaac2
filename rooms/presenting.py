"""What a browser or an app is told of a room: plain dictionaries, the same for the page and for the JSON doors."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rooms.access import Door
from rooms.models import Participant, Room
from rooms.selectors import present_in
from rooms.services import joining


def door_json(door: Door, user: User | None) -> dict[str, Any]:
    """Everything the room's page needs to stand before the door."""
    code, place = door.room.code, door.participant

    def api(name: str) -> str:
        return reverse(f"api-{name}", args=[code])

    return room_json(door.room) | {
        "livekit_url": settings.LIVEKIT_PUBLIC_URL,
        "signed_in": user is not None,
        "suggested_name": place.name if place else user.name if user else "",
        "seat": seat_json(door),
        "urls": {name: api(name) for name in ("seat", "join", "leave", "people", "end", "check")}
        | {
            "home": reverse("home"),
            "signin": f"{reverse('account_login')}?next={quote(reverse('rooms:room', args=[code]))}",
            "prepare": reverse("rooms:prepare", args=[code]) if door.is_host else None,
        },
    }


def seat_json(door: Door) -> dict[str, Any]:
    place = door.participant
    waiting = place is not None and place.state == Participant.State.WAITING
    return {
        "state": place.state if place else "none",
        "name": place.name if place else "",
        "role": place.role if place else None,
        "identity": place.identity if place else None,
        "position": joining.position_of(place) if place and waiting else None,
        "room": room_json(door.room),
        "present": present_json(door.room) if place and place.may_enter else [],
    }


def admission_json(admission: joining.Admission) -> dict[str, Any]:
    place = admission.participant
    return {
        "state": "admitted",
        "token": admission.token,
        "url": admission.url,
        "identity": place.identity,
        "name": place.name,
        "role": place.role,
        "rights": place.rights.as_json(),
        "room": room_json(place.room),
    }


def waiting_json(place: Participant) -> dict[str, Any]:
    return {"state": "waiting", "position": joining.position_of(place), "name": place.name}


def room_json(room: Room) -> dict[str, Any]:
    return {
        "code": room.code,
        "title": room.title,
        "state": room.state,
        "host_name": room.host.name,
        "starts_at": room.starts_at.isoformat() if room.starts_at else None,
    }


def present_json(room: Room) -> list[dict[str, Any]]:
    return [{"name": person.name, "role": person.role} for person in present_in(room)]


def person_json(person: Participant) -> dict[str, Any]:
    return {
        "identity": person.identity,
        "name": person.name,
        "role": person.role,
        "state": person.state,
        "present": bool(getattr(person, "present", False)),
    }


def waiting_people_json(people: Iterable[Participant]) -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"identity": person.identity, "name": person.name, "since": (person.waiting_since or now).isoformat()}
        for person in people
    ]
