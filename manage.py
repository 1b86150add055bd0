#!/usr/bin/env python
"""The administrator's door: `python manage.py help` lists what it opens."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crpv.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
