"""The stock way to hand out room tokens: what `startproject` gives, on daphne, with livekit-api."""
