"""The care of the directory: links, feedback, doubles, what is looked for and read."""

from django.urls import path

from kreislotse.web.office.views import doubles, feedback, links, usage

urlpatterns = [
    path("angebote/doppelt/", doubles.double_list, name="double_list"),
    path("angebote/doppelt/suchen/", doubles.look_for_doubles, name="look_for_doubles"),
    path("angebote/doppelt/<int:pk>/", doubles.merge_double, name="merge_double"),
    path("angebote/doppelt/<int:pk>/nicht-dasselbe/", doubles.keep_double_apart, name="keep_double_apart"),
    path("angebote/nutzung/", usage.usage_page, name="usage"),
    path("angebote/nutzung/<month:month>.xlsx", usage.export_usage, name="export_usage"),
    path("angebote/rueckmeldungen/", feedback.feedback_list, name="feedback_list"),
    path("angebote/rueckmeldungen/<int:pk>/", feedback.feedback_detail, name="feedback_detail"),
    path("angebote/rueckmeldungen/<int:pk>/erledigt/", feedback.finish_feedback, name="finish_feedback"),
    path("angebote/links/", links.link_list, name="link_list"),
    path("angebote/links/<int:pk>/uebernehmen/", links.accept_link, name="accept_link"),
    path("angebote/links/<int:pk>/bestaetigen/", links.confirm_link, name="confirm_link"),
    path("angebote/links/<int:pk>/pruefen/", links.recheck_link, name="recheck_link"),
]
