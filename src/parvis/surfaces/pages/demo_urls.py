"""The demo's own door. This module is imported only when ``PARVIS_MODE`` is ``demo``."""

from django.urls import path

from parvis.surfaces.pages.views import demo

app_name = "demo"
urlpatterns = [
    path("", demo.entries, name="entries"),
    path("entrer/", demo.enter, name="enter"),
    path("courrier/", demo.mailbox, name="mailbox"),
]
