"""Accounts, what people told of themselves, their roles, agreements, and whom they keep away."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from parvis.domains.media.models import Image
from parvis.domains.people import vocabulary
from parvis.domains.territory.models import Area
from parvis.kernel import clock, ids
from parvis.kernel.fields import TagsField


class ResidentManager(BaseUserManager["Resident"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Resident":
        resident = self.model(email=email.strip().lower(), **fields)
        resident.set_password(password)
        resident.save(using=self._db)
        return resident

    def get_by_natural_key(self, username: str | None) -> "Resident":
        return self.get(email=(username or "").lower())


class Resident(AbstractBaseUser):
    """A person's account and profile. Everything but the email and the name is optional.

    Where somebody lives is an area and a coarse cell (some five square kilometres), never a point.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    #: Always in lower case: two spellings of one address are one account.
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=vocabulary.NAME_MAX)
    about = models.TextField(max_length=vocabulary.ABOUT_MAX, blank=True)
    photo = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cell = models.CharField(max_length=16, blank=True)
    age_band = models.CharField(max_length=8, blank=True, choices=vocabulary.AgeBand)
    interests = TagsField()
    languages = TagsField()
    wishes = TagsField()
    comfort = TagsField()
    life = TagsField()
    access = TagsField()
    free = TagsField()
    #: The language of the mails this person receives.
    reads = models.CharField(max_length=5, default="fr")
    says_newcomer = models.BooleanField(default=False)
    email_immediately = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)
    #: When the email was proved theirs. Until then nobody sees them: anyone can type an address.
    confirmed_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    seen_on = models.DateField(null=True, blank=True)
    #: When the person asked to be erased; they may change their mind until the cooling period ends.
    erasure_asked_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = ResidentManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="resident_email_in_lower_case"
            )
        ]
        indexes = [
            models.Index(fields=["area", "is_active"]),
            # Those nobody sees are few, and asked for on every page that shows people.
            models.Index(
                fields=["id"],
                condition=models.Q(is_active=False)
                | models.Q(erasure_asked_at__isnull=False)
                | models.Q(confirmed_at__isnull=True),
                name="resident_out_of_sight",
            ),
            models.Index(
                fields=["erasure_asked_at"],
                condition=models.Q(erasure_asked_at__isnull=False),
                name="resident_erasure_due",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A duty somebody holds, everywhere or within one area. Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=16, choices=vocabulary.Role)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    given_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind", "area"],
                condition=models.Q(ended_at=None, area__isnull=False),
                name="role_once_in_area",
            ),
            models.UniqueConstraint(
                fields=["resident", "kind"],
                condition=models.Q(ended_at=None, area__isnull=True),
                name="role_once_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.resident_id}"


class Consent(models.Model):
    """What somebody agreed to: which text, which version, when. Withdrawn, never deleted."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=16, choices=vocabulary.Agreement)
    version = models.CharField(max_length=16)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resident", "kind", "version"], name="consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Block(models.Model):
    """Two people no longer exist for each other. The blocked one is never told."""

    by = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="blocks_met")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "blocked"], name="block_once"),
            models.CheckConstraint(
                condition=~models.Q(by=models.F("blocked")), name="block_not_self"
            ),
        ]
        indexes = [models.Index(fields=["blocked", "by"])]

    def __str__(self) -> str:
        return f"{self.by_id} / {self.blocked_id}"


class Distance(models.Model):
    """Quiet distance: the other's messages wait among the requests; nobody is told."""

    by = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="distances_kept")
    other = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="distances_met")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "other"], name="distance_once"),
            models.CheckConstraint(
                condition=~models.Q(by=models.F("other")), name="distance_not_self"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} ~ {self.other_id}"


class Tombstone(models.Model):
    """Somebody was erased: enough to erase them again from a restored backup, and nothing more."""

    #: SHA-256 of the id, in hexadecimal. The id is random, so it cannot be guessed from it.
    digest = models.CharField(max_length=64, primary_key=True)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]
