"""For those who animate: what they run, their drafts, and calling a gathering off."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import rules, selectors, services
from parvis.domains.gatherings.forms import CancelForm
from parvis.domains.gatherings.vocabulary import Status
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible
from parvis.web import htmx


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I run and where I greet, with who comes; what is proposed to us; then my drafts."""
    now = clock.now()
    context = {
        "hosted": [
            (each, selectors.seats_words(each.occurrence))
            for each in selectors.hosted(request.user, now)
        ],
        "asks": selectors.cohosting_asked_of(request.user),
        "drafts": selectors.drafts_of(request.user),
        "may_publish": rules.may_publish_somewhere(request.user),
    }
    return htmx.render(request, "gatherings/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """All its dates to come, or a draft; by those who lead it."""
    held = selectors.find_gathering(request.user, gathering_id)
    if not rules.may_lead(request.user, held):
        raise NotVisible
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if held.status == Status.DRAFT:
            services.delete_draft(gathering=held, by=request.user)
            messages.success(request, _("Le brouillon est retiré."))
        else:
            services.cancel_gathering(
                gathering=held,
                by=request.user,
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
            messages.success(
                request, _("La rencontre est annulée. Celles et ceux qui venaient le savent.")
            )
        return HttpResponseRedirect(reverse("gatherings:mine"), status=303)
    context = {
        "gathering": held,
        "occurrence": None,
        "form": form,
        "action": reverse("gatherings:cancel", args=[gathering_id]),
        "back": reverse("gatherings:mine"),
    }
    status = 422 if request.method == "POST" else 200
    return htmx.render(request, "gatherings/cancel.html", context, status=status)
