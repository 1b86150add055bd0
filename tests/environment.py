"""What the tests ask of the environment, said before Django reads its settings (`-p tests.environment`)."""

import os

os.environ.setdefault("SECRET_KEY", "clef-des-essais-sans-aucune-valeur-0123456789-abcdefghijklmnop")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ["HTTPS"] = "False"
os.environ["DEBUG"] = "False"
os.environ["DEMO"] = "False"
os.environ["SECOND_FACTOR"] = "False"  # the cast signs in by its password; what is about the factor asks for it
os.environ["EMAIL_URL"] = "memorymail://"
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
