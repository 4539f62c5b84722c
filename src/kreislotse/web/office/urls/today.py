from django.urls import path

from kreislotse.web.office.views import today

urlpatterns = [
    path("", today.today, name="today"),
    path("suche/", today.search, name="search"),
]
