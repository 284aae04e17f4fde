"""The Jinja2 environment of every page: strict, escaped, translated."""

from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django_vite.core.asset_loader import DjangoViteAssetLoader
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from parvis.kernel import text
from parvis.web import dates, slots


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """The address of a view; ``_query`` (a mapping) becomes the query string."""
    query = kwargs.pop("_query", None)
    return reverse(name, args=args or None, kwargs=kwargs or None, query=query)


def asset(source: str) -> str:
    """The built address of a front-end source, for instance ``src/parvis/web/ts/main.ts``."""
    return DjangoViteAssetLoader.instance().generate_vite_asset_url(source)


def environment(**options: Any) -> Environment:
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    options["undefined"] = StrictUndefined
    options["autoescape"] = True
    jinja = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701  # nosec B701
    jinja.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    jinja.globals.update(
        url=url, static=static, asset=asset, slot=slots.fill, get_messages=get_messages
    )
    jinja.filters.update(
        markdown=text.markdown,
        initials=text.initials,
        excerpt=text.excerpt,
        day=dates.day,
        short_day=dates.short_day,
        hour=dates.hour,
        hours=dates.hours,
        moment=dates.moment,
        since=dates.since,
        price=dates.price,
        iso=dates.iso,
        nl2br=lambda value: Markup("<br>").join(str(value).splitlines()),
    )
    return jinja
