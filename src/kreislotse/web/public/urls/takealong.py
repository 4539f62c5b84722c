from django.urls import path

from kreislotse.web.public.views import takealong

urlpatterns = [
    path("merkzettel/", takealong.hand_out, name="hand_out"),
    path("merkzettel.pdf", takealong.hand_out_pdf, name="hand_out_pdf"),
]
