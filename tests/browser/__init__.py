"""Through a real Chromium, as a person would."""
