"""Agendas kept elsewhere: adding one, looking before accepting, and what one does of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.forms.importing import ChoicesForm, SourceForm, told
from parvis.domains.gatherings.models import Occurrence, Source
from parvis.domains.gatherings.selectors import importing as reads
from parvis.domains.gatherings.services import importing
from parvis.domains.gatherings.vocabulary import (
    ImportProblem,
    LeftOut,
    SourceKind,
)
from parvis.domains.organisations import selectors as organisations
from parvis.kernel import clock, throttle
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx

#: Previews, and readings asked for, in an hour (trust.md SEC-5): each makes this server go out.
LOOKS, WINDOW = 20, 3600
#: Rows of a preview.
SHOWN = 30


@login_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """For hosts and who coordinates; for everybody else this page does not exist."""
    if not rules.may_publish_somewhere(request.user):
        raise NotVisible
    context = {"sources": reads.sources_of(request.user)}
    return htmx.render(request, "gatherings/import/sources.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_source(request: HttpRequest) -> HttpResponse:
    if not rules.may_publish_somewhere(request.user):
        raise NotVisible
    if request.method != "POST":
        hosted = organisations.hosted_by(request.user).order_by("name").first()
        own = {"organisation": str(hosted.pk), "place": hosted.place_id} if hosted else {}
        form = SourceForm(by=request.user, initial={"kind": SourceKind.ICAL, **own})
        return _form_page(request, form)
    form = SourceForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            made = importing.add_source(by=request.user, values=form.values(), at=clock.now())
        except Refusal as refusal:
            _take_back(form, refusal)
        else:
            return _see_other("preview_source", made.pk)
    return _form_page(request, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    held = reads.find_source(request.user, source_id).source
    if request.method != "POST":
        form = SourceForm(by=request.user, source=held, initial=told(held))
        return _form_page(request, form, held)
    form = SourceForm(request.POST, by=request.user, source=held)
    if form.is_valid():
        try:
            importing.change_source(source=held, by=request.user, values=form.values())
        except Refusal as refusal:
            _take_back(form, refusal)
        else:
            messages.success(request, _("C’est enregistré. Ce qui est annoncé suivra."))
            return _see_other("source", held.pk)
    return _form_page(request, form, held, status=422)


@login_required
@require_safe
def source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """How it goes, and what one can do."""
    shown = reads.find_source(request.user, source_id)
    context = {
        "tended": shown,
        "source": shown.source,
        "runs": [(run, _left_out(run.refused)) for run in reads.runs_of(shown.source)],
        "hidden": reads.hidden_of(shown.source),
    }
    return htmx.render(request, "gatherings/import/source.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What would come in, before anything does. Looking goes out, for five seconds at most."""
    held = reads.find_source(request.user, source_id).source
    if request.method == "POST":
        return _choose(request, held)
    throttle.require("import.preview", request.user.pk, limit=LOOKS, seconds=WINDOW)
    context: dict[str, Any] = {"source": held, "problem": None}
    try:
        found = importing.preview(held, at=clock.now())
    except importing.NotRead as stopped:
        context["problem"] = ImportProblem(stopped.problem).label
        return htmx.render(request, "gatherings/import/preview.html", context)
    twins = [one for one in found.refused if one.why == LeftOut.TWICE]
    context |= {
        "plan": found,
        "shown": [(one, _next(one)) for one in found.new[:SHOWN]],
        "more": max(0, len(found.new) - SHOWN),
        "form": ChoicesForm(
            usual=held.place,
            places=_most(found.unknown_places),
            words=_most(found.unknown_words),
        ),
        "twins": twins,
        "others": [(one, one.why.label) for one in found.refused if one.why != LeftOut.TWICE],
    }
    return htmx.render(request, "gatherings/import/preview.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Now rather than in a few hours. ``shrunk=1``: yes, it really lost so much."""
    held = reads.find_source(request.user, source_id).source
    if request.method == "POST":
        throttle.require("import.run", request.user.pk, limit=LOOKS, seconds=WINDOW)
        shrunk = request.POST.get("shrunk") == "1"
        importing.run_source(source=held, by=request.user, at=clock.now(), shrunk=shrunk)
        messages.success(request, _("Nous le lisons maintenant. Revenez dans une minute."))
    return _see_other("source", held.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pause_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Pause, or go on (``go=1``)."""
    held = reads.find_source(request.user, source_id).source
    if request.method == "POST":
        if request.POST.get("go") == "1":
            importing.accept_source(source=held, by=request.user, at=clock.now())
            messages.success(request, _("Cet agenda est de nouveau lu, toutes les six heures."))
        else:
            importing.pause_source(source=held, by=request.user)
            messages.success(request, _("En pause. Ce qui est annoncé reste tel quel."))
    return _see_other("source", held.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_source(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """What becomes of what it brought in is asked first."""
    shown = reads.find_source(request.user, source_id)
    if request.method != "POST":
        context = {"tended": shown, "source": shown.source}
        return htmx.render(request, "gatherings/import/delete.html", context)
    keep = request.POST.get("keep") != "0"
    importing.delete_source(source=shown.source, by=request.user, keep=keep, at=clock.now())
    if keep:
        messages.success(request, _("Retiré. Ses rencontres restent, et se changent ici."))
    else:
        messages.success(request, _("Retiré. Ses rencontres s’en vont ; qui venait est prévenu."))
    return HttpResponseRedirect(reverse("gatherings:sources"), status=303)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide_imported(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """“Do not show”: asked once, then done."""
    held = selectors.find_gathering(request.user, gathering_id)
    origin = reads.origin_of(held)
    if origin is None:
        raise NotVisible
    if request.method == "POST":
        importing.hide_imported(gathering=held, by=request.user, at=clock.now())
        messages.success(request, _("Elle n’est plus montrée ici."))
        return HttpResponseRedirect(reverse("gatherings:agenda"), status=303)
    context = {"gathering": held, "origin": origin}
    return htmx.render(request, "gatherings/import/hide.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_imported(request: HttpRequest, source_id: UUID, row_id: int) -> HttpResponse:
    held = reads.find_source(request.user, source_id).source
    if request.method == "POST":
        importing.show_imported(source=held, row_id=row_id, by=request.user, at=clock.now())
        messages.success(request, _("Elle reviendra à la prochaine lecture de l’agenda."))
    return _see_other("source", held.pk)


def origin(occurrence: Occurrence, request: HttpRequest) -> str | None:
    """Slot ``gathering.origin``: who announces it, and under which licence."""
    found = reads.origin_of(occurrence.gathering)
    if found is None:
        return None
    context = {
        "origin": found,
        "gathering": occurrence.gathering,
        "may_hide": rules.may_edit(request.user, occurrence.gathering),
    }
    return render_to_string("gatherings/import/origin.html", context, request=request)


def _choose(request: HttpRequest, held: Source) -> HttpResponse:
    form = ChoicesForm.posted(request.POST, usual=held.place)
    if form.is_valid():
        choices = form.choices(request.POST.getlist("twins"))
        importing.choose(source=held, by=request.user, choices=choices)
    else:
        messages.warning(request, _("Un lieu ou un sujet n’est plus dans la liste : choisissez."))
        return _see_other("preview_source", held.pk)
    if request.POST.get("action") != "accept":
        return _see_other("preview_source", held.pk)
    importing.accept_source(source=held, by=request.user, at=clock.now())
    messages.success(request, _("C’est parti : ses rencontres arrivent dans l’agenda."))
    return _see_other("source", held.pk)


def _next(planned: importing.Planned) -> object:
    """The date a row of the preview shows."""
    return next(iter(planned.entry.dates), None)


def _most(counts: dict[str, int]) -> list[str]:
    """Words, the most frequent first."""
    return [words for words, _count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def _left_out(refused: list[dict[str, str]]) -> list[tuple[str, str]]:
    known = dict(LeftOut.choices)
    return [
        (one.get("title") or _("Sans titre"), str(known.get(one.get("why", ""), "")))
        for one in refused
    ]


def _take_back(form: SourceForm, refusal: Refusal) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _form_page(
    request: HttpRequest, form: SourceForm, held: Source | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "source": held,
        "branches": organisations.interest_branches(form["interests"].value() or ()),
    }
    return htmx.render(request, "gatherings/import/form.html", context, status=status)


def _see_other(name: str, source_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"gatherings:{name}", args=[source_id]), status=303)
