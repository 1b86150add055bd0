"""What a person does with the second factor, in the tests: an application, its codes, the pages."""

from __future__ import annotations

import re
import time

from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.second_factor import services as second_factor

SIGN_IN, CODE, RECOVERY = "/compte/connexion/", "/compte/connexion/code/", "/compte/connexion/code-de-secours/"
HUB = "/compte/second-facteur/"
ENROL, CODES, REMOVE = f"{HUB}activer/", f"{HUB}codes/", f"{HUB}retirer/"
PASSWORD = "mot de passe des essais"


def code_of(key, later=0):
    """What the application shows for this key, `later` steps of thirty seconds from now."""
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time() + 30 * later
    return f"{clock.token():06}"


def next_code(person, later=1):
    """A code that this person’s application shows and that has not served yet."""
    return code_of(TOTPDevice.objects.get(user=person).key, later)


def wrong_code(person):
    """Six figures that the application shows neither now nor around now."""
    good = {next_code(person, later) for later in range(-4, 5)}
    return next(code for code in map("{:06}".format, range(100)) if code not in good)


def enrolled(person):
    """Give `person` an application and ten recovery codes, as if they had enrolled; answers the codes."""
    key = second_factor.new_key()
    return second_factor.enrol(person, key, code_of(key))[1]


def pending_key(client):
    return client.session["factor_pending_key"]


def key_shown(response):
    """The secret as the page writes it."""
    (told,) = re.findall(r'<code id="clef">([A-Z2-7 ]+)</code>', response.content.decode())
    return told


def has_passed(client):
    return DEVICE_ID_SESSION_KEY in client.session


def enters(client, person, **more):
    """Sign in with the password alone."""
    return client.post(SIGN_IN, {"username": person.email, "password": PASSWORD, **more})
