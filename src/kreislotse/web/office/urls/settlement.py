from django.urls import path

from kreislotse.web.office.views import settlement, settlement_accounts

urlpatterns = [
    path("lotsen/abrechnung/", settlement.settlement_overview, name="settlement_overview"),
    path("lotsen/abrechnung/auszahlen/", settlement.pay_settlements, name="pay_settlements"),
    path("lotsen/abrechnung/<int:pk>/", settlement.settlement_run, name="settlement_run"),
    path("lotsen/abrechnung/<int:pk>/freigeben/", settlement.release_settlement, name="release_settlement"),
    path("lotsen/abrechnung/<int:pk>/verwerfen/", settlement.discard_settlement, name="discard_settlement"),
    path("lotsen/abrechnung/zeilen/<int:pk>/stornieren/", settlement.reverse_settlement_line, name="reverse_settlement_line"),
    path("lotsen/abrechnung/dateien/<int:pk>.xml", settlement.settlement_file, name="settlement_file"),
    path("lotsen/abrechnung/fahrten/<int:pk>/", settlement.approve_settlement_trip, name="approve_settlement_trip"),
    path("lotsen/abrechnung/nachweise/", settlement.settlement_proofs, name="settlement_proofs"),
    path("lotsen/abrechnung/nachweise/<int:pk>/<int:year>/<slug:kind>.xlsx", settlement.settlement_proof, name="settlement_proof"),
    path("lotsen/abrechnung/finanzamt/<int:year>/", settlement.settlement_tax_report, name="settlement_tax_report"),
    path("lotsen/abrechnung/finanzamt/<int:year>/liste.xlsx", settlement.settlement_tax_list, name="settlement_tax_list"),
    path("lotsen/<int:pk>/abrechnung/", settlement_accounts.settlement_account, name="settlement_account"),
    path("lotsen/<int:pk>/abrechnung/konto/", settlement_accounts.edit_settlement_bank, name="edit_settlement_bank"),
    path("lotsen/<int:pk>/abrechnung/selbstauskunft/", settlement_accounts.declare_settlement_income, name="declare_settlement_income"),
    path("lotsen/<int:pk>/abrechnung/ausgezahlt/", settlement_accounts.record_settlement_paid, name="record_settlement_paid"),
    path("lotsen/<int:pk>/abrechnung/zurueckgezahlt/", settlement_accounts.close_settlement_owed_back, name="close_settlement_owed_back"),
    path("lotsen/<int:pk>/abrechnung/verzicht/", settlement_accounts.waive_settlement, name="waive_settlement"),
    path("lotsen/<int:pk>/abrechnung/steuer-id/<int:year>/", settlement_accounts.save_settlement_tax_number, name="save_settlement_tax_number"),
    path("lotsen/<int:pk>/abrechnung/<int:year>.pdf", settlement_accounts.settlement_year_pdf, name="settlement_year_pdf"),
    path("lotsen/abrechnung/einzeln/<int:pk>.pdf", settlement_accounts.settlement_statement_pdf, name="settlement_statement_pdf"),
    path("lotsen/abrechnung/zahlungen/<int:pk>/", settlement_accounts.return_settlement_payment, name="return_settlement_payment"),
]  # fmt: skip
