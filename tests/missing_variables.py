"""A template variable that does not exist fails the test instead of printing nothing.

Only our own templates are held to it: Django's administration and the libraries lean on the silence.
"""

import sys

from django.conf import settings
from django.template.base import Node

OURS = str(settings.BASE_DIR / "templates")


class LoudMissingVariable(str):
    """What Django calls when a variable is unknown (`string_if_invalid`)."""

    __slots__ = ()

    def __contains__(self, key):
        return key == "%s"

    def __mod__(self, missing):
        origin = _template_being_rendered()
        if origin.startswith(OURS):
            raise AssertionError(f"Variable de gabarit inconnue : {missing} ({origin})")
        return ""


def _template_being_rendered():
    """The file of the nearest template node on the stack; nothing else says where a variable was written."""
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin.name
        frame = frame.f_back
    return OURS
