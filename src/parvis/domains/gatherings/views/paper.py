"""Paper: the week of a place or an area, one's own, a poster. As PDF, and as HTML that prints."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.domains.gatherings import selectors
from parvis.domains.gatherings.forms import Period
from parvis.domains.gatherings.selectors import paper as printed
from parvis.domains.gatherings.vocabulary import BROWSED_DAYS, PRINTS_IN_TEN_MINUTES
from parvis.domains.people.models import Resident
from parvis.domains.territory import selectors as territory
from parvis.domains.territory.models import Area, Place
from parvis.domains.territory.vocabulary import Answer
from parvis.kernel import clock, throttle
from parvis.web import dates, paper

#: Letters of a poster that leave room for its drawing; those of the title count thrice.
FULL_POSTER = 480
#: From Saturday noon to Monday.
AHEAD_OF_MONDAY = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed: its template with what it says, its address as HTML, its name as a file."""

    template: str
    context: dict[str, Any]
    html_url: str
    pdf_url: str
    name: str
    query: dict[str, str]
    is_private: bool = False
    is_poster: bool = False

    def to_read(self) -> HttpResponse:
        """The HTML twin, for a screen, a screen reader, or a browser's printer."""
        links = {
            "pdf_a4": _with(self.pdf_url, self.query),
            "pdf_a3": _with(self.pdf_url, {**self.query, "format": "a3"}),
        }
        return HttpResponse(paper.render(self.template, {**self.context, **links}, on_screen=True))

    def to_print(self, request: HttpRequest) -> HttpResponse:
        """The PDF; or the way to the HTML that prints, where no PDF can be made."""
        size = paper.Size.read(request.GET.get("format", ""))
        twin = HttpResponseRedirect(_with(self.html_url, self.query), status=303)
        if paper.missing():
            return twin
        written = paper.render(self.template, self.context)
        sheet = paper.Sheet(written, size, fill=self.is_poster)
        if self.is_private or not paper.is_kept(sheet):
            who = request.user.pk or throttle.network_of(request.META.get("REMOTE_ADDR", ""))
            throttle.require("paper", who, limit=PRINTS_IN_TEN_MINUTES, seconds=600)
        try:
            made = paper.pdf(sheet, keep=not self.is_private)
        except paper.NotPrinted:
            return twin
        response = HttpResponse(made, content_type="application/pdf")
        file = f"{slugify(self.name)}-{size}.pdf"
        response["Content-Disposition"] = f'inline; filename="{file}"'
        return response


@require_safe
def place_programme(request: HttpRequest, slug: str) -> HttpResponse:
    return _of_place(request, territory.find_place(slug)).to_read()


@require_safe
def place_programme_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return _of_place(request, territory.find_place(slug)).to_print(request)


@require_safe
def area_programme(request: HttpRequest, slug: str) -> HttpResponse:
    return _of_area(request, territory.find_area(slug)).to_read()


@require_safe
def area_programme_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return _of_area(request, territory.find_area(slug)).to_print(request)


@login_required
@never_cache
@require_safe
def my_week(request: HttpRequest) -> HttpResponse:
    return _own_week(request.user).to_read()


@login_required
@never_cache
@require_safe
def my_week_pdf(request: HttpRequest) -> HttpResponse:
    return _own_week(request.user).to_print(request)


@require_safe
def poster(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    return _poster(request, occurrence_id).to_read()


@require_safe
def poster_pdf(request: HttpRequest, occurrence_id: UUID) -> HttpResponse:
    return _poster(request, occurrence_id).to_print(request)


def _of_place(request: HttpRequest, place: Place) -> Document:
    monday, today, query = _week(request, place.area.time_zone)
    programme = printed.programme_of_place(place, monday, request.user)
    page = reverse("territory:place", args=[place.slug])
    context = {
        **_programme(programme, today, page, place.name),
        "place": place,
        "access": access_words(place),
        "everywhere": False,
    }
    return _document("place", place.slug, "gatherings/paper/place.html", context, query)


def _of_area(request: HttpRequest, area: Area) -> Document:
    monday, today, query = _week(request, area.time_zone)
    programme = printed.programme_of_area(area, monday, request.user)
    page = reverse("territory:area", args=[area.slug])
    context = {**_programme(programme, today, page, area.name), "everywhere": True}
    return _document("area", area.slug, "gatherings/paper/area.html", context, query)


def _document(
    kind: str, slug: str, template: str, context: dict[str, Any], query: dict[str, str]
) -> Document:
    html_url = reverse(f"gatherings:{kind}_programme", args=[slug])
    weeks = {
        "before_url": _with(html_url, {"semaine": context.pop("before")}),
        "after_url": _with(html_url, {"semaine": context.pop("after")}),
    }
    return Document(
        template=template,
        context={**context, **weeks},
        html_url=html_url,
        pdf_url=reverse(f"gatherings:{kind}_programme_pdf", args=[slug]),
        name=f"{_('programme')}-{slug}-{context['programme'].monday}",
        query=query,
    )


def _programme(programme: printed.Programme, today: date, page: str, name: str) -> dict[str, Any]:
    monday = programme.monday
    return {
        "programme": programme,
        "title": name,
        "span": span_words(monday, programme.sunday),
        "today": today,
        "page_url": page,
        "short": paper.short(page),
        "qr": paper.qr(page, _("Code à photographier : la page de %(name)s") % {"name": name}),
        "before": _iso_week(monday - timedelta(days=7)),
        "after": _iso_week(monday + timedelta(days=7)),
    }


def _own_week(resident: Resident) -> Document:
    now = clock.now()
    today = selectors.wall(now, settings.TIME_ZONE).date()
    page = reverse("gatherings:agenda")
    context = {
        "week": printed.own_week(resident, now),
        "resident_name": resident.name,
        "span": span_words(today, today + timedelta(days=6)),
        "page_url": reverse("pages:week"),
        "short": paper.short(page),
        "qr": paper.qr(page, _("Code à photographier : l’agenda de la commune")),
    }
    return Document(
        template="gatherings/paper/my_week.html",
        context=context,
        html_url=reverse("gatherings:my_week"),
        pdf_url=reverse("gatherings:my_week_pdf"),
        name=_("ma-semaine"),
        query={},
        is_private=True,
    )


def _poster(request: HttpRequest, occurrence_id: UUID) -> Document:
    """``accueil=1``: with the first name of who greets, for who runs it and asked them."""
    shown = printed.poster(request.user, occurrence_id, clock.now())
    gathering = shown.occurrence.gathering
    page = shown.occurrence.get_absolute_url()
    place = gathering.place
    printable = reverse("territory:place", args=[place.slug]) if place.published else page
    is_named = shown.may_name and request.GET.get("accueil") == "1"
    html_url = reverse("gatherings:poster", args=[occurrence_id])
    context = {
        "poster": shown,
        "gathering": gathering,
        "place": place,
        "drawing": paper.drawing(place.drawing, _("Dessin : %(name)s") % {"name": place.name}),
        "greeter": selectors.greeter_of(request.user, gathering) if is_named else "",
        "rhythm": selectors.rhythm_words(gathering),
        "spoken": selectors.languages_words(gathering),
        "access": access_words(place),
        "letters": _letters(gathering.title),
        "is_full": _is_full(shown, is_named=is_named),
        "page_url": page,
        "named_url": None if is_named or not shown.may_name else _with(html_url, {"accueil": "1"}),
        "unnamed_url": html_url if is_named else None,
        "short": paper.short(printable),
        "qr": paper.qr(page, _("Code à photographier : la page de cette rencontre")),
    }
    return Document(
        template="gatherings/paper/poster.html",
        context=context,
        html_url=html_url,
        pdf_url=reverse("gatherings:poster_pdf", args=[occurrence_id]),
        name=f"{_('affiche')}-{gathering.title}-{dates.iso(shown.occurrence.starts_at)[:10]}",
        query={"accueil": "1"} if is_named else {},
        is_private=is_named,
        is_poster=True,
    )


def _letters(title: str) -> str:
    """How large the letters of a title may be so that no word of it is cut."""
    longest = max(map(len, title.split()), default=0)
    if len(title) <= 24 and longest <= 9:
        return "short"
    return "middle" if len(title) <= 50 and longest <= 12 else "long"


def _is_full(shown: printed.Poster, *, is_named: bool) -> bool:
    """Whether there is so much to say that the poster goes without its drawing, in smaller type."""
    gathering = shown.occurrence.gathering
    said = [gathering.title * 3, gathering.about[:240], gathering.bring, gathering.where_note]
    said += [gathering.place.how_to_come[:140], gathering.sign if is_named else ""]
    return sum(map(len, said)) > FULL_POSTER


def span_words(first: date, last: date) -> str:
    """« Du 23 au 29 novembre », « Du 30 novembre au 6 décembre »."""
    told = [dates.day(day).partition(" ")[2] for day in (first, last)]
    if first.month == last.month:
        told[0] = told[0].partition(" ")[0]
    return _("Du %(first)s au %(last)s") % {"first": told[0], "last": told[1]}


def access_words(place: Place) -> list[str]:
    """What is known to be there, in short; and steps, which one must know before coming."""
    return [
        sentence
        for fact, answer, sentence in place.access_sentences
        if answer is Answer.YES or (answer is Answer.NO and fact == "step-free")
    ]


def _week(request: HttpRequest, zone: str) -> tuple[date, date, dict[str, str]]:
    """The Monday a link asks for, today, and how to ask for that week again.

    A link that asks for none gets this week; from Saturday noon, the next one: what is printed then
    hangs on a wall from Monday on.
    """
    now = selectors.wall(clock.now(), zone)
    today, usual = now.date(), selectors.week_of((now + AHEAD_OF_MONDAY).date())[0]
    monday = selectors.week_of(Period.read(request.GET, usual).starts)[0]
    if abs((monday - today).days) > BROWSED_DAYS:
        monday = usual
    return monday, today, {} if monday == usual else {"semaine": _iso_week(monday)}


def _iso_week(monday: date) -> str:
    return f"{monday:%G-W%V}"


def _with(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url
