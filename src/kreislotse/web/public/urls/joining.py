from django.urls import path

from kreislotse.web.public.views import joining

urlpatterns = [
    path("mitmachen/", joining.join, name="join"),
    path("mitmachen/danke/", joining.joined, name="joined"),
]
