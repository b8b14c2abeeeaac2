"""An invite: a link into a room. The link is computed, so it can be shown again and nothing secret is stored."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from accounts.names import MAX_NAME
from rooms.invite_links import invite_link
from rooms.models.rights import Role
from rooms.models.room import Room

INVITED_ROLES = [(role.value, role.label) for role in Role if role != Role.HOST]


class Invite(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="invites")
    version = models.PositiveIntegerField(default=1, editable=False, help_text="A new version revokes old links.")
    role = models.CharField(max_length=11, choices=INVITED_ROLES, default=Role.CANDIDATE)
    name = models.CharField(max_length=MAX_NAME, blank=True, help_text="Who it is for.")
    expires_at = models.DateTimeField(null=True, blank=True)
    max_uses = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(500)])
    uses = models.PositiveSmallIntegerField(default=0, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="invite_uses_within_limit", condition=models.Q(uses__lte=models.F("max_uses"))),
        )

    def __str__(self) -> str:
        return f"{self.name or 'Link'} ({self.role})"

    @property
    def link(self) -> str:
        return invite_link(self.pk, self.version)

    @property
    def admits(self) -> bool:
        """A named link for one person opens the door; a link for several leads to the lobby."""
        return bool(self.name) and self.max_uses == 1

    @property
    def state(self) -> str:
        if self.revoked_at:
            return "revoked"
        if self.uses >= self.max_uses:
            return "used_up"
        if self.expires_at and self.expires_at <= timezone.now():
            return "expired"
        return "open"
