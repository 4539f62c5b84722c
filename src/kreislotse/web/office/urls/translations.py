from django.urls import path

from kreislotse.web.office.views import translations

OFFER = "angebote/<int:pk>/"

urlpatterns = [
    path("uebersetzen/", translations.translation_list, name="translation_list"),
    path(f"{OFFER}uebersetzen/<slug:language>/", translations.translate_offer, name="translate_offer"),
    path(
        f"{OFFER}uebersetzungen-stimmen/",
        translations.confirm_offer_translations,
        name="confirm_offer_translations",
    ),
    path(
        f"{OFFER}uebersetzen/<slug:language>/stimmt/",
        translations.confirm_offer_translation,
        name="confirm_offer_translation",
    ),
    path(
        f"{OFFER}uebersetzen/<slug:language>/freigeben/",
        translations.approve_offer_translation,
        name="approve_offer_translation",
    ),
]
