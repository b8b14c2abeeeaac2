"""A room: a place with a code, a host and a title, that is open until it is ended."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.names import MAX_NAME
from rooms.models.rights import Rights, rights_of

CODE_BYTES = 16
MOST_SEATS = 50


class Access(models.TextChoices):
    INVITED = "invited", "Only people I invite"
    LINK = "link", "Anyone with the link, after I let them in"
    MEMBERS = "members", "Everyone with an account here"


class RoomState(models.TextChoices):
    SCHEDULED = "scheduled"
    OPEN = "open"
    ENDED = "ended"


def new_code() -> str:
    return secrets.token_urlsafe(CODE_BYTES)


class Room(models.Model):
    State = RoomState
    Access = Access

    code = models.CharField(max_length=22, unique=True, default=new_code, editable=False)
    # A new generation (code.2, code.3 …) moves everyone but the banned to a fresh LiveKit room.
    livekit_name = models.CharField(max_length=32, unique=True, editable=False)
    title = models.CharField(max_length=MAX_NAME)
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hosted_rooms")
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.LINK)
    state = models.CharField(max_length=9, choices=RoomState.choices, default=RoomState.SCHEDULED)
    starts_at = models.DateTimeField(null=True, blank=True)
    length = models.PositiveSmallIntegerField(
        "length in minutes", null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(24 * 60)]
    )
    seats = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(2), MaxValueValidator(MOST_SEATS)], help_text="How many fit in."
    )
    rights = models.JSONField(default=dict, blank=True, help_text="What differs from the usual rights of a role.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes = (models.Index(fields=["host", "state", "starts_at"]),)
        constraints = (
            models.CheckConstraint(
                name="room_ended_has_time",
                condition=models.Q(state=RoomState.ENDED, ended_at__isnull=False)
                | (~models.Q(state=RoomState.ENDED) & models.Q(ended_at__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("rooms:prepare", args=[self.code])

    @property
    def is_ended(self) -> bool:
        return self.state == RoomState.ENDED

    def rights_of(self, role: str) -> Rights:
        return rights_of(role, self.rights)
