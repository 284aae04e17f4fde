"""Small files a browser asks for by name."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

import parvis.web

WORKER = Path(parvis.web.__file__).parent / "dist" / "sw.js"


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (the same for everybody)
    """What makes the site installable as an app."""
    icons = [
        {"src": static(f"parvis/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    # Its sign keeps inside the circle that phones may cut out.
    maskable = {**icons[1], "purpose": "maskable"}
    return JsonResponse(
        {
            "id": "/",
            "name": settings.PARVIS.site_name,
            "short_name": settings.PARVIS.site_name,
            "description": _("Rencontrer ses voisins, trouver un lieu, une activité."),
            "lang": get_language() or "fr",
            "start_url": reverse("pages:home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#faf5ec",
            "theme_color": "#17594f",
            "icons": [*icons, maskable],
        },
        content_type="application/manifest+json",
    )


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The worker must come from the root to serve the whole site."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Public pages may be found; people, accounts and what is private may not."""
    closed = ("compte", "conversations", "veille", "avis", "bienvenue", "coordination", "demo")
    lines = ["User-agent: *", *(f"Disallow: /{name}/" for name in closed), "Disallow: /media/"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
