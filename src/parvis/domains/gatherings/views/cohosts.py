"""Running a gathering with another organisation: asking, answering, leaving."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.forms import CoHostForm
from parvis.domains.gatherings.models import CoHost
from parvis.domains.gatherings.vocabulary import CoHosting, Status
from parvis.domains.organisations import rules as organisations
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx
from parvis.web.redirects import see_other


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohosts(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Those it is run with, those who were asked, and asking another."""
    held = selectors.find_gathering(request.user, gathering_id)
    if not rules.may_lead(request.user, held) or held.status != Status.PUBLISHED:
        raise NotVisible
    form = CoHostForm(request.POST if request.method == "POST" else None, gathering=held)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_cohost(
                gathering=held, organisation=form.asked(), by=request.user, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("C’est proposé. Nous vous dirons si la réponse est oui."))
            return see_other(reverse("gatherings:cohosts", args=[gathering_id]))
    context = {
        "gathering": held,
        "form": form,
        "together": selectors.cohosting_of(held),
        "accepted": CoHosting.ACCEPTED,
    }
    status = 422 if request.method == "POST" else 200
    return htmx.render(request, "gatherings/cohosts.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohost(request: HttpRequest, cohost_id: int) -> HttpResponse:
    """What is asked of an organisation: its hosts say yes or no, and may leave later; those who
    asked may take it back."""
    held = selectors.find_cohost(request.user, cohost_id)
    if request.method == "POST":
        return _answer(request, held)
    context = {
        "cohost": held,
        "gathering": held.gathering,
        "next_date": selectors.anchor_date_of(held.gathering, clock.now()),
        "rhythm": selectors.rhythm_words(held.gathering),
        "is_ours": organisations.is_host(request.user, held.organisation),
        "is_accepted": held.state == CoHosting.ACCEPTED,
    }
    return htmx.render(request, "gatherings/cohost.html", context)


def _answer(request: HttpRequest, held: CoHost) -> HttpResponse:
    said = request.POST.get("answer", "")
    now = clock.now()
    try:
        if said in ("yes", "no"):
            accepted = services.answer_cohost(
                cohost=held, by=request.user, accept=said == "yes", at=now
            )
            if accepted:
                messages.success(request, _("C’est dit : vous l’animez ensemble."))
            else:
                messages.success(request, _("C’est noté. Rien n’est dit de plus."))
        elif said == "leave":
            services.end_cohosting(cohost=held, by=request.user, at=now)
            messages.success(request, _("C’est noté : chacun anime de son côté."))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return see_other(reverse("gatherings:mine"))
