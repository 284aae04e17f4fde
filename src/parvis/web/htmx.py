"""A page and its fragment from one template."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.cache import patch_vary_headers
from jinja2 import Template


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (not a boosted link, not the browser's history)."""
    htmx: Any = getattr(request, "htmx", None)
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
    backend: Any = engines.all()[0]
    values: dict[str, Any] = {}
    for processor in backend.template_context_processors:
        values |= processor(request)
    values |= context or {}
    page: Template = backend.env.get_template(template)
    is_part = block is not None and wants_fragment(request)
    body = part_of(page, block or "", values) if is_part else page.render(values)
    response = HttpResponse(body, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def part_of(page: Template, block: str, values: dict[str, Any]) -> str:
    """One block of a page, which may use what the page imports and sets above its blocks.

    Those lines are run by asking the page for its first piece; the rest of it is never made.
    """
    context = page.new_context(values)
    pieces: Any = page.root_render_func(context)
    try:
        next(pieces, "")
        return "".join(page.blocks[block](context))
    except Exception:  # noqa: BLE001  (raised again, with the line of the template)
        return page.environment.handle_exception()
    finally:
        pieces.close()
