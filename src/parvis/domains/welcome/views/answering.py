"""For those who welcome: answering somebody who waits, and setting one's limits."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.domains.conversations import selectors as conversations
from parvis.domains.conversations.vocabulary import MESSAGE_MAX
from parvis.domains.people import rules as people_rules
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.domains.people.vocabulary import Role
from parvis.domains.watch import selectors as watch
from parvis.domains.watch.models import Item
from parvis.domains.welcome import selectors, services
from parvis.domains.welcome.forms import AnswerForm, WelcomingForm
from parvis.domains.welcome.views.chips import Chip, chips_of
from parvis.domains.welcome.vocabulary import CAP_DEFAULT
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Write to somebody who waits. Only those the watch asked come here."""
    item = watch.item_asked(request.user, item_id)
    if item is None or item.kind not in {services.ASKED, services.GAP}:
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
            return redirect("conversations:thread", conversation.pk)
    newcomer = people.resident_visible(request.user, item.waiting_id)
    context = {
        "form": form,
        "item": item,
        "newcomer": newcomer,
        "most": MESSAGE_MAX,
        "chips": _chips(newcomer),
        **_what_for(item),
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "welcome/answer.html", context, status=status)


def _already(request: HttpRequest, item: Item) -> HttpResponse:
    """Answered by them (the form sent twice), by somebody else, or no longer waited for."""
    if item.answered_by_id == request.user.pk:
        mine = conversations.between(request.user, item.waiting)
        return redirect(mine or "watch:waiting")
    messages.info(request, _("Cette personne n’attend plus. Merci à vous."))
    return redirect("watch:waiting")


def _what_for(item: Item) -> dict[str, str]:
    """The newcomer's words to whoever answers, or what the town had nothing of."""
    if item.kind == services.ASKED:
        welcome = selectors.welcome_of(item)
        return {"first": welcome.words if welcome else "", "gap": ""}
    gap = selectors.gap_of(item)
    return {"first": "", "gap": gap.get_kind_display() if gap else ""}


def _chips(newcomer: Resident) -> list[Chip]:
    """What helps to write a first word; never their situation nor their needs."""
    told = selectors.Told(interests=newcomer.interests, languages=newcomer.languages)
    return chips_of(told, newcomer.area.name if newcomer.area else "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcoming(request: HttpRequest) -> HttpResponse:
    """The limit and the pause of a welcomer."""
    if not people_rules.has_role(request.user, Role.WELCOMER):
        raise NotVisible
    now = clock.now()
    current = selectors.welcomer_of(request.user)
    initial = (
        {"cap": current.cap, "paused_until": current.paused_until, "proposes": current.proposes}
        if current
        else {"cap": CAP_DEFAULT}
    )
    form = WelcomingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            services.set_welcoming(resident=request.user, **form.cleaned_data, at=now)
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("C’est noté. Votre limite est respectée dès maintenant."))
            return redirect("welcome:welcoming")
    context = {"form": form, "load": selectors.load_of(request.user)}
    return htmx.render(
        request, "welcome/welcoming.html", context, status=422 if form.errors else 200
    )
