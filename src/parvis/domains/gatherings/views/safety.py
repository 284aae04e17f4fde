"""Sharing a plan with somebody trusted, and giving news afterwards."""

import smtplib
from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms import ShareForm, WorryForm
from parvis.domains.gatherings.models import Occurrence, TrustedLink
from parvis.domains.gatherings.vocabulary import DISCREET_WORDS, Wellbeing
from parvis.domains.people.models import Resident
from parvis.kernel import clock, throttle
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import dates, htmx

#: Nobody looks at a plan so often; whoever tries tokens does.
LOOKS, LOOKS_SECONDS = 60, 600
UNSEEN: Final = {
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@require_safe
def tips(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Resident):
        services.read_tips(resident=request.user, at=clock.now())
    context = {"discreet_words": DISCREET_WORDS}
    return htmx.render(request, "gatherings/safety/tips.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def share(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """A link for somebody one trusts. Its page is the answer itself: the token is shown once."""
    shown = selectors.own_date(request.user, occurrence_id)
    form = ShareForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            link, token, is_new = services.share_plan(
                occurrence=shown,
                by=request.user,
                contact_name=form.cleaned_data["contact_name"],
                contact_email=form.cleaned_data["contact_email"],
                once=form.key,
                at=clock.now(),
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return _shared(request, shown, link, token, is_new=is_new)
    context = {
        "occurrence": shown,
        "gathering": shown.gathering,
        "form": form,
        "links": _links(request.user, shown),
        "may_share": not shown.is_cancelled and not shown.is_over(clock.now()),
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "gatherings/safety/share.html", context, status=status)


def _links(resident: Resident, shown: Occurrence) -> list[TrustedLink]:
    now = clock.now()
    return [one for one in selectors.links_of(resident, shown) if one.is_live(now)]


def _shared(
    request: HttpRequest, shown: Occurrence, link: TrustedLink, token: str, *, is_new: bool
) -> HttpResponse:
    """The link to copy, share or send; mailed too when there is an address, once."""
    mailed, trouble = False, ""
    if is_new:
        try:
            mailed = services.send_link(link=link, token=token)
        except throttle.Throttled:
            trouble = _(
                "Vous avez envoyé beaucoup de mails aujourd’hui : donnez-lui le lien vous-même."
                " Nous n’avons pas gardé son adresse : nous ne lui écrirons pas non plus si vos"
                " nouvelles tardent."
            )
        except (OSError, smtplib.SMTPException):
            trouble = _("Le mail n’a pas pu partir : donnez-lui le lien vous-même.")
    path = reverse("gatherings:trusted", args=[token])
    address = settings.PARVIS.public_url.rstrip("/") + path
    words = _("Je te confie ma rencontre %(day)s. Tout est ici : %(link)s") % {
        "day": dates.day(shown.starts_at, shown.gathering.time_zone),
        "link": address,
    }
    context = {
        "occurrence": shown,
        "link": link,
        "address": address,
        "sms": "sms:?&body=" + quote(words),
        "mailed": mailed,
        "trouble": trouble,
    }
    response = htmx.render(request, "gatherings/safety/shared.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@login_required
def revoke(request: HttpRequest, link_id: UUID) -> HttpResponse:
    link = services.revoke_link(link_id=link_id, by=request.user, at=clock.now())
    said = _("C’est retiré : ce lien ne montre plus rien, et l’adresse de %(name)s est effacée.")
    messages.success(request, said % {"name": link.contact_name})
    return redirect("gatherings:share", link.occurrence_id)


@require_safe
def trusted(request: HttpRequest, token: str) -> HttpResponse:
    """What a trusted contact reads, without an account. Nothing is told of a link that is none."""
    network = throttle.network_of(request.META.get("REMOTE_ADDR", ""))
    throttle.require("gatherings.trusted", network, limit=LOOKS, seconds=LOOKS_SECONDS)
    try:
        plan = selectors.plan_behind(token, clock.now())
    except NotVisible:
        response = htmx.render(request, "gatherings/safety/trusted_gone.html", status=404)
    else:
        context = {"plan": plan, "town_hall_phone": settings.PARVIS.town_hall_phone}
        response = htmx.render(request, "gatherings/safety/trusted.html", context)
    for name, value in UNSEEN.items():
        response[name] = value
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check_in(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """“All well?”: one tap; or what worries, with or without words."""
    now = clock.now()
    shown = selectors.own_date(request.user, occurrence_id)
    if not selectors.may_give_news(request.user, shown, now):
        raise NotVisible
    form = WorryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("answer") == Wellbeing.WELL:
        services.say_well(occurrence=shown, resident=request.user, at=now)
        messages.success(request, _("Merci, c’est noté. Bonne suite."))
        return redirect("gatherings:check_in", occurrence_id)
    if request.POST.get("answer") == Wellbeing.WORRIED and form.is_valid():
        words = form.cleaned_data["words"]
        services.say_worried(occurrence=shown, resident=request.user, words=words, at=now)
        return redirect("gatherings:check_in", occurrence_id)
    context = {
        "occurrence": shown,
        "gathering": shown.gathering,
        "form": form,
        "check_in": selectors.check_in_of(request.user, shown),
        "town_hall_phone": settings.PARVIS.town_hall_phone,
        "worries": "inquiet" in request.GET or bool(form.errors),
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "gatherings/safety/check_in.html", context, status=status)
