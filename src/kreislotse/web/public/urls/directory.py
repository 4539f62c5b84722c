from django.urls import path

from kreislotse.web.public.views import directory

urlpatterns = [
    path("angebote/", directory.offer_search, name="offer_search"),
    path("angebote/<int:pk>/", directory.offer_detail, name="offer_detail"),
]
