"""Who is asking? A signed-in person by their session, a guest by a cookie that is bound to one place in one room."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from focal.prepared import PreparedOne
from rooms.models import Participant, Room

SEAT_SECONDS = 30 * 24 * 3600
signer = Signer(salt="focal.rooms.seat")


def user_of(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def cookie_name(code: str) -> str:
    return f"{'__Host-' if settings.PRODUCTION else ''}seat_{code}"


def give_seat_cookie(response: HttpResponse, participant: Participant) -> None:
    if participant.user_id is None:
        response.set_cookie(
            cookie_name(participant.room.code),
            signer.sign(participant.identity),
            max_age=SEAT_SECONDS,
            httponly=True,
            secure=settings.PRODUCTION,
            samesite="Lax",
        )


def seat_in(request: HttpRequest, room: Room) -> Participant | None:
    place = seat_by_code(request, room.code)
    if place:
        place.room = room
    return place


def seat_by_code(request: HttpRequest, code: str) -> Participant | None:
    """One query, the room with it. A signed-in person's own place comes before a guest's in the same browser."""
    user = user_of(request)
    place = place_of_user(code=code, user=user.pk) if user else None
    if place is None and (identity := signed_identity(request, code)):
        place = place_of_guest(code=code, identity=identity)
    return place


# Every request about a room starts here.
places = Participant.objects.select_related("room__host")
place_of_user = PreparedOne(lambda code, user: places.filter(room__code=code, user=user), code="code", user=7)
place_of_guest = PreparedOne(
    lambda code, identity: places.filter(room__code=code, user=None, identity=identity), code="code", identity="p_"
)


def signed_identity(request: HttpRequest, code: str) -> str | None:
    try:
        return signer.unsign(request.COOKIES[cookie_name(code)])
    except (KeyError, BadSignature):
        return None
