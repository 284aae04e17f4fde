"""The place somebody is asked about: read, “I'm coming”, “not this time”."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.notifications import services as notifications
from parvis.domains.rounds import services
from parvis.domains.rounds.selectors import pages
from parvis.domains.rounds.selectors.pages import SeatPage
from parvis.domains.rounds.vocabulary import SeatState, TableState
from parvis.kernel import clock
from parvis.web import htmx
from parvis.web.redirects import answered, see_other


@login_required
@require_safe
def seat(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """What is proposed, with whom, and what one says yes to."""
    now = clock.now()
    held = pages.find_seat(request.user, seat_id)
    notifications.mark_read_leading_to(to=request.user.pk, url=request.path, at=now)
    page = pages.seat_page(request.user, held, now)
    if page.state == SeatState.COMING and page.meets:
        return see_other(reverse("rounds:table", args=[page.table_id]))
    context = {"seat": page, "said": said_of(page), "may_answer": may_answer(page)}
    return htmx.render(request, "rounds/seat.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def come(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    return _answer(request, seat_id, comes=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pass_this_time(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    return _answer(request, seat_id, comes=False)


def _answer(request: HttpRequest, seat_id: UUID, *, comes: bool) -> HttpResponse:
    pages.find_seat(request.user, seat_id)
    page = reverse("rounds:seat", args=[seat_id])
    if request.method != "POST":
        return see_other(page)

    def say() -> str:
        services.answer(seat_id=seat_id, by=request.user, comes=comes, at=clock.now())
        if comes:
            return _("C’est dit, vous venez.")
        return _("C’est noté. Votre nom reste sur la liste, pour une autre fois.")

    return answered(request, say, then=page if comes else reverse("rounds:tables"), refused=page)


def may_answer(seat: SeatPage) -> bool:
    """Asked, and there is time still."""
    return (
        seat.table_state == TableState.ASKING and seat.state == SeatState.ASKED and not seat.is_late
    )


def said_of(seat: SeatPage) -> tuple[str, str]:
    """What the page says of a place that no longer waits for an answer: title, sentence."""
    if seat.table_state == TableState.UNMADE:
        return (
            _("Cette tablée n’a pas pu se faire"),
            _("Pas assez de personnes étaient libres. Vous passerez en premier la prochaine fois."),
        )
    sentences = {
        SeatState.PASSED: (
            _("Vous passez cette fois"),
            _("C’est noté, et cela ne change rien pour la suite."),
        ),
        SeatState.RELEASED: (
            _("Cette tablée n’a pas pu se faire pour vous"),
            _("Vous passerez en premier la prochaine fois."),
        ),
        SeatState.LEFT: (
            _("Vous avez quitté cette tablée"),
            _("Vous pouvez remettre votre nom sur la liste quand vous voulez."),
        ),
    }
    late = (
        _("La place est allée à quelqu’un d’autre"),
        _("Elle était gardée un temps, puis proposée plus loin. Ce sera pour une autre fois."),
    )
    return sentences.get(SeatState(seat.state), late)
