"""The figures Focal is held to: each a ratio, both sides in one run. `python -m bench` runs them all."""
