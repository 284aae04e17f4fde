"""My account: what can be set, mails, agreements, my data, and leaving."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.domains.people import selectors, services, vocabulary
from parvis.domains.people.forms import MailsForm
from parvis.domains.people.views.adapter import has_second_factor
from parvis.domains.people.views.confirming import recently_confirmed
from parvis.domains.people.views.signed_in import SignedIn
from parvis.kernel import clock, throttle
from parvis.web.dates import day


@login_required
@require_GET
def account(request: SignedIn) -> HttpResponse:
    context = {
        "resident": request.user,
        "photo_url": selectors.face_url(request.user),
        "has_second_factor": has_second_factor(request.user),
        "roles": [vocabulary.Role(held.kind).label for held in request.resident_roles],
    }
    return render(request, "people/account.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def mails(request: SignedIn) -> HttpResponse:
    resident = request.user
    now = {"reads": resident.reads, "email_immediately": resident.email_immediately}
    form = MailsForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        services.change_mails(resident=resident, **form.cleaned_data)
        messages.success(request, _("C’est noté."))
        return redirect("people:account")
    status = 422 if form.errors else 200
    return render(request, "people/mails.html", {"form": form}, status=status)


@login_required
@require_GET
def agreements(request: SignedIn) -> HttpResponse:
    consents = [
        {
            "label": vocabulary.Agreement(consent.kind).label,
            "version": consent.version,
            "given_at": consent.given_at,
            "withdrawn_at": consent.withdrawn_at,
        }
        for consent in selectors.consents_of(request.user)
    ]
    return render(request, "people/agreements.html", {"consents": consents})


@login_required
@require_http_methods(["GET", "POST"])
def agree(request: SignedIn) -> HttpResponse:
    """The texts changed: they are shown, and agreed to, before anything else."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        wanted = ""
    missing = request.method == "POST" and not request.POST.get("agree")
    if request.method == "POST" and not missing:
        services.agree(resident=request.user, at=clock.now())
        messages.success(request, _("Merci. Bonne journée sur le parvis."))
        return redirect(wanted or "pages:home")
    context = {
        "next": wanted,
        "missing": missing,
        "agreed": selectors.has_agreed(request.user),
        "version": vocabulary.CHARTER_VERSION,
    }
    return render(request, "people/agree.html", context, status=422 if missing else 200)


@login_required
@require_GET
def data(request: SignedIn) -> HttpResponse:
    due = selectors.erasure_due_at(request.user)
    return render(request, "people/data.html", {"erasure_due_at": due})


@recently_confirmed
@require_http_methods(["GET", "POST"])
def export(request: SignedIn) -> HttpResponse | FileResponse:
    """A page that offers the archive; asked for, it is made and sent at once, and kept nowhere."""
    if request.method == "GET":
        return render(request, "people/export_page.html")
    throttle.require("people.export", request.user.pk, limit=10, seconds=86_400)
    at = clock.now()
    archive = io.BytesIO(services.export_of(request.user, at))
    name = f"parvis-mes-donnees-{at:%Y-%m-%d}.zip"
    response = FileResponse(archive, as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@recently_confirmed
@require_http_methods(["GET", "POST"])
def erasure(request: SignedIn) -> HttpResponse:
    if request.method == "POST":
        due = services.ask_erasure(resident=request.user, at=clock.now())
        messages.success(
            request,
            _("C’est noté. Tout sera effacé %(day)s. D’ici là, vous pouvez changer d’avis.")
            % {"day": day(due)},
        )
        return redirect("people:data")
    if request.user.erasure_asked_at is not None:
        return redirect("people:data")
    return render(request, "people/erasure.html")


@login_required
@require_POST
def cancel_erasure(request: SignedIn) -> HttpResponse:
    services.cancel_erasure(resident=request.user, at=clock.now())
    messages.success(request, _("L’effacement est annulé. Rien n’a été perdu."))
    return redirect("people:data")
