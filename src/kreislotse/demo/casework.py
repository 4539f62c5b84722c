"""Requests, slips, proposals and assignments, written in batches from the stories of `timeline`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from kreislotse.core.tokens import digest
from kreislotse.demo import read_facts
from kreislotse.demo.assignments import build_assignments
from kreislotse.demo.chance import Chance, Weighted, working_day
from kreislotse.demo.timeline import Story, stories
from kreislotse.demo.trail import leave_trail, trail_of_requests
from kreislotse.demo.world import World, batches
from kreislotse.directory.models import Offer
from kreislotse.districts.models import District
from kreislotse.intake.links import status_secret
from kreislotse.intake.models import (
    Answer,
    ClosingReason,
    ExclusionRule,
    GenderWish,
    HelpRequest,
    Occasion,
    Referral,
    ReferralOffer,
    SeekerContact,
    Setting,
    WaitRule,
)
from kreislotse.intake.operations import CONTACT_CONSENT, CONTACT_CONSENT_VERSION
from kreislotse.privacy.models import Consent, RetentionRule
from kreislotse.privacy.operations import days_to_keep

WEB, PHONE = HelpRequest.Channel.PUBLIC_FORM, HelpRequest.Channel.PHONE

LANGUAGES = {
    "ar-SY": 21, "uk": 17, "prs": 9, "kmr": 8, "tr": 7, "ru": 5, "fa": 5, "ti": 4, "so": 4, "ro": 4, "bg": 4, "pl": 3,
    "sq": 3, "ar-IQ": 3, "en": 3, "fr": 2, "ps": 2, "ckb": 2, "de": 4, "bs": 1, "vi": 1, "es": 1,
}  # fmt: skip
INTERFACE = {"ar-SY": "ar", "ar-IQ": "ar", "prs": "fa"}
ANSWERED_IN = ("de", "en", "ar", "uk", "tr", "fa")

ADVICE_TOPICS = {
    "sprache-lernen": 16, "behoerden": 12, "wohnen": 12, "arbeit": 10, "aufenthalt": 7, "anerkennung": 6, "geld": 6,
    "kita": 5, "schule": 5, "gesundheit": 4, "ausbildung": 4, "familie": 3, "schulden": 2, "sport": 2, "frauen": 2,
    "kultur-begegnung": 2, "ehrenamt": 2, "einbuergerung": 3, "arbeitsrecht": 2, "mobilitaet": 2,
    "seelische-gesundheit": 2, "schwangerschaft": 2, "diskriminierung": 1, "aeltere": 1, "religion": 1, "jugend": 1,
    "gewaltschutz": 1, "sucht": 1,
}  # fmt: skip
GUIDE_TOPICS = {
    "behoerden": 22, "schule": 16, "gesundheit": 12, "kita": 9, "wohnen": 9, "geld": 7, "arbeit": 6, "aufenthalt": 6,
    "familie": 5, "sprachmittlung": 4, "schwangerschaft": 3, "ausbildung": 2, "sprache-lernen": 2, "aeltere": 1,
    "mobilitaet": 1,
}  # fmt: skip
OCCASIONS = {
    "behoerden": Occasion.AUTHORITY, "aufenthalt": Occasion.AUTHORITY, "geld": Occasion.AUTHORITY,
    "einbuergerung": Occasion.AUTHORITY, "schule": Occasion.SCHOOL, "kita": Occasion.SCHOOL, "wohnen": Occasion.HOUSING,
    "arbeit": Occasion.WORK, "ausbildung": Occasion.WORK, "arbeitsrecht": Occasion.WORK, "anerkennung": Occasion.WORK,
    "sprache-lernen": Occasion.ORIENTATION, "mobilitaet": Occasion.ORIENTATION,
}  # fmt: skip
# Which institution asks for company, by topic; the others ask through the advice centre.
INSTITUTIONS = {
    "behoerden": ("jobcenter", "auslaenderbehoerde", "sozialamt", "municipality"),
    "aufenthalt": ("auslaenderbehoerde", "fluechtlingsberatung"), "geld": ("jobcenter", "sozialamt", "wohngeldstelle"),
    "schule": ("grundschule", "gesamtschule", "schulamt"), "kita": ("kita-traeger", "jugendamt"),
    "gesundheit": ("gesundheitsamt", "krankenhaus"), "wohnen": ("wohnungsgesellschaft", "municipality"),
    "arbeit": ("jobcenter", "arbeitsagentur"), "ausbildung": ("berufsschule", "handwerkskammer"),
    "familie": ("jugendamt", "familienzentrum"), "schwangerschaft": ("schwangerenberatung",),
    "sprache-lernen": ("volkshochschule", "sprachschule"), "aeltere": ("pflegestuetzpunkt",),
}  # fmt: skip

# Who sends people on to advice; few, so that some pairs are common enough to be told of a quarter.
REFERRERS = {"jobcenter": 5, "auslaenderbehoerde": 3}
SENT_BY_AN_INSTITUTION = 0.5
AS_INSTITUTION = {
    HelpRequest.Channel.PUBLIC_FORM: HelpRequest.Channel.INSTITUTION_FORM,
    HelpRequest.Channel.VISIT: HelpRequest.Channel.PHONE,
}


@dataclass
class Written:
    """A story with the row that tells it."""

    story: Story
    request: HelpRequest
    offers: list[Offer]


class Casework:
    """Writes the requests of one district; holds what is the same for all of them."""

    def __init__(self, world: World):
        self.world = world
        self.chance = world.chance
        self.numbers: dict[int, int] = {}
        self.languages = Weighted(LANGUAGES)
        self.advice_topics = Weighted(ADVICE_TOPICS)
        self.guide_topics = Weighted(GUIDE_TOPICS)
        self.contact_days = days_to_keep(RetentionRule.Kind.SEEKER_CONTACT, today=world.today)
        self.only_institutions = (
            world.district.guides_asked_by == District.AskedBy.INSTITUTIONS
            or ExclusionRule.objects.filter(check_code="private_person").exists()
        )
        self.excluded = self._excluded_occasions()
        self.referrers = Chance(f"referrers-{world.demo.ags}")

    def _excluded_occasions(self) -> list[str]:
        """Occasions the office does not take on; the court where it has no rules at all."""
        rules = ExclusionRule.objects.values_list("check_code", flat=True)
        found = sorted(set(rules) & set(Occasion.values))
        return found or [Occasion.COURT.value]

    def build(self) -> int:
        """Write all requests; returns how many."""
        number = 0
        for batch in batches(stories(self.world)):
            written = [
                Written(story, request, self._offers(story, request))
                for story in batch
                for request in [self._request(story)]
            ]
            for one in written:
                self._sent_by_an_institution(one)
            HelpRequest.objects.bulk_create(w.request for w in written)
            self._contacts(written)
            self._referrals(written)
            self._answers(written)
            pairs = [(w.story, w.request) for w in written]
            build_assignments(self.world, pairs)
            leave_trail(self.world, trail_of_requests(pairs))
            number += len(batch)
        return number

    def _request(self, story: Story) -> HelpRequest:
        chance, world = self.chance, self.world
        topic = (self.guide_topics if story.needs_guide else self.advice_topics).draw(chance)  # fmt: skip
        language = "ar-SY" if story.is_for_login else self.languages.draw(chance)
        occasion = self._occasion(story, topic)
        by_institution = story.needs_guide and (self.only_institutions or chance.happens(0.45))
        if story.closing_reason == ClosingReason.NOT_ADMISSIBLE:
            by_institution = True
        institution = self._institution(topic) if by_institution else None
        channel = self._channel(by_institution, story.received_on)
        no_duration = not story.needs_guide
        request = HelpRequest(
            district=world.district,
            reference=self._reference(story.received_on),
            channel=channel,
            asked_by_institution=by_institution,
            institution=institution,
            institution_name=institution.name if institution else "",
            wish=self._wish(story),
            topic=world.topics[topic],
            occasion=occasion
            if story.needs_guide or chance.happens(0.3)
            else "",
            municipality=world.town() if chance.happens(0.97) else None,
            language=world.languages[language],
            answer_language=self._answer_language(language, by_institution),
            place=self._place(institution) if story.needs_guide else "",
            wanted_on=self._wanted_on(story),
            wanted_at=time(chance.between(8, 16), chance.one([0, 0, 15, 30]))
            if story.needs_guide
            else None,
            expected_minutes=None if no_duration else chance.one([45, 60, 60, 90, 120]),
            setting=chance.weighted({Setting.ON_SITE: 85, Setting.PHONE: 10, Setting.VIDEO: 5}),
            gender_wish=chance.weighted({GenderWish.ANY: 84, GenderWish.WOMAN: 13, GenderWish.MAN: 3})
            if story.needs_guide
            else GenderWish.ANY,
            persons=chance.weighted({1: 6, 2: 3, 3: 1, 4: 1}),
            has_own_budget=chance.happens(0.3) if by_institution else None,
            has_legal_consequences=False,
            is_recurring=False,
            note=chance.one(read_facts.phrases()["notes"][topic])
            if chance.happens(0.55)
            else "",
            status=story.status,
            received_on=story.received_on,
            answered_on=story.answered_on,
            closed_on=story.closed_on,
            closing_reason=story.closing_reason,
            responsible=self._responsible(story),
        )  # fmt: skip
        request.secret_digest = digest(status_secret(request))
        return request

    def _reference(self, day: date) -> str:
        self.numbers[day.year] = self.numbers.get(day.year, 0) + 1
        return f"{day.year}-{self.numbers[day.year]:04d}"

    def _occasion(self, story: Story, topic: str) -> str:
        if story.closing_reason == ClosingReason.NOT_ADMISSIBLE:
            return self.chance.one(self.excluded)
        return OCCASIONS.get(topic, Occasion.COUNSELLING)

    def _institution(self, topic: str):
        keys = INSTITUTIONS.get(topic, ("migrationsberatung",))
        return self.chance.one(self.world.organizations[self.chance.one(keys)])

    def _channel(self, by_institution: bool, day: date) -> str:
        C = HelpRequest.Channel
        if day.weekday() > 4:
            return C.INSTITUTION_FORM if by_institution else C.PUBLIC_FORM
        if by_institution:
            return self.chance.weighted({C.INSTITUTION_FORM: 6, C.PHONE: 3, C.MAIL: 2})
        return self.chance.weighted({C.PUBLIC_FORM: 5, C.PHONE: 3, C.VISIT: 3, C.MAIL: 1})  # fmt: skip

    def _wish(self, story: Story) -> str:
        W = HelpRequest.Wish
        if story.needs_guide:
            return W.COMPANY if story.is_for_login else self.chance.weighted({W.COMPANY: 5, W.INTERPRETING: 5})  # fmt: skip
        return self.chance.weighted({W.ADVICE: 8, W.UNSURE: 2})

    def _answer_language(self, language: str, by_institution: bool) -> str:
        code = INTERFACE.get(language, language)
        offered = self.world.district.languages or ["de"]
        return code if code in offered and not by_institution else "de"

    def _place(self, institution) -> str:
        if institution is None:
            return ""
        kind = institution.kind if institution.kind in ("authority", "school") else "provider"
        name = institution.name.removesuffix(" (Demo)")
        return f"{name}, {self.chance.one(read_facts.phrases()['place_names'][kind])}"

    def _wanted_on(self, story: Story) -> date | None:
        if not story.needs_guide:
            return None
        if story.meetings:
            return story.meetings[0].on
        return working_day(story.received_on + timedelta(days=self.chance.between(9, 20)))

    def _responsible(self, story: Story):
        if story.kind == "new":
            return None
        return self.chance.one(self.world.office.caseworkers)

    def _offers(self, story: Story, request: HelpRequest) -> list[Offer]:
        """Where the slip sends the person; a request without a fitting offer ends as such."""
        if not story.was_referred:
            return []
        known = self.world.offers_by_topic.get(request.topic.code, [])
        if not known:
            story.was_referred = False
            if story.closed_on:
                request.closing_reason = story.closing_reason = ClosingReason.NO_OFFER
            else:
                request.status = story.status = HelpRequest.Status.IN_CLARIFICATION
            return []
        return self.chance.some(known, 1, 2)

    def _sent_by_an_institution(self, written: Written) -> None:
        """Half of those who are referred come from an authority, which always thinks of the same provider first.

        A chance of its own: what the other parts of the demo draw does not change.
        """
        if not written.offers or not self.referrers.happens(SENT_BY_AN_INSTITUTION):
            return
        sender = self.world.organizations[self.referrers.weighted(REFERRERS)][0]
        request = written.request
        others = [one for one in self.world.offers_by_topic[request.topic.code] if one.provider_id != sender.pk]
        if not others:
            return
        written.offers = others[:1]
        request.asked_by_institution, request.institution, request.institution_name = True, sender, sender.name
        request.channel = AS_INSTITUTION.get(request.channel, request.channel)
        request.answer_language = "de"

    def _keeps_contact(self, story: Story) -> bool:
        """Contact data goes some days after the end, as the deletion run would have it."""
        if story.is_open or self.contact_days is None:
            return True
        return (self.world.today - story.closed_on).days <= self.contact_days

    def _contacts(self, written: list[Written]) -> None:
        chance = self.chance
        kept = [w for w in written if self._keeps_contact(w.story)]
        consents = [
            Consent(
                purpose=CONTACT_CONSENT,
                wording_version=CONTACT_CONSENT_VERSION,
                language=w.request.answer_language,
                given_at=chance.moment(w.story.received_on, latest=self.world.now),
            )
            for w in kept
        ]
        Consent.objects.bulk_create(consents)
        SeekerContact.objects.bulk_create(
            self._contact(w.request, consent) for w, consent in zip(kept, consents, strict=True)
        )

    def _contact(self, request: HelpRequest, consent: Consent) -> SeekerContact:
        chance = self.chance
        name = chance.name(None if request.asked_by_institution else request.language.code)  # fmt: skip
        by_mail = request.channel in (WEB, HelpRequest.Channel.MAIL) or request.asked_by_institution  # fmt: skip
        domain = request.institution.email.partition("@")[2] if request.institution else "post.example"
        return SeekerContact(
            help_request=request,
            name=str(name),
            phone=chance.landline() if request.asked_by_institution else chance.mobile(),
            email=f"{name.mailbox}@{domain}" if by_mail else "",
            best_time=chance.one(["", "", "vormittags", "ab 16 Uhr", "nicht freitags", "am besten per Nachricht"]),
            consent=consent,
        )  # fmt: skip

    def _referrals(self, written: list[Written]) -> None:
        sent = [w for w in written if w.offers]
        referrals = [
            Referral(
                help_request=w.request,
                code=self.chance.code(),
                created_on=w.story.answered_on or w.story.received_on,
                valid_until=(w.story.answered_on or w.story.received_on) + timedelta(days=WaitRule().slip_days),
                by=w.request.responsible,
            )
            for w in sent
        ]  # fmt: skip
        Referral.objects.bulk_create(referrals)
        ReferralOffer.objects.bulk_create(
            self._target(w.story, referral, offer)
            for w, referral in zip(sent, referrals, strict=True)
            for offer in w.offers
        )

    def _target(self, story: Story, referral: Referral, offer: Offer) -> ReferralOffer:
        outcomes = {"arrived": 66, "": 16, "no_place": 7, "not_responsible": 3, "not_come": 8}  # fmt: skip
        if story.is_open:
            outcomes = {"": 80, "no_place": 20}
        outcome = self.chance.weighted(outcomes)
        last = story.closed_on or self.world.today
        days = (last - referral.created_on).days
        confirmed = referral.created_on + timedelta(days=self.chance.between(0, max(days, 0)))  # fmt: skip
        return ReferralOffer(
            referral=referral,
            offer=offer,
            outcome=outcome,
            confirmed_on=confirmed if outcome else None,
        )

    def _answers(self, written: list[Written]) -> None:
        Answer.objects.bulk_create(
            Answer(
                help_request=w.request,
                text=read_facts.phrases()["answers"][self._answer_kind(w.story)][language],
                language=language,
                by=w.request.responsible,
                at=self.chance.moment(w.story.answered_on, latest=self.world.now),
            )
            for w in written
            if w.story.answered_on and self._keeps_contact(w.story)
            for language in [
                w.request.answer_language
                if w.request.answer_language in ANSWERED_IN
                else "de"
            ]
        )  # fmt: skip

    def _answer_kind(self, story: Story) -> str:
        if story.was_referred:
            return "referred"
        return "promised" if story.has_assignment else "clarifying"
