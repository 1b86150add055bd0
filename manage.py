#!/usr/bin/env python
"""The administrator's door: `python manage.py help` lists what it opens."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crpv.settings")
    try:
        bool(settings.INSTALLED_APPS)  # reads the settings now, so that a refusal is one sentence and not a trace
    except ImproperlyConfigured as refusal:
        sys.exit(f"Démarrage refusé. {refusal}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
