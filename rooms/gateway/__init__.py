"""The only server-side door to LiveKit. Its types stop here; dataclasses of `shapes.py` go on.

`livekit.py` asks (async), `crossing.py` lets synchronous services ask, `tokens.py` mints, `webhooks.py` reads what
LiveKit tells us, `probe.py` joins for real.
"""
