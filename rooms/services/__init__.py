"""The business of rooms. A service takes model objects and plain values, checks, and writes in one transaction."""
