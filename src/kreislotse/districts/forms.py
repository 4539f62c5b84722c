"""Forms for rows of a district."""

from django import forms

from kreislotse.core.scope import current_district_id


class DistrictModelForm(forms.ModelForm):
    """A form for one plain record. Its choices mean the district of the request that shows them."""

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"district"}

    def _post_clean(self):
        if self.instance.district_id is None:
            self.instance.district_id = current_district_id()
        super()._post_clean()
