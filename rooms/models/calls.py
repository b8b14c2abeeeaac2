"""What happened: sessions of the LiveKit room, each person's stays in them, and what LiveKit told us."""

from django.db import models
from django.utils import timezone

from rooms.models.people import Participant
from rooms.models.room import Room


class LearntFrom(models.TextChoices):
    WEBHOOK = "webhook", "LiveKit said so"
    KEEPER = "keeper", "the keeper saw it"


class LeftReason(models.TextChoices):
    LEFT = "left", "left"
    LOST = "lost", "connection lost"
    ELSEWHERE = "elsewhere", "joined in another tab"
    REMOVED = "removed", "removed"
    ENDED = "ended", "room ended"
    LIVEKIT_LOST = "livekit_lost", "LiveKit stopped"
    UNKNOWN = "unknown", "not known"


class Session(models.Model):
    """One life of the LiveKit room. It may have several: rooms vanish from LiveKit when they stand empty."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="sessions")
    sid = models.CharField(max_length=64, unique=True)
    livekit_name = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    learnt_from = models.CharField(max_length=7, choices=LearntFrom.choices)
    end_learnt_from = models.CharField(max_length=7, choices=LearntFrom.choices, blank=True)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)  # by our clock: LiveKit's may differ

    class Meta:
        ordering = ("-started_at",)
        indexes = (models.Index(fields=["livekit_name"], condition=models.Q(ended_at=None), name="open_sessions"),)

    def __str__(self) -> str:
        return self.sid


class Attendance(models.Model):
    """One stay of one person in one session, by the sid LiveKit gave their connection."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="stays")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="stays")
    sid = models.CharField(max_length=64, unique=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=12, choices=LeftReason.choices, blank=True)
    learnt_from = models.CharField(max_length=7, choices=LearntFrom.choices)
    end_learnt_from = models.CharField(max_length=7, choices=LearntFrom.choices, blank=True)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("joined_at",)
        verbose_name_plural = "attendance"
        indexes = (models.Index(fields=["participant"], condition=models.Q(left_at=None), name="open_stays"),)
        constraints = (
            models.CheckConstraint(
                name="a_closed_stay_has_a_reason",
                condition=models.Q(left_at=None, left_reason="")
                | (models.Q(left_at__isnull=False) & ~models.Q(left_reason="")),
            ),
        )

    def __str__(self) -> str:
        return self.sid


class WebhookEvent(models.Model):
    """Stored before it is acted on, reduced to what we use: LiveKit puts a TURN password into the whole one."""

    id = models.CharField(primary_key=True, max_length=64)
    event = models.CharField(max_length=64)
    livekit_name = models.CharField(max_length=256, blank=True)
    payload = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("received_at",)
        indexes = (models.Index(fields=["received_at"], condition=models.Q(applied_at=None), name="unapplied_events"),)

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
