from django.urls import path

from kreislotse.web.office.views import plan_reports as views

urlpatterns = [
    path("konzept/<int:pk>/berichte/", views.plan_reports, name="plan_reports"),
    path("konzept/<int:pk>/konzept.pdf", views.plan_version_pdf, name="plan_version_pdf"),
    path("konzept/<int:pk>/massnahmen.xlsx", views.plan_version_xlsx, name="plan_version_xlsx"),
    path("konzept/<int:pk>/gemeinden/<slug:ags>.pdf", views.plan_municipality_pdf, name="plan_municipality_pdf"),
    path("konzept/vergleich/", views.compare_plans, name="compare_plans"),
    path("konzept/berichte/<int:pk>/bericht.pdf", views.plan_report_pdf, name="plan_report_pdf"),
    path("konzept/berichte/<int:pk>/massnahmen.xlsx", views.plan_report_xlsx, name="plan_report_xlsx"),
    path("konzept/berichte/<int:pk>/zeigen/", views.show_plan_report, name="show_plan_report"),
    path("konzept/berichte/<int:pk>/zuruecknehmen/", views.hide_plan_report, name="hide_plan_report"),
]
