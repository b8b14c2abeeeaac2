"""The pages of rooms. Their JSON is in `rooms/api_urls.py`."""

from django.urls import include, path

from rooms import views

pages = [
    path("rooms/new/", views.new_room, name="new"),
    path("rooms/<str:code>/", views.prepare, name="prepare"),
    path("rooms/<str:code>/details/", views.save_details, name="details"),
    path("rooms/<str:code>/rights/", views.save_rights, name="rights"),
    path("rooms/<str:code>/invites/", views.create_invite, name="create_invite"),
    path("rooms/<str:code>/invites/<uuid:invite_id>/revoke/", views.revoke_invite, name="revoke_invite"),
    path("rooms/<str:code>/people/<str:identity>/admit/", views.admit_person, name="admit_person"),
    path("rooms/<str:code>/people/<str:identity>/deny/", views.deny_person, name="deny_person"),
    path("rooms/<str:code>/people/<str:identity>/remove/", views.remove_person, name="remove_person"),
    path("rooms/<str:code>/end/", views.end, name="end"),
    path("r/<str:code>/", views.room, name="room"),
    path("invite/", views.open_invite, name="open_invite"),
    path("invite/<str:link>/", views.invite, name="invite"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("", include((pages, "rooms"))),
]
