from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import Membership, User
from kreislotse.accounts.roles import Role
from kreislotse.administration.members import INVITED_ROLES, people_with_a_past
from kreislotse.audit.registry import labels
from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.languages import translation_languages
from kreislotse.districts.queries import current_district
from kreislotse.guides.models import Guide
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import FieldOfAction, TargetGroup, Topic

_FOR_ORGANIZATION = (Role.OFFER_EDITOR, Role.GROUP_LEAD, Role.PROVIDER_COORDINATOR)


class InvitationForm(forms.Form):
    """Whom to invite to which role; roles for somebody outside the office say for whom they speak."""

    email = forms.EmailField(label=_("E-Mail-Adresse"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Rolle"))
    languages = forms.MultipleChoiceField(
        label=_("Sprachen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("für die Rolle Übersetzung"),
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Akteur"), required=False, widget=forms.Select(attrs={"data-suggest": ""}),
        help_text=_("für die Rollen Redaktion, Koordination beim Träger und Leitung einer Arbeitsgruppe"),
    )  # fmt: skip
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Gemeinde"), required=False, help_text=_("für den Kontakt einer Gemeinde")
    )
    guide = forms.ModelChoiceField(
        Guide.objects.none(), label=_("Lotsin oder Lotse"), required=False, widget=forms.Select(attrs={"data-suggest": ""}),
        help_text=_("damit die Person ihre eigenen Anfragen und Termine sieht"),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("bitte wählen")), *((role.value, role.label) for role in INVITED_ROLES)]
        self.fields["languages"].choices = translation_languages(current_district())
        self.fields["organization"].queryset = Organization.objects.active().order_by("name", "pk")
        self.fields["municipality"].queryset = (
            Municipality.objects.of_district(current_district()).valid_on(timezone.localdate()).order_by("name")
        )
        self.fields["guide"].queryset = Guide.objects.filter(user=None, left_on=None).order_by(
            "last_name", "first_name", "pk"
        )

    def clean(self):
        cleaned = super().clean()
        role = cleaned.get("role")
        needed = {
            **dict.fromkeys(_FOR_ORGANIZATION, ("organization", _("Bitte wählen Sie, für welchen Akteur die Person spricht."))),
            Role.MUNICIPALITY_CONTACT: ("municipality", _("Bitte wählen Sie, für welche Gemeinde die Person spricht.")),
            Role.TRANSLATOR: ("languages", _("Bitte wählen Sie, in welche Sprachen die Person übersetzt.")),
            Role.GUIDE: ("guide", _("Bitte wählen Sie, welche Lotsin oder welcher Lotse das ist. Fehlt die Person, nehmen Sie sie zuerst auf.")),
        }  # fmt: skip
        if role in needed:
            name, sentence = needed[role]
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    @property
    def values(self) -> dict:
        """The arguments of `invite_member`."""
        chosen = self.cleaned_data
        role, reference = chosen["role"], ""
        if role in _FOR_ORGANIZATION:
            reference = f"network.organization:{chosen['organization'].pk}"
        elif role == Role.MUNICIPALITY_CONTACT:
            reference = f"places.municipality:{chosen['municipality'].pk}"
        elif role == Role.TRANSLATOR:
            reference = f"languages:{','.join(chosen['languages'])}"
        elif role == Role.GUIDE:
            reference = f"guides.guide:{chosen['guide'].pk}"
        return {"email": chosen["email"], "name": chosen["name"], "role": role, "reference": reference}


class EndMembershipForm(forms.Form):
    on = DayField(
        label=_("Letzter Tag"),
        help_text=_("An diesem Tag kommt die Person noch hinein. Mit „gestern“ endet es sofort."),
    )


class EndRuleForm(forms.Form):
    on = DayField(label=_("Letzter Tag"), help_text=_("An diesem Tag gilt die Regel noch."))


class HandOverForm(forms.Form):
    """From whom to whom; colleagues who left already are among the first, not among the second."""

    from_user = forms.ModelChoiceField(User.objects.none(), label=_("Wer übergibt?"), empty_label=_("bitte wählen"))
    to_user = forms.ModelChoiceField(User.objects.none(), label=_("Wer übernimmt?"), empty_label=_("bitte wählen"))
    note = forms.CharField(
        label=_("Hinweise für die Nachfolge"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Was nicht in den Listen steht: Absprachen, Eigenheiten, wo der Schlüssel liegt."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = people_with_a_past()
        office = Membership.objects.valid_on(timezone.localdate()).filter(
            role__in=["head_of_office", "coordinator", "caseworker", "district_admin"]
        )
        self.fields["from_user"].queryset = people.filter(
            pk__in=Membership.objects.exclude(role=Role.GUIDE).values("user")
        )
        self.fields["to_user"].queryset = people.filter(pk__in=office.values("user"), is_active=True)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("from_user") and cleaned.get("from_user") == cleaned.get("to_user"):
            self.add_error("to_user", _("Bitte wählen Sie eine andere Person als oben."))
        return cleaned


class TrailFilters(forms.Form):
    """The filters of the trail, as they stand in the address."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False, empty_label=_("alle"))
    entry = forms.ChoiceField(label=_("Vorgang"), required=False)
    since = DayField(label=_("ab"), required=False)
    until = DayField(label=_("bis"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_with_a_past()
        known = sorted(((code, str(label)) for code, label in labels().items()), key=lambda pair: pair[1])
        self.fields["entry"].choices = [("", _("alle")), *known]

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class _TermForm(DistrictModelForm):
    meaning_changed = forms.BooleanField(
        label=_("Die Bedeutung ist jetzt eine andere"), required=False,
        help_text=_("Dann gehen die Namen in den anderen Sprachen verloren, und es gilt überall der deutsche."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or not self.instance.names:
            del self.fields["meaning_changed"]
        self.fields["sort_order"].help_text = _("Kleine Zahlen stehen oben.")


class TopicForm(_TermForm):
    class Meta:
        model = Topic
        fields = ["name", "description", "group", "search_words", "sort_order"]
        widgets = {"search_words": forms.Textarea(attrs={"rows": 4})}


class TargetGroupForm(_TermForm):
    class Meta:
        model = TargetGroup
        fields = ["name", "description", "search_words", "sort_order"]
        widgets = {"search_words": forms.Textarea(attrs={"rows": 4})}


class FieldOfActionForm(_TermForm):
    class Meta:
        model = FieldOfAction
        fields = ["name", "description", "is_cross_cutting", "sort_order"]
        help_texts = {"is_cross_cutting": _("Gehört zu keinem Feld allein: Ehrenamt, Frauen, Antidiskriminierung.")}


TERM_FORMS = {Topic: TopicForm, TargetGroup: TargetGroupForm, FieldOfAction: FieldOfActionForm}
