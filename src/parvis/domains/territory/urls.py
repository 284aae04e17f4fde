from django.urls import path

from parvis.domains.territory import views

app_name = "territory"
urlpatterns = [
    path("lieux/", views.places, name="places"),
    path("lieux/<slug:slug>/", views.place, name="place"),
    path("quartiers/", views.areas, name="areas"),
    path("quartiers/formes.json", views.shapes, name="shapes"),
    path("quartiers/<slug:slug>/", views.area, name="area"),
]
