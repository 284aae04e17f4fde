"""What the welcome adds to pages below and beside it."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from parvis.domains.welcome.forms import MessageForm


def hello(*, request: HttpRequest) -> str:
    """The free message, on the first page of the town."""
    return render_to_string("welcome/hello_form.html", {"form": MessageForm()}, request=request)
