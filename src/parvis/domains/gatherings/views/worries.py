"""For the moderator who was asked: what somebody said they were worried about, and the answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms import WriteBackForm
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def worry(request: HttpRequest, check_in_id: UUID) -> HttpResponse:
    """Read, written back to, or closed with a note. Only those the watch asked come here."""
    found = selectors.worry_for(request.user, check_in_id)
    form = WriteBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (done := _act(request, found, form)):
        return done
    context = {"worry": found, "form": form}
    status = 422 if form.errors else 200
    response = htmx.render(request, "gatherings/safety/worry.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _act(request: HttpRequest, found: selectors.Worry, form: WriteBackForm) -> HttpResponse | None:
    now = clock.now()
    try:
        if request.POST.get("act") == "note":
            note = form.cleaned_data["note"]
            services.close_with_note(worry=found, by=request.user, note=note, at=now)
            messages.success(request, _("C’est noté. Merci d’avoir été là."))
            return redirect("watch:waiting")
        body = form.cleaned_data["body"]
        conversation = services.write_back(worry=found, by=request.user, body=body, at=now)
    except NotVisible:
        raise
    except Refusal as refusal:
        form.refuse(refusal.field, refusal)
        return None
    messages.success(request, _("Votre réponse est partie. Merci pour cette personne."))
    return redirect("conversations:thread", conversation.pk)
