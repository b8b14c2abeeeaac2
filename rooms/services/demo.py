"""Example people and rooms, for a first look. Saying it twice changes nothing."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from rooms.models import Access, Invite, Role, Room, RoomState
from rooms.services.invites import create_invite
from rooms.services.rooms import create_room

PASSWORD = "focal-demo"  # noqa: S105 - printed for everybody to see; refused in production
PEOPLE = {"host": ("Ada Lindqvist", "ada"), "interviewer": ("Dev Anand", "dev"), "candidate": ("Ben Okafor", "ben")}
TOMORROW, NOW = "Backend engineer: second talk", "Open house"


@dataclass(frozen=True)
class Demo:
    people: dict[str, User]
    rooms: list[Room]

    def as_json(self) -> dict[str, list[dict[str, object]]]:
        return {
            "people": [{"email": user.email, "password": PASSWORD, "role": role} for role, user in self.people.items()],
            "rooms": [{"code": room.code, "title": room.title, "invites": invites_json(room)} for room in self.rooms],
        }


def invites_json(room: Room) -> list[dict[str, object]]:
    invites = Invite.objects.filter(room=room, revoked_at=None).order_by("created_at")
    return [{"role": invite.role, "url": f"{settings.FOCAL_URL}/invite/{invite.link}/"} for invite in invites]


@transaction.atomic
def make_demo() -> Demo:
    people = {role: somebody(name, local) for role, (name, local) in PEOPLE.items()}
    tomorrow = timezone.localtime() + timedelta(days=1)
    at_ten = timezone.make_aware(datetime.combine(tomorrow.date(), time(10)))
    rooms = [
        a_room(people["host"], TOMORROW, access=Access.INVITED, starts_at=at_ten),
        a_room(people["host"], NOW, access=Access.LINK, starts_at=None),
    ]
    return Demo(people, rooms)


def somebody(name: str, local: str) -> User:
    email = f"{local}@example.org"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name)


def a_room(host: User, title: str, *, access: Access, starts_at: datetime | None) -> Room:
    known = Room.objects.filter(host=host, title=title).exclude(state=RoomState.ENDED).first()
    if known:
        return known
    room = create_room(host, title=title, access=access, starts_at=starts_at, length=45 if starts_at else None)
    create_invite(room, by=host, role=Role.CANDIDATE, name=PEOPLE["candidate"][0])
    create_invite(room, by=host, role=Role.INTERVIEWER, name=PEOPLE["interviewer"][0])
    return room
