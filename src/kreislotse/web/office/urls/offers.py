from django.urls import path

from kreislotse.web.office.views import checking, differences, offer_snapshots, offers, suggestions

urlpatterns = [
    path("angebote/", offers.offer_list, name="offer_list"),
    path("angebote/liste.xlsx", offers.export_offers, name="export_offers"),
    path("angebote/pruefung/", checking.due_offer_list, name="due_offer_list"),
    path("angebote/<int:pk>/fragen/", checking.ask_about_offer, name="ask_about_offer"),
    path("angebote/vorschlaege/", suggestions.suggested_change_list, name="suggested_change_list"),
    path("angebote/vorschlaege/<int:pk>/", suggestions.suggested_change, name="suggested_change"),
    path("angebote/abzuege/", offer_snapshots.snapshot_list, name="offer_snapshot_list"),
    path("angebote/abzuege/neu/", offer_snapshots.take_snapshot, name="take_offer_snapshot"),
    path("angebote/abzuege/<int:pk>/", offer_snapshots.snapshot_detail, name="offer_snapshot"),
    path(
        "angebote/abzuege/<int:pk>/liste.<slug:suffix>", offer_snapshots.export_snapshot, name="export_offer_snapshot"
    ),
    path("angebote/neu/", offers.record_offer, name="record_offer"),
    path("angebote/<int:pk>/", offers.offer_detail, name="offer_detail"),
    path("angebote/<int:pk>/bearbeiten/", offers.edit_offer, name="edit_offer"),
    path("angebote/<int:pk>/veroeffentlichen/", offers.publish_offer, name="publish_offer"),
    path("angebote/<int:pk>/archivieren/", offers.archive_offer, name="archive_offer"),
    path("angebote/<int:pk>/zurueckholen/", offers.restore_offer, name="restore_offer"),
    path("angebote/<int:pk>/abgleich/", differences.offer_differences, name="offer_differences"),
    path("angebote/<int:pk>/abgleich/uebernehmen/", differences.take_offer_value, name="take_offer_value"),
    path("angebote/<int:pk>/abgleich/zuruecknehmen/", differences.give_offer_value_back, name="give_offer_value_back"),
    path("angebote/<int:pk>/geprueft/", offers.check_offer, name="check_offer"),
]
