from django.urls import path

from kreislotse.web.public.views import embed, offline, takealong

urlpatterns = [
    path("merkzettel/", takealong.hand_out, name="hand_out"),
    path("merkzettel.pdf", takealong.hand_out_pdf, name="hand_out_pdf"),
    path("angebote/<int:pk>/termine.ics", takealong.offer_calendar, name="offer_calendar"),
    path("angebote/<int:pk>/termine/<uuid:run>.ics", takealong.offer_calendar, name="offer_run_calendar"),
    path("angebote/<int:pk>/kontakt.vcf", takealong.offer_contact, name="offer_contact"),
    path("notfall/", offline.emergency, name="emergency"),
    path("offline/", offline.offline, name="offline"),
    path("offline/paket.json", offline.offline_pack, name="offline_pack"),
    path("einbetten/", embed.embedded_search, name="embedded_search"),
    path("einbetten/angebote.json", embed.embedded_offers, name="embedded_offers"),
]
