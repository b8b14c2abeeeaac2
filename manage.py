#!/usr/bin/env python3
"""The door for operators: `manage.py up`, `keep`, `doctor`, `demo` and Django's own commands."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "focal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # its text says which setting, and what to do
        sys.exit(f"{error}")
