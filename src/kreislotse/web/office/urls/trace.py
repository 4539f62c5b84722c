from django.urls import path

from kreislotse.web.office.views import trace

urlpatterns = [path("spur/<slug:what>/<str:row>/", trace.trace_page, name="trace")]
