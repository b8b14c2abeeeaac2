"""A lease: the right to do something alone, for a few seconds at a time."""

from django.db import models


class Lease(models.Model):
    name = models.CharField(primary_key=True, max_length=32)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
