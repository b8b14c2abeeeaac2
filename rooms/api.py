"""The JSON doors of a room, for its page and for apps. Each says who is asking, what they sent, which service."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.names import MAX_NAME
from rooms.access import door_to, host_door
from rooms.errors import NotAllowedError, RoomNotFoundError
from rooms.gateway.crossing import ask_livekit
from rooms.gateway.shapes import RoomSettings
from rooms.gateway.tokens import mint_check_token
from rooms.models import Participant
from rooms.presenting import admission_json, person_json, room_json, seat_json, waiting_json, waiting_people_json
from rooms.seats import give_seat_cookie, user_of
from rooms.selectors import people_in, waiting_in
from rooms.services import joining, moderation
from rooms.services.rooms import end_room
from rooms.throttles import Arrivals, Checks

CHECK_SEATS = 2


class JoinBody(serializers.Serializer[Any]):
    """What the description of the doors says of it."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=MAX_NAME)


class RoomDoor(APIView):
    """Open to whoever may stand before the room, signed in or not; everybody else gets one 404."""

    permission_classes = (permissions.AllowAny,)


@extend_schema(request=None, responses={200: dict})
class SeatDoor(RoomDoor):
    """Where I stand: my state, my place in the queue, and who is there if I may enter."""

    def get(self, request: Request, code: str) -> Response:
        door = door_to(request, code)
        if door.participant and door.participant.state == Participant.State.WAITING:
            joining.still_here(door.participant)
            door.participant.refresh_from_db(fields=["waiting_since"])
        return Response(seat_json(door))


@extend_schema(request=JoinBody, responses={200: dict, 202: dict})
class JoinDoor(RoomDoor):
    """A token for people who may enter, a place in the queue for people who may not yet."""

    def post(self, request: Request, code: str) -> Response:
        door = door_to(request, code)
        if door.participant is None:
            self.count_arrival(request)
        answer = joining.ask_to_join(
            door.room, participant=door.participant, user=user_of(request), name=wanted_name(request)
        )
        if isinstance(answer, joining.Admission):
            place, response = answer.participant, Response(admission_json(answer))
        else:
            place, response = answer, Response(waiting_json(answer), status=HTTPStatus.ACCEPTED)
        if door.participant is None:
            give_seat_cookie(response, place)
        return response

    def count_arrival(self, request: Request) -> None:
        arrivals = Arrivals()
        if not arrivals.allow_request(request, self):
            raise exceptions.Throttled(arrivals.wait())


@extend_schema(request=None, responses={204: None})
class LeaveDoor(RoomDoor):
    """Out of the queue. Leaving the call is LiveKit's to tell."""

    def post(self, request: Request, code: str) -> Response:
        door = door_to(request, code)
        if door.participant:
            joining.stop_waiting(door.participant)
        return Response(status=HTTPStatus.NO_CONTENT)


@extend_schema(request=None, responses={200: dict})
class PeopleDoor(RoomDoor):
    """Who has a place and who waits. A candidate learns who is in the call, not who else was asked or sent out."""

    def get(self, request: Request, code: str) -> Response:
        door = door_to(request, code)
        if door.participant is None or not door.participant.may_enter:
            raise RoomNotFoundError
        people = [person_json(person) for person in people_in(door.room)]
        return Response(
            {
                "people": [person for person in people if person["present"] or door.sees_lobby],
                "waiting": waiting_people_json(waiting_in(door.room)) if door.sees_lobby else [],
            }
        )


@extend_schema(request=None, responses={200: dict})
class ModerationDoor(RoomDoor):
    """Admit, deny, remove: the host's word about one person."""

    deeds: ClassVar = {"admit": moderation.admit, "deny": moderation.deny, "remove": moderation.remove}

    def post(self, request: Request, code: str, identity: str, deed: str) -> Response:
        door = host_door(request, code)
        person = people_in(door.room).select_related("invite").filter(identity=identity).first()
        if person is None:
            raise RoomNotFoundError("Nobody by that identity is in this room.")
        person.room = door.room
        self.deeds[deed](person, by=user_of(request))
        return Response(person_json(person))


@extend_schema(request=None, responses={200: dict})
class EndDoor(RoomDoor):
    def post(self, request: Request, code: str) -> Response:
        door = host_door(request, code)
        end_room(door.room, by=user_of(request))
        return Response(room_json(door.room))


@extend_schema(request=None, responses={200: dict})
class CheckDoor(RoomDoor):
    """A throw-away LiveKit room for one person, to see which ways through their network work."""

    throttle_classes = (Checks,)

    def post(self, request: Request, code: str) -> Response:
        door = door_to(request, code)
        if door.room.is_ended:
            raise NotAllowedError("This room has ended.")
        if door.participant and door.participant.state in joining.TURNED_AWAY:
            raise joining.refusal(door.participant.state)
        name = f"check.{uuid4().hex}"
        ask_livekit(lambda livekit: livekit.ensure_room(RoomSettings(name=name, seats=CHECK_SEATS)))
        return Response({"url": settings.LIVEKIT_PUBLIC_URL, "token": mint_check_token(name)})


def wanted_name(request: Request) -> str:
    """Read by hand: a serializer costs as much as the query that finds the asker. accounts.names judges it."""
    name = request.data.get("name", "") if isinstance(request.data, dict) else None
    if not isinstance(name, str):
        raise exceptions.ValidationError({"name": "A name is text."})
    return name
