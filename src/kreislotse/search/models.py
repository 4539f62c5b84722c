from django.db import models
from django.utils.translation import gettext_lazy as _


def scope_of(district_key: int, kind: str, language: str) -> str:
    """One token for district, kind and language, so that the text index itself keeps the districts apart.

    The capital at the beginning keeps it apart from words, which are folded to lower case.
    """
    return f"S{district_key}x{kind}x{language.replace('-', '').lower()}"


class SearchDocument(models.Model):
    """One public thing in one language, analysed for the search: never casework, never guides.

    The package stands below the tenant, so `district_key` is a plain number; only the backends of this package join here.
    The text index hangs on this table by triggers (SQLite) or generated columns (PostgreSQL): a migration that alters the
    table on SQLite must create the triggers of 0003 again.
    """

    district_key = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    object_pk = models.BigIntegerField()
    language = models.CharField(max_length=20)
    scope = models.CharField(max_length=60)
    name_tokens = models.TextField()
    body_tokens = models.TextField(blank=True)
    importance = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("Suchdokument"), _("Suchdokumente")
        constraints = [
            models.UniqueConstraint(
                fields=["district_key", "kind", "object_pk", "language"],
                name="search_document_once",
            )
        ]

    class Privacy:
        retention = "directory"
        harmless = [
            "district_key", "kind", "object_pk", "language", "scope", "name_tokens", "body_tokens", "importance",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.kind} {self.object_pk} {self.language}"
