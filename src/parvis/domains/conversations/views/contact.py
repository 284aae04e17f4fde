"""First contact: writing a request, saying yes, saying “not now”."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.domains.conversations import rules, selectors, services
from parvis.domains.conversations.forms import RequestForm, first_words
from parvis.domains.conversations.models import Conversation
from parvis.domains.conversations.vocabulary import Purpose, State
from parvis.domains.people import selectors as people
from parvis.domains.people.models import Resident
from parvis.kernel import clock
from parvis.kernel.errors import NotVisible, Refusal
from parvis.web import htmx


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request: HttpRequest, resident_id: UUID) -> HttpResponse:
    """A first message to somebody; their conversation, where there is one already."""
    to = people.resident_visible(request.user, resident_id)
    if to.pk == request.user.pk:
        raise NotVisible
    existing = selectors.between(request.user, to)
    again = existing and rules.may_ask_again(existing, request.user, clock.now())
    if request.method != "POST" and existing and not again:
        return _see_other(existing)
    purpose = _purpose(request.POST.get("pour") or request.GET.get("pour", ""))
    if request.method != "POST":
        form = RequestForm(initial={"body": first_words(purpose, by=request.user, to=to)})
        return _page(request, form, to, purpose)
    form = RequestForm(request.POST)
    if form.is_valid():
        try:
            conversation = services.ask(
                by=request.user,
                to=to,
                body=form.cleaned_data["body"],
                purpose=purpose,
                at=clock.now(),
            )
        except NotVisible:
            raise
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            if conversation.state != State.OPEN:
                messages.success(
                    request,
                    _("Votre message est parti. %(name)s répondra quand ce sera possible.")
                    % {"name": to.name},
                )
            return _see_other(conversation)
    return _page(request, form, to, purpose, status=422)


@require_POST
@login_required
def accept(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    conversation = selectors.thread_for(request.user, conversation_id).conversation
    services.accept(conversation=conversation, by=request.user, at=clock.now())
    messages.success(request, _("Vous pouvez maintenant vous écrire."))
    return _see_other(conversation)


@require_POST
@login_required
def decline(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    conversation = selectors.thread_for(request.user, conversation_id).conversation
    services.decline(conversation=conversation, by=request.user, at=clock.now())
    messages.success(request, _("C’est noté. Personne ne le saura."))
    return HttpResponseRedirect(reverse("conversations:conversations"), status=303)


def _page(
    request: HttpRequest, form: RequestForm, to: Resident, purpose: Purpose, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "to": to,
        "image_url": people.face_url(to),
        "purpose": purpose,
    }
    return htmx.render(request, "conversations/write.html", context, status=status)


def _purpose(asked: str) -> Purpose:
    return Purpose(asked) if asked in Purpose.values else Purpose.HELLO


def _see_other(conversation: Conversation) -> HttpResponse:
    return HttpResponseRedirect(conversation.get_absolute_url(), status=303)
