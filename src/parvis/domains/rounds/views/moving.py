"""Moving somebody by hand: what each table would cost, or why not; then done, and undone."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.domains.people.models import Resident
from parvis.domains.rounds import selectors, services
from parvis.domains.rounds.forms import MoveForm
from parvis.domains.rounds.models import Round
from parvis.domains.rounds.selectors import desk as reads
from parvis.domains.rounds.views.desk import version_sent
from parvis.domains.rounds.vocabulary import Stage
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible
from parvis.web import htmx
from parvis.web.redirects import answered, see_other

NOWHERE = "none"


@dataclass(frozen=True, slots=True)
class Option:
    """One place somebody could have, in words; with refusals, one they cannot."""

    value: str
    title: str
    change: str
    refusals: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.title}. {self.change}" if self.change else self.title


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything the page of one move shows."""

    id: UUID
    name: str
    #: Where they are; empty for who has no table.
    now: str
    open: tuple[Option, ...]
    closed: tuple[Option, ...]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, round_id: UUID, resident_id: UUID) -> HttpResponse:
    """A list to choose from: what each place would change, and those that cannot be, with why."""
    held = selectors.find_round(request.user, round_id)
    back = reverse("rounds:round", args=[round_id])
    if held.stage != Stage.PREPARED:
        return see_other(back)
    choice = choice_of(request.user, held, resident_id)
    offered = [(one.value, one.label) for one in choice.open]
    if request.method != "POST":
        form = MoveForm(tables=offered, initial={"version": held.version})
        return _page(request, held, choice, form)
    form = MoveForm(request.POST, tables=offered)
    if not form.is_valid() and "table" in form.errors:
        return _page(request, held, choice, form, status=422)
    wanted = form.cleaned_data["table"]

    def do() -> str:
        services.move(
            round_id=round_id,
            resident_id=resident_id,
            table_id=None if wanted == NOWHERE else UUID(wanted),
            version=version_sent(request),
            by=request.user,
            at=clock.now(),
        )
        return _("C’est fait. %(name)s a changé de place.") % {"name": choice.name}

    return answered(request, do, then=back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The last move is taken back."""
    held = selectors.find_round(request.user, round_id)
    there = reverse("rounds:round", args=[held.pk])
    if request.method != "POST":
        return see_other(there)

    def do() -> str:
        services.undo_move(
            round_id=round_id, version=version_sent(request), by=request.user, at=clock.now()
        )
        return _("C’est annulé : chaque personne a retrouvé sa place.")

    return answered(request, do, then=there)


def choice_of(viewer: Resident, held: Round, resident_id: UUID) -> Choice:
    """Every place of the week for somebody, judged.

    :raises NotVisible: they are not of this week, or not for this reader to see.
    """
    name = reads.name_for(viewer, resident_id)
    if name is None:
        raise NotVisible
    now, judged = services.judge_moves(round_=held, resident_id=resident_id, at=clock.now())
    tables = {one.id: one for one in reads.round_page(viewer, held).tables}
    options = [
        Option(str(one.id), _titled(one), found.change_words, tuple(found.refusals))
        for one in tables.values()
        if (found := judged.get(one.id)) is not None
    ]
    if (none := judged.get(None)) is not None:
        nowhere = _("Sans tablée cette semaine, en premier la prochaine fois")
        options.append(Option(NOWHERE, nowhere, none.change_words, tuple(none.refusals)))
    return Choice(
        id=resident_id,
        name=name,
        now=f"{tables[now].when}, {tables[now].where}" if now in tables else "",
        open=tuple(one for one in options if not one.refusals),
        closed=tuple(one for one in options if one.refusals),
    )


def _titled(table: reads.TableCard) -> str:
    """« Tablée 2 : le jeudi à 18 h 30, Maison de quartier (Nadia, Ali) »."""
    people = ", ".join(one.name for one in table.people)
    return _("Tablée %(number)s : %(when)s, %(where)s (%(people)s)") % {
        "number": table.number,
        "when": table.when,
        "where": table.where,
        "people": people,
    }


def _page(
    request: HttpRequest, held: Round, choice: Choice, form: MoveForm, *, status: int = 200
) -> HttpResponse:
    context = {"week": held, "choice": choice, "form": form}
    return htmx.render(request, "rounds/desk/move.html", context, status=status)
