"""What a person takes with them, and what stays when they go."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from parvis.domains.conversations.models import Conversation, Message, Participant
from parvis.domains.conversations.vocabulary import State
from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section


def export(resident: Resident) -> Section:
    """What they wrote themselves. What others wrote to them, and their names, are others' data."""
    written = Message.objects.filter(author=resident).order_by("sent_at", "seq")
    return Section(
        title=_("Messages écrits"),
        rows=list(written.values("conversation_id", "seq", "sent_at", "body")),
        labels={
            "conversation_id": _("Conversation"),
            "seq": _("Numéro"),
            "sent_at": _("Envoyé le"),
            "body": _("Message"),
        },
    )


def forget(resident_id: UUID) -> None:
    """Before an account goes: requests that were not accepted go with it; the rest loses its name.

    The other keeps what was said; a conversation whose two people are gone is removed.
    """
    theirs = Conversation.objects.filter(participants__resident=resident_id)
    theirs.exclude(state=State.OPEN).delete()
    others = Participant.objects.filter(conversation=OuterRef("pk"), resident__isnull=False)
    theirs.exclude(Exists(others.exclude(resident=resident_id))).delete()
    for conversation in theirs:
        # The pair's name holds both ids: nobody can be found by it any more.
        conversation.pair = f"gone:{conversation.pk}"
        conversation.save(update_fields=["pair"])
