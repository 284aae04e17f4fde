from django.urls import path

from parvis.domains.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("tout-lu/", views.mark_all_read, name="mark_all_read"),
    path("<uuid:notice_id>/", views.open_notice, name="open"),
]
