"""Every preset says how early somebody must ask; a cap for one person stands only where a Land knows one."""

from datetime import date

import pytest

from kreislotse.districts.presets import preset_names, read_preset
from kreislotse.intake.models import ClientCapRule, LeadTime, Urgency
from kreislotse.intake.rules import client_cap, lead_times_in_force
from kreislotse.intake.seeds import seed_notice_and_cap

TODAY = date(2026, 3, 9)
HESSE = {"fachstelle", "wir-vielfaltszentrum"}


@pytest.mark.parametrize("name", preset_names())
def test_a_new_district_has_a_lead_time_with_its_ground_for_each_form(in_district, name):
    seed_notice_and_cap(read_preset(name))

    rows = lead_times_in_force(TODAY)
    assert {row.setting for row in rows if row.urgency == ""} == set(LeadTime.Setting.values)
    assert all(row.source for row in rows)
    usual = {row.setting: row.working_days for row in rows if row.urgency == ""}
    assert all(row.working_days <= usual[row.setting] for row in rows if row.urgency == Urgency.URGENT)


@pytest.mark.parametrize("name", preset_names())
def test_only_where_the_land_knows_a_cap_people_are_counted(in_district, name):
    seed_notice_and_cap(read_preset(name))

    cap = client_cap(TODAY)
    assert (cap is not None) == (name in HESSE)
    assert cap is None or (cap.most == 5 and "WIR" in cap.source and not cap.is_required)


def test_seeding_again_leaves_what_the_office_has_set(in_district):
    LeadTime.objects.create(setting="on_site", working_days=10, valid_from=date(2026, 1, 1))
    ClientCapRule.objects.create(most=3, valid_from=date(2026, 1, 1))

    seed_notice_and_cap(read_preset("fachstelle"))

    assert LeadTime.objects.get().working_days == 10
    assert ClientCapRule.objects.get().most == 3
