"""Other people: their page, and keeping somebody away without a word."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.domains.people import selectors, services
from parvis.domains.people.models import Resident
from parvis.domains.people.views.signed_in import SignedIn
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible


@login_required
@require_GET
def person(request: SignedIn, resident_id: UUID) -> HttpResponse:
    resident = selectors.resident_visible(request.user, resident_id)
    context = {
        "person": resident,
        "seen": selectors.profile_for(request.user, resident),
        "is_self": resident.pk == request.user.pk,
        "is_distant": selectors.keeps_distance(request.user, resident),
    }
    return render(request, "people/person.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def block(request: SignedIn, resident_id: UUID) -> HttpResponse:
    """What a block does, in plain words; then it is done. Sending it twice is the same."""
    other = _other(request, resident_id)
    if request.method == "POST":
        services.block(by=request.user, other=other, at=clock.now())
        messages.success(
            request,
            _("%(name)s et vous ne vous verrez plus ici. Personne ne le saura.")
            % {"name": other.name},
        )
        return redirect("people:blocked")
    return render(request, "people/block.html", {"person": other})


@login_required
@require_POST
def unblock(request: SignedIn, resident_id: UUID) -> HttpResponse:
    other = Resident.objects.filter(pk=resident_id, blocks_met__by=request.user).first()
    if other is not None:
        services.unblock(by=request.user, other=other, at=clock.now())
        messages.success(request, _("%(name)s n’est plus bloqué·e.") % {"name": other.name})
    return redirect("people:blocked")


@login_required
@require_GET
def blocked(request: SignedIn) -> HttpResponse:
    blocks = list(selectors.blocked_by(request.user))
    return render(request, "people/blocked.html", {"blocks": blocks})


@login_required
@require_http_methods(["GET", "POST"])
def distance(request: SignedIn, resident_id: UUID) -> HttpResponse:
    other = _other(request, resident_id)
    kept = selectors.keeps_distance(request.user, other)
    if request.method == "POST" and request.POST.get("stop"):
        services.stop_distance(by=request.user, other=other, at=clock.now())
        messages.success(request, _("C’est noté. Ses messages arriveront comme les autres."))
        return redirect("people:person", resident_id=other.pk)
    if request.method == "POST":
        services.keep_distance(by=request.user, other=other, at=clock.now())
        messages.success(request, _("C’est noté. Personne ne le saura."))
        return redirect("people:person", resident_id=other.pk)
    return render(request, "people/distance.html", {"person": other, "is_distant": kept})


def _other(request: SignedIn, resident_id: UUID) -> Resident:
    """Somebody else the reader may see, or has blocked already.

    :raises NotVisible: oneself, or nobody.
    """
    if resident_id == request.user.pk:
        raise NotVisible
    mine = Resident.objects.filter(pk=resident_id, blocks_met__by=request.user).first()
    return mine or selectors.resident_visible(request.user, resident_id)
