"""Ways in: invitation, magic link, set-up, one's own data. The login itself is allauth's, under the same path."""

from django.urls import path, re_path

from kreislotse.web.accounts.views import entrance, set_up

urlpatterns = [
    path("einladung/<str:secret>/", entrance.accept_invitation, name="accept_invitation"),
    path("link/", entrance.request_magic_link, name="request_magic_link"),
    path("link/<str:secret>/", entrance.use_magic_link, name="use_magic_link"),
    path("einrichten/", set_up.set_up, name="set_up"),
    # allauth has these pages, we do not: an address belongs to the invitation, and nobody signs up alone
    re_path(r"^(email|signup|confirm-email|phone|3rdparty)/(?!login/)", entrance.not_here),
    path("meine-daten/", entrance.profile, name="account_profile"),
]
