"""Pages of small ways to be useful."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.conversations import selectors as conversations
from parvis.domains.conversations.vocabulary import MESSAGE_MAX, REQUEST_MAX
from parvis.domains.mutual_aid import rules, selectors, services
from parvis.domains.mutual_aid.forms import AnswerForm, OfferForm
from parvis.domains.mutual_aid.models import Need
from parvis.domains.organisations import selectors as organisations
from parvis.domains.people import selectors as people
from parvis.domains.watch import selectors as watch
from parvis.domains.watch.models import Item
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    context = {"needs": list(selectors.needs_for(request.user, clock.now()))}
    return htmx.render(request, "mutual_aid/needs.html", context)


@require_safe
def need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    found = selectors.find_need(need_id)
    context = {
        "need": found,
        "is_open": rules.is_open(found, clock.now()),
        "offer": selectors.offer_of(request.user, found),
        "contact": organisations.contact_of(found.organisation, request.user),
    }
    return htmx.render(request, "mutual_aid/need.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """A word first: then the talk goes on in the conversation."""
    found = selectors.find_need(need_id)
    if selectors.offer_of(request.user, found):
        return redirect("mutual_aid:need", need_id)
    if request.method != "POST":
        words = _("Bonjour, je peux donner un coup de main pour « %(title)s ». Quand voulez-vous ?")
        return _offer_page(request, found, OfferForm(initial={"body": words % {"title": found}}))
    form = OfferForm(request.POST)
    if form.is_valid():
        try:
            made = services.offer_help(
                need=found, by=request.user, body=form.cleaned_data["body"], at=clock.now()
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error("body" if refusal.field else None, str(refusal))
        else:
            promise = watch.promise_of(services.OFFERED, made.pk)
            sent = _("Merci ! Votre message est parti. %(promise)s") % {"promise": promise}
            messages.success(request, sent)
            return redirect("mutual_aid:need", need_id)
    return _offer_page(request, found, form)


def _offer_page(request: HttpRequest, found: Need, form: OfferForm) -> HttpResponse:
    context = {"need": found, "form": form, "most": REQUEST_MAX}
    status = 422 if form.errors else 200
    return htmx.render(request, "mutual_aid/offer.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Write to somebody who offered their help. Only those the watch asked come here."""
    item = watch.item_asked(request.user, item_id)
    offered = selectors.offer_waiting(item) if item else None
    if item is None or offered is None:
        raise NotVisible
    if item.ended_at and (request.method != "POST" or item.answered_by_id == request.user.pk):
        return _already(request, item)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            conversation = services.answer(
                item=item, by=request.user, body=form.cleaned_data["body"], at=clock.now()
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error("body" if refusal.field else None, str(refusal))
        else:
            messages.success(request, _("Votre réponse est partie. Merci pour cette personne."))
            return redirect(conversation)
    context = {
        "form": form,
        "item": item,
        "offer": offered,
        "helper": people.resident_visible(request.user, item.waiting_id),
        "most": MESSAGE_MAX,
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "mutual_aid/answer.html", context, status=status)


def _already(request: HttpRequest, item: Item) -> HttpResponse:
    """Answered by them (the form sent twice), by somebody else, or no longer waited for."""
    if item.answered_by_id == request.user.pk:
        return redirect(conversations.between(request.user, item.waiting) or "watch:waiting")
    messages.info(request, _("Cette personne n’attend plus. Merci à vous."))
    return redirect("watch:waiting")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, need_id: UUID) -> HttpResponse:
    found = selectors.find_need(need_id)
    if request.method == "POST":
        services.withdraw(need=found, by=request.user, at=clock.now())
        messages.success(request, _("C’est noté. Merci d’y avoir pensé."))
    return redirect("mutual_aid:need", need_id)
