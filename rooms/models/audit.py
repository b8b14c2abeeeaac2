"""Who did what to whom. Append-only; ids, never names."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from rooms.models.people import Participant
from rooms.models.room import Room


class AuditEntry(models.Model):
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="audit")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=32)
    subject = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, related_name="+")
    details = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-at",)
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries are never deleted one by one.")
