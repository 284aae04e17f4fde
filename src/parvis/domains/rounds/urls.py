from django.urls import path

from parvis.domains.rounds.views import answering, desk, moving, naming, sessions, tables

app_name = "rounds"
urlpatterns = [
    path("", naming.tables, name="tables"),
    path("mon-nom/", naming.put_down, name="name"),
    path("mon-nom/retirer/", naming.withdraw, name="withdraw"),
    path("mon-nom/remettre/", naming.restore, name="restore"),
    path("mon-nom/elargir/", naming.widen, name="widen"),
    path("place/<uuid:seat_id>/", answering.seat, name="seat"),
    path("place/<uuid:seat_id>/je-viens/", answering.come, name="come"),
    path("place/<uuid:seat_id>/je-passe/", answering.pass_this_time, name="pass"),
    path("place/<uuid:seat_id>/la-suite/", tables.further, name="further"),
    path("place/<uuid:seat_id>/quitter/", tables.leave, name="leave"),
    path("<uuid:table_id>/", tables.table, name="table"),
    path("<uuid:table_id>/premiere-fois/", tables.guide, name="guide"),
    path("coordination/", desk.desk, name="desk"),
    path("coordination/seances/", sessions.sessions, name="sessions"),
    path("coordination/seances/ouvrir/", sessions.open_one, name="open_session"),
    path("coordination/seances/<uuid:session_id>/", sessions.edit, name="edit_session"),
    path("coordination/seances/<uuid:session_id>/fermer/", sessions.close, name="close_session"),
    path("coordination/seances/<uuid:session_id>/rouvrir/", sessions.reopen, name="reopen_session"),
    path("coordination/<uuid:round_id>/", desk.round_, name="round"),
    path("coordination/<uuid:round_id>/clore/", desk.close_list, name="close_list"),
    path("coordination/<uuid:round_id>/preparer/", desk.prepare, name="prepare"),
    path("coordination/<uuid:round_id>/publier/", desk.publish, name="publish"),
    path("coordination/<uuid:round_id>/sauter/", desk.skip, name="skip"),
    path("coordination/<uuid:round_id>/revenir/", moving.undo, name="undo_move"),
    path("coordination/<uuid:round_id>/deplacer/<uuid:resident_id>/", moving.move, name="move"),
]
