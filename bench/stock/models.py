from django.conf import settings
from django.db import models


class Room(models.Model):
    code = models.CharField(max_length=22, unique=True)

    class Meta:
        app_label = "stock"


class Member(models.Model):
    room = models.ForeignKey(Room, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        app_label = "stock"


class Mint(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "stock"
