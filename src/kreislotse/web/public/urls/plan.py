from django.urls import path

from kreislotse.web.public.views import plan

urlpatterns = [
    path("konzept/", plan.plan, name="plan"),
    path("konzept/massnahmen/", plan.measure_list, name="plan_measures"),
    path("konzept/massnahmen/<uuid:key>/", plan.measure_detail, name="plan_measure"),
    path("konzept/leitziele/<uuid:key>/", plan.goal_detail, name="plan_goal"),
    path("konzept/neues/", plan.changes, name="plan_changes"),
    path("konzept/konzept.pdf", plan.plan_file, name="plan_pdf"),
    path("konzept/massnahmen.xlsx", plan.plan_table, name="plan_xlsx"),
    path("konzept/berichte/<uuid:key>.pdf", plan.report_file, name="plan_report_pdf"),
    path("konzept/gemeinden/<slug:ags>.pdf", plan.municipality_file, name="plan_municipality_pdf"),
    path("einbetten/konzept/", plan.embedded_progress, name="embedded_plan"),
]
