from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "parvis.surfaces.feeds"
    label = "feeds"

    def ready(self) -> None:
        from parvis.surfaces.feeds.views import pieces
        from parvis.web import slots

        slots.add("agenda.more", pieces.follow_agenda)
        slots.add("area.more", pieces.follow_area, order=80)
        slots.add("place.more", pieces.follow_place, order=80)
        slots.add("occurrence.more", pieces.keep_date)
        slots.add("people.account", pieces.my_calendar, order=60)
