"""`manage.py up`: every part of Focal on one machine, started, watched and stopped together.

`part.py` says what a part is, `parts.py` which ones this machine runs, `supervisor.py` keeps them running.
"""
