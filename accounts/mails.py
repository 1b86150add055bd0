"""The e-mails of the accounts, in plain text."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User

END = "Ce courriel est automatique : personne ne lira une réponse."

INVITATION = """Bonjour{name},

Un compte vous est ouvert sur le site du réseau des centres de ressources politique de la ville.
Vous vous y connecterez avec cette adresse électronique :

{email}

Pour choisir votre mot de passe, ouvrez ce lien (il sert une fois, pendant 24 heures) :

{link}

Passé ce délai, demandez un autre lien par « Mot de passe oublié » :

{forgotten}

{end}
"""

OTHER_CHOICE = """Bonjour{name},

Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte sur le site du réseau des centres
de ressources politique de la ville ({email}).

Pour le choisir, ouvrez ce lien (il sert une fois, pendant 24 heures) :

{link}

Si vous n’avez rien demandé, il n’y a rien à faire : votre mot de passe ne change pas.

{end}
"""


def send_invitation(person: User, site: str) -> None:
    """Send the link with which `person` chooses a first password; `site`: its address without final slash."""
    _send("Votre compte sur le site des centres de ressources politique de la ville", INVITATION, person, site)


def send_password_link(person: User, site: str) -> None:
    """Send the link with which `person` chooses another password."""
    subject = "Choisir un nouveau mot de passe (centres de ressources politique de la ville)"
    _send(subject, OTHER_CHOICE, person, site)


def link_for(person: User) -> str:
    """The path where `person` chooses a password; valid once, for `PASSWORD_RESET_TIMEOUT` seconds."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("accounts:password_set", args=[uid, default_token_generator.make_token(person)])


def _send(subject: str, text: str, person: User, site: str) -> None:
    facts = {
        "name": f" {person.first_name}" if person.first_name else "",
        "email": person.email,
        "link": site + link_for(person),
        "forgotten": site + reverse("accounts:password_forgotten"),
        "end": END,
    }
    send_mail(subject, text.format(**facts), None, [person.email])
