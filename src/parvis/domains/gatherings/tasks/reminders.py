"""Messages before and after: each once, and none that comes too late to be of use."""

from datetime import datetime

from parvis.domains.gatherings import notices, services
from parvis.domains.gatherings.models import Occurrence
from parvis.domains.gatherings.selectors import reminding
from parvis.domains.notifications import services as notifications
from parvis.domains.notifications.models import Notice
from parvis.kernel import tasks


@tasks.every(minutes=15, name="gatherings.remind")
def remind(at: datetime) -> None:
    """The day before; hours before, for who said it since; never once it has begun."""
    for occurrence in reminding.dates_begun(at):
        _drop_reminders(occurrence, at)
    for occurrence in reminding.dates_to_remind_of(at):
        for attendance in reminding.to_remind(occurrence):
            notices.remind(attendance, occurrence, at)
        _remind_greeters(occurrence, at)
        services.note_reminded(occurrence_id=occurrence.pk, at=at)
    for occurrence in reminding.dates_with_late_comers(at):
        for attendance in reminding.late_to_remind(occurrence):
            notices.remind(attendance, occurrence, at)
        _remind_greeters(occurrence, at)


@tasks.every(minutes=60, name="gatherings.ask_how_it_was")
def ask_how_it_was(at: datetime) -> None:
    """The day after, those who came alone."""
    for occurrence in reminding.dates_to_ask_about(at):
        for attendance in reminding.to_ask(occurrence):
            notices.ask_how_it_was(attendance, occurrence, at)


def _remind_greeters(occurrence: Occurrence, at: datetime) -> None:
    for resident, greeted in reminding.greeters_to_remind(occurrence):
        notices.remind_greeter(resident, greeted, occurrence, at)


def _drop_reminders(occurrence: Occurrence, at: datetime) -> None:
    """Nobody need read them any more, and mails that did not leave stay here."""
    keys = reminding.reminder_keys(occurrence)
    if Notice.objects.filter(key__startswith=keys, read_at=None).exists():
        notifications.settle(keys_from=keys, at=at)
