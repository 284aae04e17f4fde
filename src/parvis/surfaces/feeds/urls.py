from django.urls import path

from parvis.surfaces.feeds.views import calendars, embed, personal

app_name = "feeds"
urlpatterns = [
    path("agenda.ics", calendars.agenda_ics, name="agenda_ics"),
    path("agenda.atom", calendars.agenda_atom, name="agenda_atom"),
    path("rencontre/<uuid:gathering_id>.ics", calendars.gathering_ics, name="gathering_ics"),
    path("date/<uuid:occurrence_id>.ics", calendars.occurrence_ics, name="occurrence_ics"),
    path("mon-calendrier/", personal.my_calendar, name="my_calendar"),
    path("mon-calendrier/retirer/", personal.revoke, name="revoke_calendar"),
    path("moi/<uuid:feed_id>/<str:token>.ics", personal.personal_ics, name="personal_ics"),
    path("integrer/", embed.guide, name="embed_guide"),
    path("integrer/agenda/", embed.framed, name="embed"),
    path("integrer/agenda.html", embed.fragment, name="embed_fragment"),
]
