"""Asks the running site how it is, from inside its container: exit 0 when database and migrations are in order."""

import os
import sys
from http.client import HTTPConnection, HTTPException

port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
try:
    connection = HTTPConnection("127.0.0.1", port, timeout=4)
    connection.request("GET", "/sante/", headers={"Host": host, "X-Forwarded-Proto": "https"})
    status = connection.getresponse().status
except (OSError, HTTPException) as failure:
    sys.exit(f"Le site ne répond pas : {failure}")
sys.exit(0 if status == 200 else f"Le site répond {status} à /sante/.")
