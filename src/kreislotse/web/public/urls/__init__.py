"""Pages for everybody, in every interface language."""

from kreislotse.web.public.urls import (
    bodies,
    directory,
    intake,
    joining,
    pages,
    participation,
    plan,
    projects,
    takealong,
)

app_name = "public"
urlpatterns = [
    *pages.urlpatterns,
    *directory.urlpatterns,
    *intake.urlpatterns,
    *joining.urlpatterns,
    *bodies.urlpatterns,
    *participation.urlpatterns,
    *plan.urlpatterns,
    *projects.urlpatterns,
    *takealong.urlpatterns,
]
