from django.urls import path, register_converter

from kreislotse.web.office.views import months


class MonthConverter:
    """A month in an address: 2026-03; its first day in code."""

    regex = r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value):
        from datetime import date

        return date.fromisoformat(f"{value}-01")

    def to_url(self, value):
        return f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

urlpatterns = [
    path("monate/", months.month_list, name="month_list"),
    path("monate/<month:month>/", months.month_detail, name="month_detail"),
    path("monate/<month:month>/abschliessen/", months.close_month, name="close_month"),
    path("monate/<month:month>/oeffnen/", months.reopen_month, name="reopen_month"),
    path("monate/<month:month>/bericht.pdf", months.month_pdf, name="month_pdf"),
    path("monate/<month:month>/bericht.xlsx", months.month_xlsx, name="month_xlsx"),
]
