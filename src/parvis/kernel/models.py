"""What the kernel stores: facts and their deliveries, scheduled jobs, answers kept, search."""

from django.db import models

from parvis.kernel import clock, ids


class Fact(models.Model):
    """Something that happened, written in the transaction that made it happen.

    Audit trail, outbox and source of deferred work at once. Never changed afterwards.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    name = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    by = models.UUIDField(null=True)
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "happened_at"], name="kernel_fact_by_name"),
            models.Index(fields=["by", "happened_at"], name="kernel_fact_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Delivery(models.Model):
    """One fact on its way to one listener."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="deliveries")
    listener = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "listener"], name="kernel_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["state", "run_after", "id"], name="kernel_delivery_due"),
            models.Index(fields=["state", "leased_until"], name="kernel_delivery_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.listener} {self.state}"


class Job(models.Model):
    """When a scheduled job runs next. Its code is found by name."""

    name = models.CharField(max_length=120, unique=True)
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Once(models.Model):
    """The answer already given to a form, so that sending it twice gives the same one."""

    resident_id = models.UUIDField()
    action = models.CharField(max_length=80)
    key = models.UUIDField()
    reference = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident_id", "action", "key"], name="kernel_once_per_form"
            ),
        ]

    def __str__(self) -> str:
        return self.action


class SearchDocument(models.Model):
    """The folded words of one thing that can be found. Holds words, never whole sentences.

    On SQLite triggers keep the full-text index ``kernel_search`` beside it; on PostgreSQL a
    generated column ``vector`` does (migrations/0001).
    """

    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    title = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="kernel_search_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
