"""What the trail says about offers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    OFFER_CREATED = "offer_created", _("Angebot angelegt")
    OFFER_CHANGED = "offer_changed", _("Angebot geändert")
    OFFER_TRANSLATED = "offer_translated", _("Übersetzung gespeichert")
    OFFER_TRANSLATION_REMOVED = "offer_translation_removed", _("Übersetzung gelöscht")
    OFFER_TRANSLATIONS_CONFIRMED = "offer_translations_confirmed", _("Übersetzungen als noch richtig vermerkt")
    OFFER_TRANSLATION_APPROVED = "offer_translation_approved", _("Maschinelle Übersetzung freigegeben")
    MACHINE_RUN_ORDERED = "machine_run_ordered", _("Maschinelle Übersetzung in Auftrag gegeben")
    GLOSSARY_TERM_ADDED = "glossary_term_added", _("Begriff ins Glossar aufgenommen")
    GLOSSARY_TERM_CHANGED = "glossary_term_changed", _("Begriff im Glossar geändert")
    GLOSSARY_TERM_DELETED = "glossary_term_deleted", _("Begriff aus dem Glossar gelöscht")
    OFFER_PUBLISHED = "offer_published", _("Angebot veröffentlicht")
    OFFER_ARCHIVED = "offer_archived", _("Angebot ins Archiv gelegt")
    OFFER_RESTORED = "offer_restored", _("Angebot aus dem Archiv geholt")
    OFFER_CHECKED = "offer_checked", _("Angaben als geprüft vermerkt")
    OFFER_ASKED = "offer_asked", _("Anbieter gefragt, ob alles noch stimmt")
    OFFER_CONFIRMED = "offer_confirmed", _("Anbieter: stimmt noch")
    OFFER_PROPOSED = "offer_proposed", _("Anbieter schlägt Änderungen vor")
    OFFER_PROPOSAL_DECIDED = "offer_proposal_decided", _("über einen Vorschlag entschieden")
    OFFER_SNAPSHOT_TAKEN = "offer_snapshot_taken", _("Abzug der Beratungsangebote gemacht")
    OFFER_IMPORTED = "offer_imported", _("Angebot aus einer Liste eingelesen")
    OFFER_TOOK_THEIRS = "offer_took_theirs", _("Angabe eines anderen Systems übernommen")
    OFFER_TOOK_BACK = "offer_took_back", _("übernommene Angabe zurückgenommen")
    OFFER_COMPLETED = "offer_completed", _("Angebot aus einer Liste ergänzt")
