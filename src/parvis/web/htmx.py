"""A page and its fragment from one template."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.cache import patch_vary_headers
from jinja2_fragments import render_block


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (not a boosted link, not the browser's history)."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    block: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; or only ``block`` of it when htmx asks for that part."""
    backend = engines.all()[0]
    values = dict(context or {})
    for processor in backend.template_context_processors:
        values = {**processor(request), **values}
    if block and wants_fragment(request):
        body = render_block(backend.env, template, block, values)
    else:
        body = backend.env.get_template(template).render(values)
    response = HttpResponse(body, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
