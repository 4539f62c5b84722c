from django.urls import path, re_path

from kreislotse.web.office.views import network

urlpatterns = [
    path("netzwerk/", network.organization_list, name="organization_list"),
    re_path(r"^netzwerk/liste\.(?P<suffix>xlsx|csv|vcf)$", network.export_organizations, name="export_organizations"),
    path("netzwerk/neu/", network.record_organization, name="record_organization"),
    path("netzwerk/<int:pk>/", network.organization_detail, name="organization_detail"),
    path("netzwerk/<int:pk>/bearbeiten/", network.edit_organization, name="edit_organization"),
    path("netzwerk/<int:pk>/archivieren/", network.archive_organization, name="archive_organization"),
    path("netzwerk/<int:pk>/zurueckholen/", network.restore_organization, name="restore_organization"),
    path("netzwerk/<int:pk>/visitenkarte.vcf", network.organization_card, name="organization_card"),
    path("netzwerk/vereinbarungen/<int:pk>/erledigen/", network.finish_agreement, name="finish_agreement"),
    path("netzwerk/vereinbarungen/<int:pk>/oeffnen/", network.reopen_agreement, name="reopen_agreement"),
]
