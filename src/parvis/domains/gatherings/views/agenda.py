"""The agenda: a week or a day, open to everyone, with an end."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.domains.gatherings import rules, selectors
from parvis.domains.gatherings.forms import AgendaForm, Period
from parvis.domains.gatherings.vocabulary import BROWSED_DAYS
from parvis.domains.territory import selectors as territory
from parvis.kernel import clock
from parvis.web import dates, htmx


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    today = selectors.wall(now, settings.TIME_ZONE).date()
    period = Period.read(request.GET, today)
    form = AgendaForm(request.GET, areas=territory.neighbourhoods())
    is_now = period.starts <= today < period.ends
    page = selectors.agenda(
        viewer=request.user,
        starts=_midnight(period.starts),
        ends=_midnight(period.ends),
        filters=form.wanted(),
        at=now if is_now else None,
        skip=period.skip,
    )
    asked = form.asked
    context = {
        "form": form,
        "page": page,
        "title": _title(period, today),
        "today": today,
        "is_past": period.ends <= today,
        "was_unreadable": period.was_unreadable,
        "chips": [(label, _link(period, rest)) for label, rest in form.chips()],
        "without_filters": _link(period, {}),
        "period_fields": period.query().items(),
        "tabs": _tabs(period, today, asked),
        "before": _near(period.before(), today, asked),
        "after": _near(period.after(), today, asked),
        "goes_on": _link(period.going_on(*page.goes_on), asked) if page.goes_on else None,
        "may_publish": rules.may_publish_somewhere(request.user),
    }
    return htmx.render(request, "gatherings/agenda.html", context, block="results")


def _midnight(day: date) -> datetime:
    return selectors.instant(datetime.combine(day, time()), settings.TIME_ZONE)


def _link(period: Period, asked: dict[str, Any]) -> str:
    return reverse("gatherings:agenda", query={**period.query(), **asked})


def _near(period: Period, today: date, asked: dict[str, Any]) -> str | None:
    """The page before or after; the agenda has two ends, so that nobody (nor a robot) goes on."""
    is_near = abs((period.starts - today).days) <= BROWSED_DAYS
    return _link(period, asked) if is_near else None


def _tabs(period: Period, today: date, asked: dict[str, Any]) -> list[dict[str, Any]]:
    sunday = period.monday + timedelta(days=6)
    day = today if period.monday <= today <= sunday else period.starts
    by_day = period if period.is_day else Period.of_day(day)
    by_week = Period.of_week(period.starts)
    return [
        {"label": _("Jour"), "href": _link(by_day, asked), "current": period.is_day},
        {"label": _("Semaine"), "href": _link(by_week, asked), "current": not period.is_day},
    ]


def _title(period: Period, today: date) -> str:
    if period.is_day:
        if period.starts == today:
            return _("Aujourd’hui, %(day)s") % {"day": dates.day(today)}
        return dates.day(period.starts, year=abs((period.starts - today).days) > 300)
    last = period.ends - timedelta(days=1)
    words = {"first": dates.day(period.starts), "last": dates.day(last)}
    if period.monday <= today <= last:
        return _("Cette semaine, jusqu’au %(last)s") % words
    return _("Du %(first)s au %(last)s") % words
