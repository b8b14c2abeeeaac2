"""A copy of Focal for measuring: its own folder, ports and people, run as `manage.py up` runs it."""

import os

from tests.environment import prepare

prepare()
os.environ["DJANGO_SETTINGS_MODULE"] = "focal.settings"
os.environ["LOG_LEVEL"] = "INFO"  # as in life: one line per request

import django

django.setup()

from django.core.management import call_command

from tests.house import House


def fresh_copy() -> House:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return House()
