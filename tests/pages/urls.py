"""The addresses of a demo, whatever the mode of the tests."""

from django.urls import include, path

from parvis.config.urls import (
    handler400,
    handler403,
    handler404,
    handler500,
    urlpatterns,
)

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [
    *(one for one in urlpatterns if getattr(one, "namespace", "") != "demo"),
    path("demo/", include("parvis.surfaces.pages.demo_urls")),
]
