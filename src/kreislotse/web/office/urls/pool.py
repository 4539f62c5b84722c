"""The coordination of the pool of guides: board, calendar, hours, turns, mails."""

from django.urls import path

from kreislotse.web.office.views import mailings, pool, provider_calls, provider_years, statistics, thanks

urlpatterns = [
    path("lotsen/brett/", pool.board, name="pool_board"),
    path("lotsen/kalender/", pool.calendar, name="pool_calendar"),
    path("lotsen/kalender/termine.ics", pool.calendar_ics, name="pool_calendar_ics"),
    path("lotsen/frei/", pool.free, name="pool_free"),
    path("lotsen/stunden/", pool.hours, name="pool_hours"),
    path("lotsen/stunden/liste.xlsx", pool.export_hours, name="pool_hours_xlsx"),
    path("lotsen/reihe/", pool.turns, name="pool_turns"),
    path("lotsen/auswertung/", statistics.pool_statistics, name="pool_statistics"),
    path("lotsen/auswertung/tabellen.xlsx", statistics.export_pool_statistics, name="pool_statistics_xlsx"),
    path("lotsen/traeger/", provider_years.provider_year, name="provider_year"),
    path("lotsen/traeger/tabellen.xlsx", provider_years.export_provider_year, name="provider_year_xlsx"),
    path("lotsen/traeger/tabellen.csv", provider_years.export_provider_year_csv, name="provider_year_csv"),
    path("lotsen/aufrufe/", provider_calls.call_list, name="provider_call_list"),
    path("lotsen/aufrufe/neu/", provider_calls.write_call, name="write_provider_call"),
    path("lotsen/aufrufe/<int:pk>/", provider_calls.call_detail, name="provider_call_detail"),
    path("lotsen/aufrufe/angeschrieben/<int:pk>/", provider_calls.record_answer, name="record_provider_call_answer"),
    path("lotsen/aufrufe/angeschrieben/<int:pk>/brief.pdf", provider_calls.letter, name="provider_call_pdf"),
    path("lotsen/danke/", thanks.thanks_list, name="pool_thanks"),
    path("lotsen/<int:pk>/nachweis/", thanks.proof, name="pool_proof"),
    path("lotsen/<int:pk>/nachweis.pdf", thanks.proof_as_pdf, name="pool_proof_pdf"),
    path("lotsen/fristen/", pool.expiring, name="pool_expiring"),
    path("lotsen/einladen/", mailings.training_list, name="pool_trainings"),
    path("lotsen/einladen/<int:pk>/", mailings.invited, name="pool_invited"),
    path("lotsen/einladen/<int:pk>/erinnern/", mailings.remind, name="pool_remind"),
    path("lotsen/nachrichten/", mailings.mailing_list, name="pool_mailings"),
    path("lotsen/nachrichten/neu/", mailings.compose, name="pool_compose"),
    path("lotsen/nachrichten/<int:pk>/", mailings.mailing, name="pool_mailing"),
    path("lotsen/nachrichten/<int:pk>/noch-einmal/", mailings.repeat_mailing, name="pool_repeat_mailing"),
    path("lotsen/texte/", mailings.text_list, name="pool_texts"),
    path("lotsen/texte/vorschlaege/", mailings.take_over_texts, name="pool_take_over_texts"),
    path("lotsen/texte/neu/", mailings.write_text, name="pool_new_text"),
    path("lotsen/texte/<int:pk>/", mailings.write_text, name="pool_text"),
    path("lotsen/texte/<int:pk>/beenden/", mailings.retire_text, name="pool_retire_text"),
    path("lotsen/<int:pk>/sms/", mailings.sms, name="pool_sms"),
]
