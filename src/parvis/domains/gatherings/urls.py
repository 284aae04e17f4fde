from django.urls import path

from parvis.domains.gatherings.views import agenda, hosting, occurrence

app_name = "gatherings"
urlpatterns = [
    path("", agenda.agenda, name="agenda"),
    path("publier/", hosting.create, name="create"),
    path("les-miennes/", hosting.mine, name="mine"),
    path("rencontre/<uuid:gathering_id>/modifier/", hosting.edit, name="edit"),
    path("rencontre/<uuid:gathering_id>/annuler/", hosting.cancel, name="cancel"),
    path("<uuid:occurrence_id>/", occurrence.occurrence, name="occurrence"),
    path("<uuid:occurrence_id>/venir/", occurrence.come, name="come"),
    path("<uuid:occurrence_id>/ne-plus-venir/", occurrence.leave, name="leave"),
    path("<uuid:occurrence_id>/annuler/", hosting.cancel_occurrence, name="cancel_occurrence"),
]
