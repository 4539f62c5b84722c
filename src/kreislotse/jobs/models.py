from django.db import models
from django.utils.translation import gettext_lazy as _


class NightlyRun(models.Model):
    """When a nightly job last ran to its end."""

    name = models.CharField(max_length=120, unique=True)
    last_on = models.DateField()

    class Meta:
        verbose_name, verbose_name_plural = _("nächtlicher Lauf"), _("nächtliche Läufe")

    class Privacy:
        retention = "installation"
        harmless = ["name", "last_on"]

    def __str__(self):
        return self.name


class Beat(models.Model):
    """When the worker was last alive."""

    at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("Lebenszeichen"), _("Lebenszeichen")

    class Privacy:
        retention = "installation"
        harmless = ["at"]

    def __str__(self):
        return f"{self.at}"
