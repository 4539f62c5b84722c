from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """One public thing in one language, analysed for the search: never casework, never guides.

    The package stands below the tenant, so `district_key` is a plain number. The rows are what `search.words` is built from.
    """

    district_key = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    object_pk = models.BigIntegerField()
    language = models.CharField(max_length=20)
    name_tokens = models.TextField()
    body_tokens = models.TextField(blank=True)

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
        harmless = ["district_key", "kind", "object_pk", "language", "name_tokens", "body_tokens"]

    def __str__(self):
        return f"{self.kind} {self.object_pk} {self.language}"


class SearchState(models.Model):
    """How often what can be found has changed in a district; `stamp` is new with each change.

    Two changes never share a stamp, not even when one of them was rolled back.
    """

    district_key = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    number = models.BigIntegerField(default=0)
    stamp = models.CharField(max_length=32)
    form = models.PositiveSmallIntegerField(default=0)  # of the whole index, see `operations.FORM`

    class Meta:
        verbose_name, verbose_name_plural = _("Stand der Suche"), _("Stände der Suche")
        constraints = [models.UniqueConstraint(fields=["district_key", "kind"], name="search_state_once")]

    class Privacy:
        retention = "directory"
        harmless = ["district_key", "kind", "number", "stamp", "form"]

    def __str__(self):
        return f"{self.kind} {self.number}"


class SearchChange(models.Model):
    """One change: the keys of the things it touched, or nothing for everything."""

    district_key = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    number = models.BigIntegerField()
    stamp = models.CharField(max_length=32)
    keys = models.JSONField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Änderung der Suche"), _("Änderungen der Suche")
        constraints = [models.UniqueConstraint(fields=["district_key", "kind", "number"], name="search_change_once")]

    class Privacy:
        retention = "directory"
        harmless = ["district_key", "kind", "number", "stamp", "keys"]

    def __str__(self):
        return f"{self.kind} {self.number}"


class SearchTerm(models.Model):
    """A word that occurs in something findable, as it was first written: what „Meinten Sie …?“ can offer.

    Words are added with the documents and thinned out when the index is built anew.
    """

    district_key = models.BigIntegerField()
    token = models.CharField(max_length=40)
    written = models.CharField(max_length=60)

    class Meta:
        verbose_name, verbose_name_plural = _("Suchwort"), _("Suchwörter")
        constraints = [models.UniqueConstraint(fields=["district_key", "token"], name="search_term_once")]

    class Privacy:
        retention = "directory"
        harmless = ["district_key", "token", "written"]

    def __str__(self):
        return self.written
