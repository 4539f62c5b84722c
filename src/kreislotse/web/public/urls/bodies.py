from django.urls import path

from kreislotse.web.public.views import bodies

urlpatterns = [
    path("netzwerke/", bodies.body_list, name="body_list"),
    path("netzwerke/danke/", bodies.joined_body, name="joined_body"),
    path("netzwerke/<uuid:key>/", bodies.body_detail, name="body_detail"),
    path("netzwerke/<uuid:key>/mitmachen/", bodies.join_body, name="join_body"),
]
