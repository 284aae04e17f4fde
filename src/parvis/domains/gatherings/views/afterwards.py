"""The page that follows a date: were you there, thanks, see each other again, the next one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.domains.gatherings import selectors, services
from parvis.domains.gatherings.forms import AgainForm, AgainWordsForm, NextForm, ThanksForm
from parvis.domains.gatherings.vocabulary import Audience
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@require_safe
@login_required
def after(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    return _page(request, occurrence_id, ThanksForm())


def _page(request: HttpRequest, occurrence_id: UUID, form: ThanksForm) -> HttpResponse:
    shown = selectors.after(request.user, occurrence_id, clock.now())
    # Who said yes too has their own buttons: the others are asked together.
    others = len(shown.people) > len(shown.agreed)
    invited = shown.gathering.audience == Audience.INVITATION and others
    in_circle = shown.gathering.audience == Audience.CIRCLE
    context = {
        "after": shown,
        "occurrence": shown.occurrence,
        "gathering": shown.gathering,
        "form": form,
        "may_propose": shown.came and (invited or in_circle),
        "photos": selectors.photos_of(request.user, shown),
        "may_add_photo": selectors.takes_photos(shown.gathering) and selectors.may_add_photo(shown),
    }
    status = 422 if form.errors else 200
    return htmx.render(request, "gatherings/after/after.html", context, status=status)


@require_POST
@login_required
def came(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """“I was there”, or “I could not”: as said, without shame either way."""
    said = request.POST.get("came") == "1"
    mine = services.say_came(
        occurrence_id=occurrence_id, resident=request.user, came=said, at=clock.now()
    )
    if mine.came is not said:
        messages.info(request, _("La feuille de présence dit autre chose : parlez-en à l’accueil."))
    elif not said:
        messages.success(request, _("C’est noté. Ce sera pour une autre fois, quand vous voudrez."))
    return redirect("gatherings:after", occurrence_id)


@require_POST
@login_required
def thank(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    form = ThanksForm(request.POST)
    if form.is_valid():
        try:
            services.thank(
                occurrence_id=occurrence_id,
                by=request.user,
                seat=form.cleaned_data["seat"],
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("Votre merci est transmis."))
            return redirect("gatherings:after", occurrence_id)
    return _page(request, occurrence_id, form)


@require_POST
@login_required
def again(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """A yes or a no that the other never learns, unless both say yes."""
    form = AgainForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        services.say_again(
            occurrence_id=occurrence_id, by=request.user, at=clock.now(), **form.cleaned_data
        )
    except NotVisible:
        raise
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("C’est noté. Cela reste entre vous et nous."))
    return redirect("gatherings:after", occurrence_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def again_write(request: HttpRequest, occurrence_id: UUID, seat: int) -> HttpResponse:
    """The first message to somebody who said yes too."""
    now = clock.now()
    shown = selectors.after(request.user, occurrence_id, now)
    person = selectors.person_there(request.user, shown.occurrence, seat)
    if not person.agreed or shown.is_discreet:
        raise NotVisible
    words = _("Bonjour %(to)s, c’est %(me)s. J’ai aimé ce moment. On se revoit ?")
    initial = {"body": words % {"to": person.name, "me": request.user.name}}
    form = AgainWordsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        body = form.cleaned_data["body"]
        try:
            conversation = services.write_to(
                occurrence_id=occurrence_id, by=request.user, seat=seat, body=body, at=now
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error("body", str(refusal))
        else:
            return redirect("conversations:thread", conversation.pk)
    context = {"form": form, "person": person, "occurrence": shown.occurrence}
    status = 422 if form.errors else 200
    return htmx.render(request, "gatherings/after/write.html", context, status=status)


@require_POST
@login_required
def next_date(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    """The same people, the same hour: each week, or once more."""
    form = NextForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        gathering = services.propose_next(
            occurrence_id=occurrence_id, by=request.user, at=clock.now(), **form.cleaned_data
        )
    except NotVisible:
        raise
    except services.GatheringRefused as refusal:
        messages.warning(request, " ".join(str(one) for one in refusal.problems.values()))
        return redirect("gatherings:after", occurrence_id)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("gatherings:after", occurrence_id)
    messages.success(request, _("C’est proposé. Chaque personne dira si cela lui va."))
    first = gathering.occurrences.filter(starts_at__gt=clock.now()).earliest("starts_at")
    return redirect(first)
