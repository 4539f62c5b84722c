from django.urls import path

from kreislotse.web.office.views import need_links, need_months, needs, passed_on

urlpatterns = [
    path("bedarfe/", needs.need_list, name="need_list"),
    path("bedarfe/neu/", needs.record_need, name="record_need"),
    path("bedarfe/aehnliche/", needs.alike_needs, name="alike_needs"),
    path("bedarfe/bedarfe.xlsx", needs.needs_xlsx, name="needs_xlsx"),
    path("bedarfe/weitergegeben/", passed_on.passed_on_needs, name="passed_on_needs"),
    path("bedarfe/weitergegeben.pdf", passed_on.passed_on_needs_pdf, name="passed_on_needs_pdf"),
    path("bedarfe/weitergegeben.xlsx", passed_on.passed_on_needs_xlsx, name="passed_on_needs_xlsx"),
    path("bedarfe/aus-monaten/", need_months.latest_month_needs, name="latest_month_needs"),
    path("bedarfe/aus-monaten/<month:month>/", need_months.month_needs, name="month_needs"),
    path("bedarfe/<int:pk>/", needs.need_detail, name="need_detail"),
    path("bedarfe/<int:pk>/bearbeiten/", needs.edit_need, name="edit_need"),
    path("bedarfe/<int:pk>/noch-einmal-gehoert/", needs.hear_need_again, name="hear_need_again"),
    path("bedarfe/<int:pk>/beraten/", needs.discuss_need, name="discuss_need"),
    path("bedarfe/<int:pk>/entscheiden/", needs.decide_need, name="decide_need"),
    path("bedarfe/<int:pk>/wieder-aufnehmen/", needs.reopen_need, name="reopen_need"),
    path("bedarfe/<int:pk>/antwort-von-dort/", needs.need_answer_from_there, name="need_answer_from_there"),
    path("bedarfe/<int:pk>/zusammenfuehren/", need_links.merge_need, name="merge_need"),
    path("bedarfe/<int:pk>/trennen/", need_links.take_need_apart, name="take_need_apart"),
    path("bedarfe/<int:pk>/konzept/", need_links.answer_need, name="answer_need"),
    path("bedarfe/konzept/<int:pk>/loesen/", need_links.unlink_need, name="unlink_need"),
]
