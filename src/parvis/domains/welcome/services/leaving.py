"""What a person takes with them, and what is forgotten with them."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from parvis.domains.people.models import Resident
from parvis.domains.people.services import Section
from parvis.domains.territory.models import Area
from parvis.domains.welcome import pairing, selectors
from parvis.domains.welcome.models import Suggestion


def export(resident: Resident) -> Iterator[Section]:
    """Their path with its reasons, whom they asked when, and how they welcome."""
    names = dict(Area.objects.values_list("slug", "name"))
    yield Section(
        title=_("Ma passerelle"),
        rows=[
            {
                "kind": one.get_kind_display(),
                "reason": pairing.reason_sentence(one.kind, one.reasons, names),
                "made_at": one.made_at,
                "followed_at": one.followed_at,
                "ending": one.get_ending_display(),
                "parts": one.parts,
            }
            for one in resident.suggestions.order_by("made_at")
        ],
        labels={
            "kind": _("Proposition"),
            "reason": _("Raison"),
            "made_at": _("Proposée le"),
            "followed_at": _("Suivie, vu le"),
            "ending": _("Suite"),
            "parts": _("Ce qui a compté"),
        },
    )
    asked = resident.welcomes_received.order_by("asked_at")
    yield Section(
        title=_("Accueils demandés"),
        rows=list(asked.values("asked_at", "words", "answered_at")),
        labels={
            "asked_at": _("Demandé le"),
            "words": _("Message"),
            "answered_at": _("Répondu le"),
        },
    )
    if welcomer := selectors.welcomer_of(resident):
        yield Section(
            title=_("Ma façon d’accueillir"),
            rows=[
                {
                    "proposes": welcomer.proposes,
                    "cap": welcomer.cap,
                    "paused_until": welcomer.paused_until,
                }
            ],
            labels={
                "proposes": _("Ce que je propose"),
                "cap": _("Personnes à la fois"),
                "paused_until": _("En pause jusqu’au"),
            },
        )


def forget(resident_id: UUID) -> None:
    """Before an account goes: nobody's path leads to it any more."""
    Suggestion.objects.filter(thing_id=resident_id).delete()
    pairing.forget_history()
