"""Pages that say what went wrong, and where to go from there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parvis.kernel.throttle import Throttled


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Throttled) -> HttpResponse:
    response = render(request, "429.html", {"sentence": exception.sentence}, status=429)
    response["Retry-After"] = str(exception.retry_after)
    return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form's protection is too old or missing; what was written is given back to copy.

    Written by hand: several words. Never a password, nor the hidden values of a form.
    """
    kept = [
        value
        for name, values in request.POST.lists()
        for value in values
        if "password" not in name and len(value.split()) > 1
    ]
    return render(request, "403_csrf.html", {"kept": kept}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Must work with the database down: it uses no session and no account."""
    from django.template.loader import get_template

    try:
        body = get_template("500.html").render({})
    except Exception:  # noqa: BLE001  (an error page never fails)
        body = "<!doctype html><html lang=fr><title>Parvis</title><p>Un problème de notre côté."
    return HttpResponse(body, status=500)
