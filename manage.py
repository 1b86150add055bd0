#!/usr/bin/env python
"""The administrator's door: `python manage.py help` lists what it opens."""

import os
import secrets
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# Commands that serve no page, keep no session and read no database: they need no secret to start.
WITHOUT_THE_WEB = {"funding_table"}


def main() -> None:
    """Run the command asked; a refusal to start is one sentence, not a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crpv.settings")
    if WITHOUT_THE_WEB.intersection(sys.argv[1:2]):
        os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(64)
        os.environ["ALLOWED_HOSTS"] = os.environ.get("ALLOWED_HOSTS") or "localhost"
    try:
        bool(settings.INSTALLED_APPS)  # reads the settings now, so that a refusal is one sentence and not a trace
    except ImproperlyConfigured as refusal:
        sys.exit(f"Démarrage refusé. {refusal}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
