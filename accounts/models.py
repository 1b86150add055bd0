"""People, the journal of their acts, their keys, and the counts that limit their attempts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Creates people from their e-mail address, stored in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who signs in with `email`; without a password, an invitation sets one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """The first administrator of a new installation."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do comes from their mandates, never from a flag here."""

    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    is_active = models.BooleanField(
        "compte ouvert",
        default=True,
        help_text="Décocher pour fermer le compte sans effacer ce que la personne a fait.",
    )
    date_joined = models.DateTimeField("créé le", default=timezone.now, editable=False)
    # Read with the person at every request; the devices themselves are django-otp's (see `accounts.second_factor`).
    has_second_factor = models.BooleanField("second facteur", default=False, editable=False)
    factor_changed_at = models.DateTimeField("second facteur changé le", null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["last_name", "first_name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_whatever_the_case",
                violation_error_message="Une personne a déjà cette adresse électronique.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email

    def get_session_auth_hash(self) -> str:
        """The hash of every open session: they end when the password or the second factor changes."""
        return self._with_factor(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same hash with the former secret keys."""
        return (self._with_factor(session_hash) for session_hash in super().get_session_auth_fallback_hash())

    def _with_factor(self, session_hash: str) -> str:
        changed = self.factor_changed_at
        return session_hash if changed is None else f"{session_hash}:{changed.timestamp()}"

    @property
    def is_staff(self) -> bool:
        """Read by Django's administration; the site itself decides by mandate (see `crpv.admin_site`)."""
        return self.is_superuser


class Act(models.Model):
    """A line of the journal: who did what to which object, and when. Never changed, never deleted."""

    at = models.DateTimeField("date", default=timezone.now, editable=False, db_index=True)
    actor = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="acts",
        verbose_name="personne",
    )
    verb = models.CharField("acte", max_length=60, editable=False)
    content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, null=True, editable=False, verbose_name="sorte d’objet"
    )
    object_id = models.CharField("identifiant de l’objet", max_length=40, editable=False, blank=True)
    target = GenericForeignKey("content_type", "object_id")
    object_label = models.CharField("objet", max_length=200, editable=False, blank=True)
    comment = models.TextField("motif", editable=False, blank=True)
    facts = models.JSONField("éléments", default=dict, editable=False)
    previous_seal = models.CharField("sceau précédent", max_length=64, editable=False, blank=True)
    seal = models.CharField("sceau", max_length=64, editable=False, unique=True)

    class Meta:
        verbose_name = "acte du journal"
        verbose_name_plural = "journal des actes"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="act_target")]

    def __str__(self) -> str:
        return f"{self.verb} — {self.object_label}"


class JournalHead(models.Model):
    """The single row that writers of the journal lock in turn, so that each seal follows the one before."""

    last_seal = models.CharField("dernier sceau", max_length=64, blank=True)
    length = models.PositiveBigIntegerField("nombre d’actes", default=0)

    class Meta:
        verbose_name = "tête du journal"
        verbose_name_plural = "tête du journal"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="journal_has_one_head")]

    def __str__(self) -> str:
        return f"{self.length} actes"


class CalendarKey(models.Model):
    """The fingerprint of the key of a person's calendar feed (see `accounts.tokens.calendar`)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_key", verbose_name="personne")
    fingerprint = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField("ouverte le", auto_now=True)

    class Meta:
        verbose_name = "adresse d’agenda"
        verbose_name_plural = "adresses d’agenda"

    def __str__(self) -> str:
        return f"adresse d’agenda de {self.user}"


class ApiToken(models.Model):
    """The fingerprint of a person's token for the public API (see `accounts.tokens.services`)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens", verbose_name="personne")
    name = models.CharField("usage", max_length=80)
    fingerprint = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("créé le", editable=False)
    expires_at = models.DateTimeField("expire le", editable=False)
    revoked_at = models.DateTimeField("révoqué le", null=True, editable=False)

    class Meta:
        verbose_name = "jeton d’accès aux données"
        verbose_name_plural = "jetons d’accès aux données"
        ordering = ["user", "-pk"]

    def __str__(self) -> str:
        return f"jeton « {self.name} » de {self.user}"


class RateCount(models.Model):
    """How many requests a caller made in a minute; the key is a fingerprint, which identifies nobody."""

    key = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    minute = models.PositiveBigIntegerField("minute", editable=False, db_index=True)
    count = models.PositiveIntegerField("nombre", default=0, editable=False)

    class Meta:
        verbose_name = "compteur de requêtes"
        verbose_name_plural = "compteurs de requêtes"

    def __str__(self) -> str:
        return f"{self.count} requêtes"


class SignInPace(models.Model):
    """The sign-in failures in a row for an account from an address; both are fingerprints, which identify nobody."""

    account = models.CharField("empreinte du compte", max_length=64, editable=False)
    address = models.CharField("empreinte de l’adresse IP", max_length=64, editable=False)
    failures = models.PositiveIntegerField("échecs de suite", default=0, editable=False)
    last_at = models.DateTimeField("dernier essai", editable=False, db_index=True)

    class Meta:
        verbose_name = "rythme des connexions"
        verbose_name_plural = "rythmes des connexions"
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="one_pace_per_account_and_address")]

    def __str__(self) -> str:
        return f"{self.failures} échecs"


class SubmissionKey(models.Model):
    """A form that created something: the same key never creates twice (see `accounts.acts.submission_keys`)."""

    key = models.UUIDField("clef du formulaire", editable=False)
    actor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name="personne")
    contents = models.CharField("empreinte de la saisie", max_length=64, editable=False)
    address = models.CharField("adresse de ce qui est créé", max_length=500, editable=False, blank=True)
    at = models.DateTimeField("date", editable=False, db_index=True)

    class Meta:
        verbose_name = "envoi d’un formulaire"
        verbose_name_plural = "envois de formulaires"
        constraints = [models.UniqueConstraint(fields=["key", "actor"], name="one_submission_per_key_and_actor")]

    def __str__(self) -> str:
        return f"envoi du {self.at:%d/%m/%Y}"
