"""The kernel's own housework."""

from datetime import datetime, timedelta

from parvis.kernel import idempotency, tasks
from parvis.kernel.models import Delivery

#: What is done is kept a month for whoever asks what happened; facts themselves stay.
DONE_KEPT = timedelta(days=30)


@tasks.every(minutes=60, name="kernel.forget_old_answers")
def forget_old_answers(at: datetime) -> None:
    idempotency.forget_old(at)


@tasks.every(minutes=24 * 60, name="kernel.forget_old_deliveries")
def forget_old_deliveries(at: datetime) -> None:
    done = Delivery.objects.filter(state=Delivery.State.DONE)
    done.filter(run_after__lt=at - DONE_KEPT).delete()
