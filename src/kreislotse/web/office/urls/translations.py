from django.urls import path

from kreislotse.web.office.views import glossary, machine_translation, translation_files, translations

OFFER = "angebote/<int:pk>/"

urlpatterns = [
    path("uebersetzen/", translations.translation_list, name="translation_list"),
    path("uebersetzen/glossar/", glossary.translation_glossary, name="translation_glossary"),
    path("uebersetzen/glossar/neu/", glossary.add_translation_word, name="add_translation_word"),
    path("uebersetzen/glossar/<int:pk>/", glossary.edit_translation_word, name="edit_translation_word"),
    path("uebersetzen/glossar/<int:pk>/loeschen/", glossary.delete_translation_word, name="delete_translation_word"),
    path("uebersetzen/<slug:language>/datei.xlf", translation_files.export_translations, name="export_translations"),
    path(
        "uebersetzen/<slug:language>/austausch/",
        translation_files.exchange_translations,
        name="exchange_translations",
    ),
    path(
        "uebersetzen/<slug:language>/maschine/",
        machine_translation.order_machine_translation,
        name="order_machine_translation",
    ),
    path(
        f"{OFFER}maschinell-uebersetzen/",
        machine_translation.order_offer_machine_translation,
        name="order_offer_machine_translation",
    ),
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
