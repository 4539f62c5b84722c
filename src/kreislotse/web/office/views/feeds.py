"""Offers of another system come in: as files or from an address, with its categories matched to our topics."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.imports import feeds, queries
from kreislotse.imports.targets import Feed, target_for
from kreislotse.network.importing import TopicFinder, same_name
from kreislotse.taxonomy.models import Topic
from kreislotse.web.office.forms.imports import CategoriesForm, FeedForm
from kreislotse.web.office.views.imports import is_open, upload_complaint


@require_permission(Permission.IMPORT)
def import_feed(request):
    """Where the offers come from: an address, or files somebody saved."""
    again = {name: request.GET[name] for name in ("target", "address") if name in request.GET}
    form = FeedForm(request.POST or None, request.FILES or None, initial=again)
    if request.method == "POST":
        if complaint := upload_complaint(request):
            form.is_valid()
            for name in ("address", "files"):
                form.errors.pop(name, None)
            form.add_error("files", complaint)
        elif form.is_valid():
            data = form.cleaned_data
            name = "address" if data.get("address") else "files"
            try:
                if data.get("address"):
                    batch = feeds.start_fetch(data["address"], target=data["target"], by=request.user)
                else:
                    batch = feeds.upload_answers(data["files"], target=data["target"], by=request.user)
            except DomainError as error:
                form.add_error(name, str(error))
            else:
                return redirect("office:import_detail", pk=batch.pk)
    return render(request, "office/imports/feed.html", {"form": form}, status=422 if form.errors else 200)


@require_permission(Permission.IMPORT)
def import_categories(request, pk):
    """Which category of the other system is which of our topics; remembered for the next time."""
    batch = get_object_or_404(queries.import_batches(), pk=pk)
    target = target_for(batch.target)
    if not is_open(batch) or not isinstance(target, Feed) or not batch.stored_as:
        return redirect("office:import_detail", pk=batch.pk)
    form = CategoriesForm(
        request.POST or None,
        categories=batch.layout["categories"],
        mapping=batch.mapping,
        suggested=_suggested(batch.layout["categories"]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            feeds.choose_topics(batch, form.topics)
        except DomainError as error:
            messages.info(request, str(error))
            return redirect("office:import_detail", pk=batch.pk)
        return redirect("office:import_preview", pk=batch.pk)
    context = {"batch": batch, "target": target, "form": form, "earlier": queries.earlier_imports(batch).first()}
    return render(request, "office/imports/categories.html", context, status=422 if form.errors else 200)


def _suggested(categories: list[dict]) -> dict[str, str]:
    """The topics that are called like a category."""
    known, codes = TopicFinder().known, dict(Topic.objects.values_list("pk", "code"))
    found = {one["name"]: known.get(same_name(one["name"])) for one in categories}
    return {name: codes[pk] for name, pk in found.items() if pk}
