"""Code lists of offers. Codes are stored and stand in addresses and in the open data; they never change their meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of thing an offer is."""

    COUNSELLING = "counselling", _("Beratung")
    COURSE = "course", _("Kurs")
    MEETING = "meeting", _("Treffpunkt")
    HEALTH = "health", _("Gesundheit und Vorsorge")
    YOUTH = "youth", _("Jugend")
    SPORT = "sport", _("Sport")
    CULTURE = "culture", _("Kultur")
    HELP = "help", _("praktische Hilfe")
    OTHER = "other", _("anderes")


class Program(models.TextChoices):
    """The public programme an offer belongs to.

    Counselling: MBE and JMD are the Bund's, section 75 no. 9 AufenthG; recognition counselling as in the IQ network.
    Courses: types of integration course after section 13 IntV, vocational language courses after DeuFöV, first
    orientation courses (EOK) and MiA courses of the BAMF.
    """

    MBE = "mbe", _("Migrationsberatung für Erwachsene (MBE)")
    JMD = "jmd", _("Jugendmigrationsdienst (JMD)")
    RECOGNITION = "recognition", _("Anerkennung ausländischer Abschlüsse")
    RETURN = "return", _("Rückkehrberatung")
    INTEGRATION = "integration", _("Integrationskurs")
    INTEGRATION_LITERACY = "integration_literacy", _("Integrationskurs mit Alphabetisierung")
    INTEGRATION_SECOND_SCRIPT = "integration_second_script", _("Integrationskurs für Zweitschriftlernende")
    INTEGRATION_WOMEN = "integration_women", _("Integrationskurs für Frauen")
    INTEGRATION_PARENTS = "integration_parents", _("Integrationskurs für Eltern")
    INTEGRATION_YOUTH = "integration_youth", _("Integrationskurs für junge Erwachsene")
    INTEGRATION_INTENSIVE = "integration_intensive", _("Integrationskurs, Intensivkurs")
    ORIENTATION = "orientation", _("Orientierungskurs")
    VOCATIONAL = "vocational", _("Berufssprachkurs")
    FIRST_ORIENTATION = "first_orientation", _("Erstorientierungskurs")
    MIA = "mia", _("MiA-Kurs für Frauen")
    VOLUNTARY = "voluntary", _("Deutsch mit Ehrenamtlichen")


class Level(models.TextChoices):
    """Levels of the Common European Framework of Reference for Languages; A0 is the beginning, LIT literacy."""

    LITERACY = "LIT", _("Alphabetisierung")
    A0 = "A0", _("ohne Vorkenntnisse")
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class Sex(models.TextChoices):
    """For whom an offer is; empty means for everybody."""

    WOMEN = "women", _("nur für Frauen")
    MEN = "men", _("nur für Männer")


class StatusGroup(models.TextChoices):
    """With which residence status one may take part; none chosen means with any."""

    EU = "eu", _("Bürgerinnen und Bürger der EU")
    ASYLUM_SEEKER = "asylum_seeker", _("im Asylverfahren (Gestattung)")
    PROTECTED = "protected", _("anerkannter Schutz")
    TEMPORARY_PROTECTION = "temporary_protection", _("Aufenthalt nach § 24 (Ukraine)")
    TOLERATED = "tolerated", _("Duldung")
    RESIDENCE_PERMIT = "residence_permit", _("anderer Aufenthaltstitel")
    LATE_RESETTLER = "late_resettler", _("Spätaussiedlerinnen und Spätaussiedler")
    GERMAN = "german", _("deutsche Staatsangehörigkeit")


class Availability(models.TextChoices):
    """Whether there is room; empty means nobody has said."""

    FREE = "free", _("Plätze frei")
    FEW = "few", _("wenige Plätze frei")
    WAITING_LIST = "waiting_list", _("Warteliste")
    FULL = "full", _("ausgebucht")
