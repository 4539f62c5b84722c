"""Pages for everybody, in every interface language."""

from kreislotse.web.public.urls import directory, intake, pages, takealong

app_name = "public"
urlpatterns = [*pages.urlpatterns, *directory.urlpatterns, *intake.urlpatterns, *takealong.urlpatterns]
