"""Who plays in the tests: Ada hosts, Dev interviews, Ben is the candidate, Cleo is a stranger."""

from itertools import count

from django.test import Client

from accounts.models import User
from rooms.models import Access, Participant, ParticipantState, Role, Room
from rooms.seats import cookie_name, signer
from rooms.services.invites import accept_invite, create_invite
from rooms.services.rooms import create_room

PASSWORD = "correct horse battery"
numbers = count(1)


def person(name: str) -> User:
    return User.objects.create_user(f"{name.lower()}{next(numbers)}@example.org", PASSWORD, name=name)


def ada() -> User:
    return person("Ada")


def room_of(host: User, *, title: str = "Interview with Ben", access: str = Access.INVITED, seats: int = 12) -> Room:
    room = create_room(host, title=title, access=access)
    Room.objects.filter(pk=room.pk).update(seats=seats)
    room.refresh_from_db()
    return room


def guest_in(room: Room, *, name: str = "Ben", role: str = Role.CANDIDATE) -> Participant:
    return accept_invite(create_invite(room, by=room.host, role=role, name=name), name=name)


def waiting_guest_in(room: Room, *, name: str = "Ben") -> Participant:
    return Participant.objects.create(room=room, name=name, role=Role.CANDIDATE, state=ParticipantState.INVITED)


def browser_of(who: User | Participant | None = None) -> Client:
    """A browser with CSRF checks switched off, as Django's own test client; the JSON doors are called with a token."""
    client = Client()
    if isinstance(who, User):
        client.force_login(who)
    elif who is not None:
        client.cookies[cookie_name(who.room.code)] = signer.sign(who.identity)
    return client
