"""A participant: one person's place in one room, whether or not they are there now."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.names import MAX_NAME
from rooms.models.rights import Rights, Role
from rooms.models.room import Room


class ParticipantState(models.TextChoices):
    """invited (may ask) -> waiting -> admitted or denied; removed from anywhere, for good."""

    INVITED = "invited"
    WAITING = "waiting"
    ADMITTED = "admitted"
    DENIED = "denied"
    REMOVED = "removed"


def new_identity() -> str:
    return f"p_{uuid4().hex}"


class Participant(models.Model):
    State = ParticipantState

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="places"
    )
    invite = models.ForeignKey("rooms.Invite", on_delete=models.SET_NULL, null=True, blank=True, related_name="guests")
    name = models.CharField(max_length=MAX_NAME)
    identity = models.CharField(max_length=34, unique=True, default=new_identity, editable=False)
    role = models.CharField(max_length=11, choices=Role.choices)
    state = models.CharField(max_length=8, choices=ParticipantState.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    waiting_since = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When they last asked at the door.")
    # Set by a mint and cleared when they leave: for its first minute it holds the seat of somebody on their way.
    minted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["room", "user"], name="one_place_per_person"),
            models.UniqueConstraint(fields=["room"], condition=models.Q(role=Role.HOST), name="one_host_per_room"),
        )
        indexes = (models.Index(fields=["room", "state"]),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_host(self) -> bool:
        return self.role == Role.HOST

    @property
    def may_enter(self) -> bool:
        return self.state == ParticipantState.ADMITTED

    @property
    def rights(self) -> Rights:
        return self.room.rights_of(self.role)
