from django.urls import path

from parvis.surfaces.pages.views import files, health, home, texts

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("ma-semaine/", home.week, name="week"),
    path("recherche/", home.search, name="search"),
    path("aide/", texts.help_page, name="help"),
    path("charte/", texts.charter, name="charter"),
    path("vie-privee/", texts.privacy, name="privacy"),
    path("accessibilite/", texts.accessibility, name="accessibility"),
    path("plan-du-site/", texts.site_map, name="map"),
    path("style/", texts.style, name="style"),
    path("hors-ligne/", texts.offline, name="offline"),
    path("manifest.webmanifest", files.manifest, name="manifest"),
    path("sw.js", files.service_worker, name="service_worker"),
    path("robots.txt", files.robots, name="robots"),
    path("sante/", health.health, name="health"),
]
