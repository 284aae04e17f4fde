"""The addresses of a demo, for tests."""

from django.urls import include, path

from parvis.config.urls import handler404, urlpatterns

urlpatterns = [*urlpatterns, path("demo/", include("parvis.surfaces.pages.demo_urls"))]
__all__ = ["handler404", "urlpatterns"]
