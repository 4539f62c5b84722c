from django.urls import path

from kreislotse.web.public.views import projects

urlpatterns = [
    path("projekte/", projects.project_list, name="project_list"),
    path("projekte/<uuid:key>/", projects.project_detail, name="project_detail"),
]
