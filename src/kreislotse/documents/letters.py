"""Letters to those who help, and what they sign: each from plain data, as accessible PDF.

`office` and `created_on` as in `printouts`. `guide` is `{"name", "address"}`: the name and the lines below it (the town,
as far as the office knows it). Roles, dates and reasons come as the caller says them. The texts are German, because
they are documents of the office; what was signed is told apart by the version kept with the signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kreislotse.documents.pdf import qr_svg, render_pdf

GREETING = "Mit freundlichen Grüßen"


def _letter(  # noqa: PLR0913
    *, office: dict, created_on: date, subject: str, paragraphs: Sequence, guide: dict | None = None, facts: Sequence = (),
    closing: str = GREETING, signers: Sequence[str] = (), note: str = "", address: str = "",
) -> bytes:  # fmt: skip
    data = {
        "office": office,
        "created_on": created_on,
        "recipient": [guide["name"], *guide.get("address", [])] if guide else [],
        "day": created_on,
        "subject": subject,
        "facts": [list(pair) for pair in facts],
        "paragraphs": [list(one) if isinstance(one, list | tuple) else one for one in paragraphs],
        "closing": closing,
        "signer": office.get("unit") or office["district"] if closing else "",
        "signers": list(signers),
        "note": note,
        "qr": qr_svg(address) if address else "",
        "qr_alt": _("QR-Code: öffnet die Seite zum Antworten"),
    }
    return render_pdf("letter", data, title=subject)


def _good_day(guide: dict) -> str:
    return _("Guten Tag %(name)s,") % {"name": guide["name"]}


def appointment_certificate(*, office: dict, created_on: date, guide: dict, role: str, appointed_on: date) -> bytes:
    """The Berufungsurkunde, to be handed over."""
    data = {
        "office": office,
        "created_on": created_on,
        "kind": _("Urkunde"),
        "before": _("%(district)s beruft") % {"district": office["district"]},
        "name": guide["name"],
        "paragraphs": [
            _("mit Wirkung vom %(day)s ehrenamtlich für die Aufgabe") % {"day": f"{appointed_on:%d.%m.%Y}"},
            f"„{role}“",
            _("Wir danken für die Bereitschaft, Menschen beim Ankommen zur Seite zu stehen."),
        ],
        "day": _("Ausgestellt am %(day)s") % {"day": f"{created_on:%d.%m.%Y}"},
        "signers": [_("für %(district)s") % {"district": office["district"]}],
    }
    return render_pdf("award", data, title=_("Berufungsurkunde %(name)s") % {"name": guide["name"]})


def appointment_letter(*, office: dict, created_on: date, guide: dict, role: str, appointed_on: date, lapse_months: int | None) -> bytes:  # fmt: skip  # noqa: PLR0913
    """What the appointment means, for the guide's own file."""
    paragraphs = [
        _good_day(guide),
        _("mit Wirkung vom %(day)s berufen wir Sie ehrenamtlich für die Aufgabe „%(role)s“.")
        % {"day": f"{appointed_on:%d.%m.%Y}", "role": role},
        _("Für Ihre Arbeit gilt:"),
        [
            _(
                "Sie übernehmen Einsätze nur im Auftrag unseres Büros. Der Auftrag ist die Grundlage für den Unfallschutz."
            ),
            _("Was Sie über Menschen erfahren, behandeln Sie vertraulich, auch nach dem Ende Ihrer Tätigkeit."),
            _("Sie nehmen an den Schulungen und Austauschtreffen teil, zu denen wir einladen."),
            _("Sie können Ihre Tätigkeit jederzeit beenden. Ein Satz an uns genügt."),
        ],
    ]
    if lapse_months:
        paragraphs.append(
            _("Die Berufung endet von selbst, wenn %(months)d Monate lang kein Einsatz stattfindet. Wir schreiben Ihnen vorher.")
            % {"months": lapse_months}
        )  # fmt: skip
    paragraphs.append(_("Wir freuen uns auf die Zusammenarbeit."))
    return _letter(office=office, created_on=created_on, guide=guide, subject=_("Ihre Berufung"), paragraphs=paragraphs)


def appointment_ended_letter(  # noqa: PLR0913
    *, office: dict, created_on: date, guide: dict, role: str, ended_on: date, ending: str, reason: str
) -> bytes:
    """The letter when an appointment was withdrawn, has lapsed, or ended on the guide's own wish."""
    said = {
        "withdrawn": _("hiermit widerrufen wir Ihre Berufung für die Aufgabe „%(role)s“ zum %(day)s."),
        "lapsed": _(
            "Ihre Berufung für die Aufgabe „%(role)s“ ist am %(day)s erloschen, weil lange kein Einsatz stattfand."
        ),
    }.get(ending, _("Ihre Berufung für die Aufgabe „%(role)s“ endet zum %(day)s."))
    subjects = {"withdrawn": _("Widerruf Ihrer Berufung"), "lapsed": _("Ihre Berufung ist erloschen")}
    paragraphs = [_good_day(guide), said % {"role": role, "day": f"{ended_on:%d.%m.%Y}"}]
    if ending == "withdrawn" and reason:
        paragraphs.append(_("Grund: %(reason)s") % {"reason": reason})
    paragraphs += [
        _("Ab diesem Tag sind Sie nicht mehr in unserem Auftrag tätig und bei Einsätzen nicht mehr über uns versichert. Die Pflicht zur Verschwiegenheit bleibt bestehen."),
        _("Haben Sie noch Unterlagen oder offene Abrechnungen? Dann geben Sie sie uns bitte."),
    ]  # fmt: skip
    if ending == "lapsed":
        paragraphs.append(_("Möchten Sie weitermachen? Rufen Sie uns an. Wir berufen Sie gern neu."))
    paragraphs.append(_("Wir danken Ihnen für die Zeit, die Sie anderen geschenkt haben."))
    return _letter(
        office=office, created_on=created_on, guide=guide,
        subject=subjects.get(ending, _("Ende Ihrer Berufung")), paragraphs=paragraphs,
    )  # fmt: skip


def certificate_request(*, office: dict, created_on: date, guide: dict, purposes: Sequence[str], max_age_months: int) -> bytes:  # fmt: skip
    """The confirmation with which a volunteer asks for the extended conduct certificate, free of charge."""
    return _letter(
        office=office, created_on=created_on,
        subject=_("Erweitertes Führungszeugnis: Bestätigung für die Meldebehörde"),
        facts=[(_("Person"), guide["name"]), (_("Wohnort"), ", ".join(guide.get("address", [])))],
        paragraphs=[
            _("Wir bestätigen, dass die genannte Person bei uns ehrenamtlich tätig ist oder werden soll und dafür ein erweitertes Führungszeugnis nach § 30a Absatz 1 des Bundeszentralregistergesetzes benötigt."),
            _("Grund:") if purposes else _("Die Tätigkeit bringt Kontakt zu besonders schutzbedürftigen Menschen mit sich."),
            *([list(purposes)] if purposes else []),
            _("Die Tätigkeit ist ehrenamtlich. Wir bitten deshalb, von der Gebühr für das Führungszeugnis abzusehen."),
            _("Für die genannte Person: Bitte schicken Sie uns das Führungszeugnis nicht zu, sondern zeigen Sie es uns. Wir sehen es ein und geben es Ihnen sofort zurück. Wir notieren nur, wann es ausgestellt wurde, wann wir es gesehen haben und ob ein einschlägiger Eintrag vorliegt. Bei der Einsicht darf es höchstens %(months)d Monate alt sein.")
            % {"months": max_age_months},
        ],
    )  # fmt: skip


def confidentiality_declaration(*, office: dict, created_on: date, guide: dict, is_interpreter: bool, version: str) -> bytes:  # fmt: skip
    """The Verschwiegenheits- und Einverständniserklärung, with the sentence on neutrality for those who interpret."""
    duties = [
        _("Ich behandle alles vertraulich, was ich bei meiner Tätigkeit über Menschen erfahre. Das gilt auch gegenüber Familie und Freunden und auch nach dem Ende der Tätigkeit."),
        _("Ich bewahre keine Unterlagen und Fotos von Menschen auf, die ich begleite. Namen und Adressen lösche ich, sobald ein Einsatz beendet ist."),
        _("Ich übernehme Einsätze nur im Auftrag des Büros und sage rechtzeitig ab, wenn ich verhindert bin."),
        _("Ich gebe keine Rechtsberatung und treffe keine Entscheidungen für andere."),
        _("Wenn das Wohl eines Kindes oder ein Leben in Gefahr ist, wende ich mich sofort an das Büro oder an den Notruf. Dann gilt die Verschwiegenheit nicht."),
    ]  # fmt: skip
    if is_interpreter:
        duties.append(
            _("Beim Übersetzen bin ich neutral: Ich übertrage alles, was gesagt wird, vollständig und ohne eigene Meinung. Für Verwandte und enge Bekannte übersetze ich nicht.")
        )  # fmt: skip
    return _letter(
        office=office, created_on=created_on, subject=_("Verschwiegenheits- und Einverständniserklärung"),
        facts=[(_("Name"), guide["name"]), (_("Fassung"), version)],
        paragraphs=[
            duties,
            _("Ich bin einverstanden, dass das Büro meine Angaben verwendet, um Einsätze zu vermitteln, abzurechnen und die Versicherung nachzuweisen. Meine Telefonnummer und Adresse werden ohne meine Zustimmung nicht weitergegeben. Ich kann jederzeit Auskunft verlangen."),
            _("Fotos gehören nicht zu dieser Erklärung. Für sie fragt das Büro getrennt, und ich kann Nein sagen."),
        ],
        closing="", signers=[guide["name"], _("für das Büro")],
    )  # fmt: skip


def self_declaration(*, office: dict, created_on: date, guide: dict, inspected_on: date | None, version: str) -> bytes:
    """The Selbstauskunft between two conduct certificates, to be signed; the office notes the day and keeps no contents."""
    facts = [(_("Name"), guide["name"]), (_("Fassung"), version)]
    if inspected_on:
        facts.append((_("Führungszeugnis eingesehen am"), inspected_on))
    return _letter(
        office=office, created_on=created_on, subject=_("Selbstauskunft zum Führungszeugnis"), facts=facts,
        paragraphs=[
            _("Ich versichere, dass ich nicht wegen einer Straftat nach § 72a Absatz 1 Satz 1 des Achten Buches Sozialgesetzbuch rechtskräftig verurteilt bin. Dazu gehören vor allem Straftaten gegen die sexuelle Selbstbestimmung und die persönliche Freiheit."),
            _("Ich weiß von keinem gerichtlichen Verfahren und keinen Ermittlungen gegen mich wegen einer solchen Straftat."),
            _("Wird ein solches Verfahren gegen mich eröffnet, sage ich dem Büro sofort Bescheid."),
            _("Die Selbstauskunft ersetzt kein Führungszeugnis. Das Büro notiert nur, wann sie unterschrieben wurde."),
        ],
        closing="", signers=[guide["name"], _("für das Büro")],
    )  # fmt: skip


def provider_call_letter(  # noqa: PLR0913
    *, office: dict, created_on: date, recipient: dict, subject: str, paragraphs: Sequence[str], address: str
) -> bytes:
    """A call to an organization on paper; `recipient` is `{"name", "address"}` as for guides, `address` the page to answer."""
    by_phone = [_("Sie können uns auch anrufen: %(phone)s.") % {"phone": office["phone"]}] if office["phone"] else []
    return _letter(
        office=office, created_on=created_on, guide=recipient, subject=subject, address=address,
        paragraphs=[_("Guten Tag,"), *paragraphs, *by_phone],
    )  # fmt: skip


def leaving_confirmation(  # noqa: PLR0913
    *, office: dict, created_on: date, guide: dict, from_on: date | None, until: date | None, roles: Sequence[str],
    trainings: Sequence[str],
) -> bytes:  # fmt: skip
    """Thanks, and the confirmation of the work for a curriculum vitae."""
    span = _("bis zum %(until)s") % {"until": f"{until:%d.%m.%Y}"} if until else _("bis heute")
    began = _("vom %(day)s") % {"day": f"{from_on:%d.%m.%Y}"} if from_on else ""
    paragraphs = [
        _good_day(guide),
        _("Sie waren %(span)s ehrenamtlich für uns tätig, und zwar in der Aufgabe: %(roles)s.")
        % {"span": f"{began} {span}".strip(), "roles": ", ".join(roles)},
        _(
            "Sie haben Menschen zugehört, Wege mit ihnen gemacht und ihnen Mut gegeben. Dafür danken wir Ihnen herzlich."
        ),
    ]
    if trainings:
        paragraphs += [_("In dieser Zeit haben Sie an folgenden Schulungen teilgenommen:"), list(trainings)]
    paragraphs.append(_("Wir wünschen Ihnen alles Gute. Wenn Sie wieder mitmachen möchten, ist bei uns immer Platz."))
    return _letter(
        office=office, created_on=created_on, guide=guide, subject=_("Danke, und Bestätigung Ihrer Tätigkeit"),
        paragraphs=paragraphs,
    )  # fmt: skip


def training_certificate(  # noqa: PLR0913
    *, office: dict, created_on: date, name: str, title: str, kind: str, contents: str, dates: Sequence[tuple[date, str, int]],
    units: int, of_units: int, trainer: str, certificate_on: date,
) -> bytes:  # fmt: skip
    """The certificate of one training; `dates` are those attended, with content and units."""
    paragraphs = [
        _("hat an der Schulung"), f"„{title}“",
        _("(%(kind)s) mit %(units)d von %(of_units)d Unterrichtseinheiten zu je 45 Minuten teilgenommen.")
        % {"kind": kind, "units": units, "of_units": of_units},
    ]  # fmt: skip
    if contents:
        paragraphs.append(_("Inhalte: %(contents)s") % {"contents": contents})
    data = {
        "office": office,
        "created_on": created_on,
        "kind": _("Bescheinigung"),
        "before": "",
        "name": name,
        "paragraphs": paragraphs,
        "table": {
            "columns": [
                {"label": _("Datum"), "width": 2}, {"label": _("Inhalt"), "width": 6},
                {"label": _("Einheiten"), "width": 2, "align": "right"},
            ],
            "rows": [[day, content or "–", number] for day, content, number in dates] + [[_("zusammen"), "", units]],
            "has_total": True,
        },
        "day": _("Ausgestellt am %(day)s") % {"day": f"{certificate_on:%d.%m.%Y}"},
        "signers": [trainer or _("Leitung der Schulung"), _("für %(district)s") % {"district": office["district"]}],
    }  # fmt: skip
    return render_pdf("award", data, title=_("Bescheinigung %(title)s") % {"title": title})
