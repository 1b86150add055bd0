"""What the site loads before it answers, in a process of its own: `python -m benchmarks.start`.

The libraries that only print or read workbooks stay out of memory until somebody needs them; the process that served a
first page stays light. Prints the heavy ones found and the memory; ends with 1 when one of the goals is missed.
"""

from __future__ import annotations

import os
import resource
import sys

HEAVY = ("weasyprint", "numpy", "matplotlib")  # openpyxl comes with the imports of the administration
MOST_MEMORY = 100  # MB


def main() -> int:
    """Start as gunicorn does, serve the sign-in page once, look."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "crpv.settings",
        "DATABASE_URL": "sqlite://:memory:",
        "SECRET_KEY": "clef-des-mesures-sans-aucune-valeur-0123456789-abcdefghijklmnop",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "False",
        "DEBUG": "True",  # plain static names: nothing is collected here
        "LOG_LEVEL": "ERROR",
    }
    from django.test import Client  # noqa: PLC0415 - Django reads the environment just written

    from crpv.wsgi import application  # noqa: F401, PLC0415

    status = Client().get("/compte/connexion/").status_code
    loaded = [name for name in HEAVY if name in sys.modules]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Page de connexion : {status}")
    print(f"Bibliothèques lourdes chargées : {len(loaded)} {' '.join(loaded)}")
    print(f"Mémoire : {memory:.0f} Mo")
    return 1 if status != 200 or loaded or memory > MOST_MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
