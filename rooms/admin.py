"""What operators see and do. Every action goes through the same service as the page; nothing is deleted by hand."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from rooms.models import Attendance, AuditEntry, Invite, Participant, Room, Session, WebhookEvent
from rooms.seats import user_of
from rooms.services import invites, moderation
from rooms.services.rooms import end_room


class ReadOnly(admin.ModelAdmin[Any]):  # Any: the subclass says which model
    """For what Focal writes itself."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """For the actions: who may only look does not end a room. Django's own name for it is "can change"."""
        return request.user.has_perm(f"rooms.change_{self.opts.model_name}")


class ReadOnlyRows(admin.TabularInline[Any, Any]):
    extra = 0
    can_delete = False
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PeopleRows(ReadOnlyRows):
    model = Participant
    fields = ("name", "role", "state", "user", "identity")
    verbose_name_plural = "people"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).select_related("user", "room")


class InviteRows(ReadOnlyRows):
    model = Invite
    fields = ("name", "role", "uses", "max_uses", "expires_at", "revoked_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invite]:
        return super().get_queryset(request).select_related("room")


class StayRows(ReadOnlyRows):
    model = Attendance
    fields = ("participant", "joined_at", "left_at", "left_reason", "learnt_from", "end_learnt_from")
    verbose_name_plural = "attendance"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        return super().get_queryset(request).select_related("participant", "session")


@admin.register(Room)
class RoomAdmin(ReadOnly):
    list_display = ("title", "host", "state", "in_it_now", "access", "starts_at", "created_at")
    list_filter = ("state", "access")
    list_select_related = ("host",)
    search_fields = ("title", "code", "host__email")
    date_hierarchy = "created_at"
    inlines = (PeopleRows, InviteRows)
    actions = ("end_rooms",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        here = Count("people", filter=Q(people__stays__isnull=False, people__stays__left_at=None), distinct=True)
        return Room.objects.annotate(here=here)

    def get_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        when = ("starts_at", "length", "created_at", "ended_at")
        return ("title", "code", "host", "state", "access", *when, "seats", "rights", "who_is_here", "more")

    def get_readonly_fields(self, request: HttpRequest, obj: Room | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj)

    @admin.display(description="in it now", ordering="here")
    def in_it_now(self, room: Room) -> int:
        return int(getattr(room, "here", 0))

    @admin.display(description="who is here")
    def who_is_here(self, room: Room) -> str:
        names = Participant.objects.filter(room=room, stays__isnull=False, stays__left_at=None).distinct()
        return ", ".join(names.values_list("name", flat=True)) or "nobody"

    @admin.display(description="see also")
    def more(self, room: Room) -> str:
        sessions, audit = reverse("admin:rooms_session_changelist"), reverse("admin:rooms_auditentry_changelist")
        links = '<a href="{}?room__id__exact={}">sessions</a>, <a href="{}?room__id__exact={}">audit</a>'
        return format_html(links, sessions, room.pk, audit, room.pk)

    @admin.action(description="End these rooms for everybody", permissions=["moderate"])
    def end_rooms(self, request: HttpRequest, rooms: QuerySet[Room]) -> None:
        for room in rooms:
            end_room(room, by=user_of(request))
        messages.success(request, f"Ended: {len(rooms)}.")


@admin.register(Participant)
class ParticipantAdmin(ReadOnly):
    list_display = ("name", "room", "role", "state", "is_here", "user")
    list_filter = ("state", "role")
    list_select_related = ("room", "user")
    search_fields = ("name", "identity", "user__email", "room__title")
    inlines = (StayRows,)
    actions = ("remove_people",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        here = Count("stays", filter=Q(stays__left_at=None))
        return Participant.objects.annotate(here=here)

    @admin.display(description="here now", boolean=True, ordering="here")
    def is_here(self, person: Participant) -> bool:
        return bool(getattr(person, "here", 0))

    @admin.action(description="Remove these people and keep them out", permissions=["moderate"])
    def remove_people(self, request: HttpRequest, people: QuerySet[Participant]) -> None:
        hosts = 0
        for person in people.select_related("room", "invite__room"):
            if person.is_host:
                hosts += 1
            else:
                moderation.remove(person, by=user_of(request))
        if hosts:
            messages.warning(request, "Hosts stay: a room is ended instead.")
        messages.success(request, f"Removed: {len(people) - hosts}.")


@admin.register(Invite)
class InviteAdmin(ReadOnly):
    list_display = ("__str__", "room", "role", "state", "uses", "max_uses", "expires_at", "created_by")
    list_filter = ("role",)
    list_select_related = ("room", "created_by")
    search_fields = ("name", "room__title")
    actions = ("revoke_invites",)

    @admin.action(description="Revoke these invitations", permissions=["moderate"])
    def revoke_invites(self, request: HttpRequest, chosen: QuerySet[Invite]) -> None:
        for invite in chosen.select_related("room"):
            invites.revoke_invite(invite, by=user_of(request))
        messages.success(request, f"Revoked: {len(chosen)}.")


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = ("sid", "room", "started_at", "ended_at", "stays_in_it", "learnt_from", "end_learnt_from")
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "learnt_from")
    list_select_related = ("room",)
    search_fields = ("sid", "room__title")
    inlines = (StayRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Session.objects.annotate(number_of_stays=Count("stays"))

    @admin.display(description="stays", ordering="number_of_stays")
    def stays_in_it(self, session: Session) -> int:
        return int(getattr(session, "number_of_stays", 0))


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnly):
    list_display = ("id", "event", "livekit_name", "received_at", "applied_at")
    list_filter = ("event", ("applied_at", admin.EmptyFieldListFilter))
    search_fields = ("id", "livekit_name")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("at", "action", "room", "by", "subject")
    list_filter = ("action",)
    list_select_related = ("room", "by", "subject")
    search_fields = ("room__title", "room__code", "by__email")
    date_hierarchy = "at"
    sortable_by: ClassVar = ("at",)
