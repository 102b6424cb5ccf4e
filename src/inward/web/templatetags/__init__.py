"""Template libraries: `{% load inward %}`."""
