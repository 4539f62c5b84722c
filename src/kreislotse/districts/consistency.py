"""No row points into another district: checked by a test and every night."""

from django.apps import apps
from django.db.models import F

from kreislotse.core.scope import all_districts
from kreislotse.districts.models import DistrictModel


def rows_across_districts() -> list[str]:
    """Foreign keys (as `Model.field: number`) whose two ends belong to different districts; empty when all is well."""
    found = []
    with all_districts("consistency check of foreign keys"):
        for model in apps.get_models():
            if not issubclass(model, DistrictModel):
                continue
            for field in model._meta.get_fields():
                if not (field.many_to_one or field.one_to_one) or not field.concrete or field.name == "district":
                    continue
                if field.related_model and issubclass(field.related_model, DistrictModel):
                    wrong = model.objects.exclude(**{f"{field.name}__district": F("district")})
                    number = wrong.filter(**{f"{field.name}__isnull": False}).count()
                    if number:
                        found.append(f"{model.__name__}.{field.name}: {number}")
            for field in model._meta.local_many_to_many:
                through = field.remote_field.through
                if through._meta.auto_created and issubclass(field.related_model, DistrictModel):
                    ends = field.m2m_field_name(), field.m2m_reverse_field_name()
                    number = through._base_manager.exclude(
                        **{f"{ends[0]}__district": F(f"{ends[1]}__district")}
                    ).count()
                    if number:
                        found.append(f"{model.__name__}.{field.name}: {number}")
    return found
