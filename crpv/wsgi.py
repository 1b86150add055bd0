"""WSGI application (gunicorn crpv.wsgi)."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

CANNOT_LOAD = 4  # what gunicorn reads as « stop »: with any other code it would start a new worker for ever

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crpv.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as refusal:
    sys.stderr.write(f"Démarrage refusé. {refusal}\n")
    sys.exit(CANNOT_LOAD)
