"""How somebody welcomes: the limit, the pause and the words are theirs."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.domains.people import rules as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.welcome import pairing
from parvis.domains.welcome.models import Welcomer
from parvis.domains.welcome.vocabulary import CAP_MAX
from parvis.kernel import text
from parvis.kernel.errors import NotVisible, Refusal


class LimitOutOfRange(Refusal):
    sentence = _("Choisissez un nombre entre 0 et 20.")
    field = "cap"


class PauseInThePast(Refusal):
    sentence = _("Choisissez un jour à venir.")
    field = "paused_until"


@transaction.atomic
def set_welcoming(
    *, resident: Resident, cap: int, paused_until: date | None, proposes: str, at: datetime
) -> Welcomer:
    """The limit, the pause and the words of a welcomer, as they wish them. Safe to repeat.

    :raises NotVisible: this resident does not hold the role.
    :raises LimitOutOfRange: more or fewer than a person can welcome.
    :raises PauseInThePast: a pause that is over before it begins.
    """
    if not people.has_role(resident, Role.WELCOMER):
        raise NotVisible
    if not 0 <= cap <= CAP_MAX:
        raise LimitOutOfRange
    before = Welcomer.objects.filter(resident=resident).first()
    # A pause that ran out stands in the form: it may be sent again unchanged.
    unchanged = before is not None and before.paused_until == paused_until
    if paused_until and paused_until < timezone.localdate(at) and not unchanged:
        raise PauseInThePast
    values = {
        "cap": cap,
        "paused_until": paused_until,
        "proposes": " ".join(text.clean(proposes).split()),
    }
    welcomer, _created = Welcomer.objects.update_or_create(resident=resident, defaults=values)
    # Who makes room is suggested from now on, and who takes a pause no longer.
    transaction.on_commit(pairing.forget_town)
    return welcomer


def prepare_welcomer(*, resident_id: UUID) -> None:
    """A new welcomer starts with the ordinary limit, which is theirs to change. Safe to repeat."""
    if Resident.objects.filter(pk=resident_id).exists():
        Welcomer.objects.get_or_create(resident_id=resident_id)
