"""What all districts of the demo share: languages, municipalities, their associations and changes."""

from datetime import date, timedelta

from kreislotse.demo import read_facts
from kreislotse.places.models import (
    MunicipalAssociation,
    Municipality,
    TerritorialChange,
)


def load_places() -> None:
    """Add the municipalities of the five districts where they are missing; what is there stays as it is."""
    facts = read_facts.municipalities()
    MunicipalAssociation.objects.bulk_create(
        [
            MunicipalAssociation(ars=ars, name=name, kind=kind)
            for ars, name, kind in sorted(
                {(f.association_ars, f.association_name, f.association_kind) for f in facts if f.association_ars}
            )
        ],
        ignore_conflicts=True,
    )
    associations = {a.ars: a for a in MunicipalAssociation.objects.all()}
    Municipality.objects.bulk_create(
        [
            Municipality(
                ags=f.ags,
                name=f.name,
                official_name=f.official_name,
                association=associations.get(f.association_ars),
                postcode=f.postcode,
                latitude=f.latitude,
                longitude=f.longitude,
                area_km2=f.area_km2,
                population=f.population,
                population_on=f.population_on,
                population_base=f.population_base,
                is_inhabited=f.is_inhabited,
                valid_from=_founded_on(f.ags),
            )
            for f in facts
        ]
        + list(_former_municipalities()),
        ignore_conflicts=True,
    )
    TerritorialChange.objects.bulk_create(
        [
            TerritorialChange(
                changed_on=date.fromisoformat(row["date"]),
                predecessor_ags=row["old_ags"],
                predecessor_name=row["old_name"],
                successor_ags=row["new_ags"],
                successor_name=row["new_name"],
                share_percent=100 * float(row["share"]),
                evidence=row["kind"],
            )
            for row in read_facts.territorial_changes()
        ],
        ignore_conflicts=True,
    )


def _founded_on(ags: str) -> date | None:
    """Since when a municipality has its key, where a change created it."""
    days = [
        row["date"]
        for row in read_facts.territorial_changes()
        if row["new_ags"] == ags and row["kind"] in ("Zusammenschluss", "Schlüsseländerung")
    ]  # fmt: skip
    return date.fromisoformat(min(days)) if days else None


def _former_municipalities():
    for row in read_facts.territorial_changes():
        if len(row["old_ags"]) == 8:
            yield Municipality(
                ags=row["old_ags"],
                name=row["old_name"].partition(",")[0],
                official_name=row["old_name"],
                valid_to=date.fromisoformat(row["date"]) - timedelta(days=1),
            )
