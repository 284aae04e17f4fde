"""Offering to wait at the door for somebody, or saying that one cannot."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms.greeting import GreetingForm
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def greet(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """One button. Safe to repeat."""
    page = reverse("gatherings:occurrence", args=[occurrence_id])
    selectors.find_occurrence(request.user, occurrence_id)
    form = GreetingForm(request.POST)
    if request.method == "POST" and form.is_valid():
        offers = form.cleaned_data["offers"] == "1"
        try:
            services.offer_to_greet(
                occurrence_id=occurrence_id, resident=request.user, offers=offers, at=clock.now()
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _thanks() if offers else _noted())
    return HttpResponseRedirect(f"{page}#greeting", status=303)


def _thanks() -> str:
    return _("Merci. Si quelqu’un vient seul, nous vous dirons qui.")


def _noted() -> str:
    return _("C’est noté : vous n’attendez personne ce jour-là.")
