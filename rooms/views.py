"""The pages around a room: home, a new room, its preparation, an invitation, and the door. JSON is `rooms/api.py`."""

import re
from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from rooms.access import door_to, room_hosted_by
from rooms.errors import InviteError, InviteUsedUpError
from rooms.forms import GuestForm, InviteForm, RightsForm, RoomForm
from rooms.models import Invite, Participant, Room
from rooms.presenting import door_json
from rooms.seats import give_seat_cookie, seat_in, user_of
from rooms.selectors import invites_of, people_in, rooms_of, waiting_in
from rooms.services import invites, moderation
from rooms.services.rooms import change_details, change_rights, create_room, end_room

INVITE_LINK = re.compile(r"/invite/([\w-]+)")
ROOM_LINK = re.compile(r"/r/([\w-]+)")


def signed_in(request: HttpRequest) -> User:
    """For views behind `login_required`."""
    return cast(User, request.user)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form takes: nothing yet when the page is only looked at. An empty POST is still a POST."""
    return request.POST if request.method == "POST" else None


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if user is None:
        return render(request, "rooms/landing.html")
    return render(request, "rooms/home.html", {"rooms": rooms_of(user)})


@login_required
@require_http_methods(["GET", "POST"])
def new_room(request: HttpRequest) -> HttpResponse:
    form = RoomForm(sent(request))
    if form.is_valid():
        room = create_room(signed_in(request), **form.cleaned_data)
        return redirect("rooms:prepare", room.code)
    return render(request, "rooms/new.html", {"form": form})


# -- Prepare: a host gets a room ready --------------------------------------------------------------------------------


@login_required
@require_GET
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    return prepare_page(request, room_hosted_by(signed_in(request), code))


def prepare_page(
    request: HttpRequest, room: Room, *, details: RoomForm | None = None, invite: InviteForm | None = None
) -> HttpResponse:
    links = list(invites_of(room))
    waiting = list(waiting_in(room))
    context = {
        "room": room,
        "people": [person for person in people_in(room) if person not in waiting],
        "waiting": waiting,
        "links": [link for link in links if link.state == "open"],
        "closed_links": [link for link in links if link.state != "open"],
        "details": details or RoomForm(room=room),
        "invite_form": invite or InviteForm(),
        "rights": RightsForm(room=room),
    }
    wrong = details or invite
    return render(request, "rooms/prepare.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else 200)


def back_to(room: Room, part: str) -> HttpResponse:
    return redirect(reverse("rooms:prepare", args=[room.code]) + f"#{part}")


@login_required
@require_POST
def save_details(request: HttpRequest, code: str) -> HttpResponse:
    room = room_hosted_by(signed_in(request), code)
    form = RoomForm(request.POST, room=room)
    if not form.is_valid():
        return prepare_page(request, room, details=form)
    change_details(room, by=signed_in(request), **form.cleaned_data)
    messages.success(request, "Saved.")
    return back_to(room, "details")


@login_required
@require_POST
def save_rights(request: HttpRequest, code: str) -> HttpResponse:
    room = room_hosted_by(signed_in(request), code)
    form = RightsForm(request.POST, room=room)
    if form.is_valid():  # switches cannot be wrong
        change_rights(room, by=signed_in(request), rights=form.rights())
    if not request.accepts("text/html"):  # a switch that saved itself, and says so itself
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    messages.success(request, "Saved. People in the room notice within seconds.")
    return back_to(room, "rights")


@login_required
@require_POST
def create_invite(request: HttpRequest, code: str) -> HttpResponse:
    room = room_hosted_by(signed_in(request), code)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return prepare_page(request, room, invite=form)
    invite = invites.create_invite(room, by=signed_in(request), **form.invitation())
    messages.success(
        request,
        f"The link for {invite.name} is ready to copy." if invite.name else "The link is ready to copy.",
    )
    return back_to(room, "links")


@login_required
@require_POST
def revoke_invite(request: HttpRequest, code: str, invite_id: str) -> HttpResponse:
    room = room_hosted_by(signed_in(request), code)
    invites.revoke_invite(get_object_or_404(Invite, pk=invite_id, room=room), by=signed_in(request))
    messages.success(request, "The link opens nothing any more. Whoever came in by it stays in.")
    return back_to(room, "links")


@login_required
@require_POST
def admit_person(request: HttpRequest, code: str, identity: str) -> HttpResponse:
    room = room_hosted_by(signed_in(request), code)
    person = person_in(room, identity)
    moderation.admit(person, by=signed_in(request))
    messages.success(request, f"{person.name} may come in.")
    return back_to(room, "people")


@login_required
@require_POST
def deny_person(request: HttpRequest, code: str, identity: str) -> HttpResponse:
    room = room_hosted_by(signed_in(request), code)
    person = person_in(room, identity)
    moderation.deny(person, by=signed_in(request))
    messages.success(request, f"{person.name} was told that they cannot come in.")
    return back_to(room, "people")


@login_required
@require_POST
def remove_person(request: HttpRequest, code: str, identity: str) -> HttpResponse:
    room = room_hosted_by(signed_in(request), code)
    person = person_in(room, identity)
    moderation.remove(person, by=signed_in(request))
    messages.success(request, f"{person.name} was removed, and their link opens nothing any more.")
    return back_to(room, "people")


def person_in(room: Room, identity: str) -> Participant:
    return get_object_or_404(Participant.objects.select_related("room", "invite__room"), room=room, identity=identity)


@login_required
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    room = room_hosted_by(signed_in(request), code)
    end_room(room, by=signed_in(request))
    messages.success(request, f"“{room.title}” has ended.")
    return redirect("home")


# -- The room ---------------------------------------------------------------------------------------------------------


@never_cache
@require_GET
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The door and the room, one page. What happens on it is in `static/js/pages/room.js`."""
    door = door_to(request, code)
    context = {"room": door.room, "participant": door.participant, "door": door_json(door, user_of(request))}
    return render(request, "rooms/room.html", context)


# -- Invitations ------------------------------------------------------------------------------------------------------


@require_GET
def open_invite(request: HttpRequest) -> HttpResponse:
    """For links that were pasted instead of opened."""
    pasted = request.GET.get("link", "").strip()
    if invitation := INVITE_LINK.search(pasted):
        return redirect("rooms:invite", invitation[1])
    if room := ROOM_LINK.search(pasted):
        return redirect("rooms:room", room[1])
    return closed_invite(request, InviteError())


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, link: str) -> HttpResponse:
    """Looking uses nothing up: mail programs and messengers look at links too. Join does."""
    try:
        invitation = invites.signed_invite(link)
        seat = seat_in(request, invitation.room)
        if seat and not invites.helps(invitation, seat):
            return to_the_door(invitation.room)
        invitation = invites.find_invite(link)
        form = GuestForm(sent(request), invite=invitation, user=user_of(request))
        if form.is_valid():
            name = form.cleaned_data.get("name", "")
            place = invites.accept_invite(invitation, user=user_of(request), place=seat, name=name)
            response = to_the_door(invitation.room)
            give_seat_cookie(response, place)
            return response
    except InviteUsedUpError as problem:
        # Perhaps by their own first press, a moment ago.
        return to_the_door(invitation.room) if seat_in(request, invitation.room) else closed_invite(request, problem)
    except InviteError as problem:
        return closed_invite(request, problem)
    response = render(request, "rooms/invite.html", {"invite": invitation, "room": invitation.room, "form": form})
    # The link is a key, so it travels no further than this page. (`no-referrer` would take the form's Origin away too.)
    response["Referrer-Policy"] = "strict-origin"
    return response


def to_the_door(room: Room) -> HttpResponse:
    response = redirect("rooms:room", room.code)
    response["Referrer-Policy"] = "no-referrer"
    return response


def closed_invite(request: HttpRequest, problem: InviteError) -> HttpResponse:
    return render(request, "rooms/invite_closed.html", {"problem": problem}, status=problem.status)
