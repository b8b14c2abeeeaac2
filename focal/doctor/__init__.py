"""`manage.py doctor`: what is broken, in words an operator can act on."""
