from __future__ import annotations

from django import forms

from kreislotse.matching.models import MatchingWeights


class PlanWeightsForm(forms.ModelForm):
    """What counts how much in one plan."""

    class Meta:
        model = MatchingWeights
        fields = MatchingWeights.CHOSEN

    def _post_clean(self):
        """The row is never saved: only the fields' own rules count."""
