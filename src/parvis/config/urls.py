"""Every address of the site, by who answers it."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("parvis.surfaces.pages.urls")),
    path("langue/", set_language, name="set_language"),
    path("bienvenue/", include("parvis.domains.welcome.urls")),
    path("", include("parvis.domains.territory.urls")),
    path("", include("parvis.domains.media.urls")),
    path("associations/", include("parvis.domains.organisations.urls")),
    path("agenda/", include("parvis.domains.gatherings.urls")),
    path("tablees/", include("parvis.domains.rounds.urls")),
    path("cercles/", include("parvis.domains.circles.urls")),
    path("coups-de-main/", include("parvis.domains.mutual_aid.urls")),
    path("conversations/", include("parvis.domains.conversations.urls")),
    path("veille/", include("parvis.domains.watch.urls")),
    path("avis/", include("parvis.domains.notifications.urls")),
    path("compte/", include("parvis.domains.people.urls")),
    path("coordination/", include("parvis.surfaces.desk.urls")),
    path("flux/", include("parvis.surfaces.feeds.urls")),
]
if settings.PARVIS.is_demo:
    urlpatterns.append(path("demo/", include("parvis.surfaces.pages.demo_urls")))

handler400 = "parvis.web.errors.bad_request"
handler403 = "parvis.web.errors.forbidden"
handler404 = "parvis.web.errors.not_found"
handler500 = "parvis.web.errors.server_error"
