from django.urls import path

from kreislotse.web.office.views import assignments, guides, matching

urlpatterns = [
    path("lotsen/", guides.guide_list, name="guide_list"),
    path("lotsen/neu/", guides.record_guide, name="record_guide"),
    path("lotsen/liste.xlsx", guides.export_guides, name="export_guides"),
    path("lotsen/<int:pk>/", guides.guide_detail, name="guide_detail"),
    path("lotsen/<int:pk>/bearbeiten/", guides.edit_guide, name="edit_guide"),
    path("lotsen/<int:pk>/status/", guides.change_guide_status, name="change_guide_status"),
    path("lotsen/<int:pk>/einladen/", guides.invite_guide, name="invite_guide"),
    path("anfragen/<int:pk>/begleitung/", matching.propose_guides, name="propose_guides"),
    path("anfragen/<int:pk>/begleitung/buchen/", matching.book_guide, name="book_guide"),
    path("anfragen/vorschlaege/", matching.plan_all, name="plan_all"),
    path("lotsen/vorschlaege/<int:pk>/zurueckziehen/", matching.withdraw_proposal, name="withdraw_proposal"),
    path("lotsen/vorschlaege/<int:pk>/zusage/", matching.accept_for_guide, name="accept_for_guide"),
    path("lotsen/vorschlaege/<int:pk>/absage/", matching.decline_for_guide, name="decline_for_guide"),
    path("begleitungen/", assignments.assignment_list, name="assignment_list"),
    path("begleitungen/liste.xlsx", assignments.export_assignments, name="export_assignments"),
    path("lotsen/einsaetze/<int:pk>/", matching.assignment_detail, name="assignment_detail"),
    path("lotsen/einsaetze/<int:pk>/termin/", matching.record_appointment, name="record_appointment"),
    path("lotsen/einsaetze/<int:pk>/blatt/", matching.print_sheet, name="print_sheet"),
    path("lotsen/einsaetze/<int:pk>/abschliessen/", matching.finish_assignment, name="finish_assignment"),
    path("lotsen/einsaetze/<int:pk>/absagen/", matching.cancel_assignment, name="cancel_assignment"),
    path("lotsen/termine/<int:pk>/", matching.change_appointment, name="change_appointment"),
    path("lotsen/einsatzprotokolle/", matching.confirm_sheet, name="confirm_sheet"),
]
