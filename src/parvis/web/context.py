"""What every template may use."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.utils.translation import get_language

HELP_NUMBERS = Path(__file__).parent / "data" / "safety_numbers.yml"


@cache
def safety_numbers() -> list[dict[str, Any]]:
    """The help lines of trust.md TS-0, each with its source and the day somebody checked it."""
    return yaml.safe_load(HELP_NUMBERS.read_text(encoding="utf-8"))["numbers"]


def help_numbers(language: str) -> list[dict[str, Any]]:
    """The numbers in the words of one language; those of the footer first."""
    shown = "en" if language.startswith("en") else "fr"
    return [
        {
            "number": entry["number"],
            "href": entry["href"],
            "name": entry["name"][shown],
            "note": entry["note"][shown],
            "footer": entry.get("footer", False),
        }
        for entry in safety_numbers()
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or "fr"
    section = getattr(request.resolver_match, "namespace", "") if request.resolver_match else ""
    return {
        "request": request,
        "csrf": lambda: get_token(request),
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
        "site_name": settings.PARVIS.site_name,
        "is_demo": settings.PARVIS.is_demo,
        "LANGUAGE_CODE": language.split("-")[0],
        "languages": settings.LANGUAGES,
        "help_numbers": help_numbers(language),
        "current_section": section,
        "htmx": getattr(request, "htmx", False),
    }
