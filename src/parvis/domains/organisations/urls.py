from django.urls import path

from parvis.domains.organisations.views import directory, places

app_name = "organisations"
urlpatterns = [
    path("", directory.organisations, name="organisations"),
    path("lieux/ajouter/", places.add_place, name="place_add"),
    path("lieux/<slug:slug>/modifier/", places.edit_place, name="place_edit"),
    path("lieux/<slug:slug>/photos/", places.place_photos, name="place_photos"),
    path(
        "lieux/<slug:slug>/photos/<uuid:photo_id>/retirer/",
        places.remove_photo,
        name="place_photo_remove",
    ),
    path("<slug:slug>/", directory.organisation, name="organisation"),
    path("<slug:slug>/modifier/", directory.edit, name="edit"),
]
