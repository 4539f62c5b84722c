"""The block of HTML with which another website shows our search, with a look at it."""

from django import forms
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.planning.publication import public_version
from kreislotse.web.public.forms.search import OfferSearch

CHOSEN = ("thema", "sprache", "ort")


class EmbeddingForm(forms.Form):
    """What the other website shows; the same questions as those of the search."""

    in_language = forms.ChoiceField(label=_("Sprache der Suche"), required=False)
    q = forms.CharField(label=_("Suchwort"), max_length=100, required=False)

    def __init__(self, *args, languages, search, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["in_language"].choices = [(code, names[code]) for code in languages if code in names]
        for name in CHOSEN:
            if name in search.form.fields:
                self.fields[name] = search.form.fields[name]


@require_permission(Permission.RULES_EDIT)
def embedding(request):
    district = request.district
    search = OfferSearch(request.GET, district=district, language="de", now=timezone.localtime())
    languages = district.languages or ["de"]
    language = request.GET.get("in_language", "")
    language = language if language in languages else "de"
    query = search.query()
    form = EmbeddingForm(
        initial={key: request.GET.get(key, "") for key in ("q", *CHOSEN)} | {"in_language": language},
        languages=languages,
        search=search,
    )
    with override(language):
        frame, link = reverse("public:embedded_search"), reverse("public:offer_search")
        words = str(_("Angebote finden"))
        plan, plan_words = reverse("public:embedded_plan"), str(_("Wie weit wir sind"))
    frame, link = (f"{path}?{query}" if query else path for path in (frame, link))
    context = {
        "form": form,
        "origins": district.embedded_in,
        "preview_url": frame,
        "iframe": format_html(
            '<iframe src="{}" title="{}" width="100%" height="700" loading="lazy"></iframe>',
            district.base_url + frame, words,
        ),
        "plan_iframe": format_html(
            '<iframe src="{}" title="{}" width="100%" height="420" loading="lazy"></iframe>',
            district.base_url + plan, plan_words,
        ) if public_version() else "",
        "element": format_html(
            '<script type="module" src="{}"></script>\n<kreislotse-finder lang="{}"{}><a href="{}">{}</a></kreislotse-finder>',
            district.base_url + reverse("finder_script"), language,
            format_html(' filter="{}"', query) if query else "", district.base_url + link, words,
        ),
    }  # fmt: skip
    return render(request, "office/embedding/embedding.html", context)
