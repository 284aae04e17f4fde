"""What somebody keeps of the agenda, and the agendas that are brought in."""

from django.conf import settings
from django.db import models

from parvis.domains.gatherings import vocabulary
from parvis.domains.gatherings.models.gatherings import Gathering
from parvis.domains.organisations.models import Organisation
from parvis.domains.territory.models import Area, Place
from parvis.kernel import clock, ids
from parvis.kernel.fields import TagsField


class SavedFilters(models.Model):
    """What somebody looks for in the agenda, kept under a name of theirs."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(max_length=vocabulary.FILTER_NAME_MAX)
    #: As in the address of the agenda, sorted.
    query = models.CharField(max_length=vocabulary.QUERY_MAX)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["resident", "query"], name="saved_filters_once")
        ]

    def __str__(self) -> str:
        return self.name


class PersonalFeed(models.Model):
    """The address of somebody's own calendar: it stops working the moment it is revoked.

    The token in the address is computed from this row and the server's key, never stored.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_feeds"
    )
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.resident_id} {self.created_at:%Y-%m-%d}"


class Source(models.Model):
    """An agenda kept elsewhere, brought in here every few hours."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=12, choices=vocabulary.SourceKind)
    name = models.CharField(max_length=vocabulary.TITLE_MAX)
    #: The address of a calendar; empty for OpenAgenda.
    url = models.URLField(max_length=500, blank=True)
    #: The number of an OpenAgenda agenda; empty for a calendar.
    agenda_uid = models.CharField(max_length=20, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    #: In whose name, and where, what does not say it itself takes place.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="sources"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    interests = TagsField()
    #: ``{"places": {words of theirs: slug}, "interests": {word of theirs: slug}, "twins": [uid]}``,
    #: words folded. For a place ``=`` is the usual one and ``-`` none; ``twins`` are brought in
    #: although something like them is in the agenda.
    mapping = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Brought in regularly; off until the first preview was accepted, or when paused.
    is_active = models.BooleanField(default=False)
    #: As the other server gave them, to be told when nothing changed.
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=80, blank=True)
    next_run_at = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    #: When somebody took it away together with what it brought in: it goes once that is done.
    dropped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "url", "agenda_uid"], name="source_once")
        ]
        indexes = [models.Index(fields=["is_active", "next_run_at"], name="source_due")]

    def __str__(self) -> str:
        return self.name


class Imported(models.Model):
    """One thing of an agenda kept elsewhere, and the gathering made of it."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="imported")
    #: Theirs, stable.
    uid = models.CharField(max_length=255)
    gathering = models.OneToOneField(
        Gathering, null=True, on_delete=models.SET_NULL, related_name="imported"
    )
    #: Its title, once its gathering is no longer here to say it.
    title = models.CharField(max_length=vocabulary.TITLE_MAX, blank=True)
    #: SHA-256 of what we read of it: the same again changes nothing.
    fingerprint = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=clock.now)
    #: When they took it back or called it off: what they say again afterwards takes place again.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    #: When somebody here chose not to show it: it stays away whatever they say.
    hidden_at = models.DateTimeField(null=True, blank=True)
    #: The dates (``rule_at``, ISO) they called off one by one.
    called_off = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "uid"], name="imported_once")]

    def __str__(self) -> str:
        return self.uid


class ImportRun(models.Model):
    """One reading of a source: what it changed, or why it could not."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    #: What was left out: ``[{"uid", "title", "why"}]``.
    refused = models.JSONField(default=list, blank=True)
    #: The agenda was read, and did not just say that nothing changed.
    is_whole = models.BooleanField(default=False)
    #: A code of :class:`vocabulary.ImportProblem`; empty when it went well.
    problem = models.CharField(max_length=20, blank=True, choices=vocabulary.ImportProblem)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d}"
