from django.urls import path

from kreislotse.api.found import views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", views.sitemap_part, name="sitemap_part"),
    path("atom/<slug:language>.xml", views.atom, name="atom"),
    path("opensearch/<slug:language>.xml", views.opensearch, name="opensearch"),
]
