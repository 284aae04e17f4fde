"""Sending a form twice does it once: double click, back and reload, a proxy that tries again.

Each form carries a hidden ``once`` (:func:`new_key`). The answer is kept with the change itself.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from parvis.kernel import clock
from parvis.kernel.errors import Refusal
from parvis.kernel.models import Once

KEPT = timedelta(hours=24)

T = TypeVar("T")


class StaleForm(Refusal):
    """The hidden key is missing, or is not one of ours."""

    sentence = _("Ce formulaire n’est plus valable. Rechargez la page, puis réessayez.")


def new_key() -> str:
    """The value of a form's hidden ``once``."""
    return str(uuid.uuid4())


def run_once(
    *,
    by: uuid.UUID,
    action: str,
    key: str,
    call: Callable[[], T],
    reference: Callable[[T], str],
) -> tuple[str, bool]:
    """Do it, or find what it gave the first time: ``(reference, whether it was done just now)``.

    All in one transaction: if ``call`` refuses, nothing is kept and the person may try again.
    Two at the same moment: the second waits for the first. Kept 24 hours.

    :param reference: what leads to the result again (its id, at most 200 characters).
    :raises StaleForm: the key is not one.
    """
    once = {"resident_id": by, "action": action, "key": _read(key)}
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Once.objects.create(**once, created_at=clock.now())
        except IntegrityError:
            return Once.objects.get(**once).reference, False
        row.reference = reference(call())
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save(update_fields=["reference"])
    return row.reference, True


def forget_old(at: datetime) -> int:
    """Drop the answers older than a day."""
    return Once.objects.filter(created_at__lt=at - KEPT).delete()[0]


def _read(key: str) -> uuid.UUID:
    try:
        return uuid.UUID(key)
    except (ValueError, AttributeError, TypeError):
        raise StaleForm from None
