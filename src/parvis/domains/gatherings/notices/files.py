"""What goes with the mails of gatherings: the date they are about, for one's own calendar."""

from parvis.domains.gatherings import selectors
from parvis.domains.notifications.models import Notice
from parvis.kernel import clock


def date_file(notice: Notice) -> tuple[str, bytes, str] | None:
    """For who has a place at the date the notice leads to; nothing with the others."""
    return selectors.date_file(notice.to, notice.url, at=clock.now())
