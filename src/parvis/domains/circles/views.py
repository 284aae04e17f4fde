"""Pages of circles."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.circles import rules, selectors, services
from parvis.domains.circles.forms import JoinForm
from parvis.domains.circles.vocabulary import Visibility
from parvis.kernel import clock
from parvis.kernel.errors import Refusal
from parvis.web import addresses, htmx


@require_safe
def circles(request: HttpRequest) -> HttpResponse:
    """Mine first, then the others by name."""
    found = list(selectors.circles_visible_to(request.user))
    context = {
        "mine": [one for one in found if one.mine],
        "others": [one for one in found if not one.mine],
    }
    return htmx.render(request, "circles/circles.html", context)


@require_safe
def circle(request: HttpRequest, slug: str) -> HttpResponse:
    found = selectors.find_circle(request.user, slug)
    context = {
        "circle": found,
        "membership": selectors.membership_of(request.user, found),
        "members": selectors.members_of(found, request.user),
        "wants_pseudonym": rules.wants_pseudonym(found),
    }
    return htmx.render(request, "circles/circle.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """One tap; for a sensitive circle, a page that asks for a pseudonym first."""
    found = selectors.find_circle(request.user, slug)
    there = addresses.local(request, reverse("circles:circle", args=[slug]))
    asks_name = rules.wants_pseudonym(found)
    if selectors.membership_of(request.user, found):
        return redirect(there)
    if request.method != "POST" and not asks_name:
        return redirect("circles:circle", slug)
    form = JoinForm(request.POST if "pseudonym" in request.POST else None)
    if request.method == "POST" and (not asks_name or form.is_valid()):
        pseudonym = form.cleaned_data["pseudonym"] if asks_name else ""
        try:
            services.join(circle=found, resident=request.user, pseudonym=pseudonym, at=clock.now())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(
                request, _("Vous faites partie du cercle « %(name)s ».") % {"name": found.name}
            )
            return redirect(there)
    context = {"circle": found, "form": form, "next": there}
    status = 422 if form.errors else 200
    return htmx.render(request, "circles/join.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    found = selectors.find_circle(request.user, slug)
    if request.method == "POST":
        services.leave(circle=found, resident=request.user, at=clock.now())
        messages.success(request, _("Vous avez quitté ce cercle. Personne n’en est averti."))
        if found.visibility == Visibility.CLOSED:
            return redirect("circles:circles")  # it is there for its members alone
    return redirect("circles:circle", slug)
