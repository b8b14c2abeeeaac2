"""What people tell us about themselves."""

from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.names import MAX_NAME, InvalidNameError, clean_name


class NameField(forms.CharField):
    """A name or a title, by the rules of `accounts.names`."""

    def __init__(self, *, what: str = "name", max_length: int = MAX_NAME, **kwargs: Any) -> None:
        self.what = what
        super().__init__(strip=True, **kwargs)
        self.widget.attrs.setdefault("maxlength", max_length)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return text
        try:
            return clean_name(text, what=self.what)
        except InvalidNameError as error:
            raise forms.ValidationError(error.details) from error


class SignupForm(forms.Form):
    """allauth adds e-mail and password around this."""

    name = NameField(
        label="Your name",
        help_text="What others see in a room.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    # Filled in by the browser, which knows it; without a script it stays UTC until the profile says otherwise.
    time_zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-browser-time-zone": True})
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        if self.cleaned_data["time_zone"] in available_timezones():
            user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "time_zone"])


class ProfileForm(forms.ModelForm[User]):
    name = NameField(
        label="Your name",
        help_text="What others see in a room.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.ChoiceField(label="Time zone", help_text="Times on all pages are shown in it.")

    class Meta:
        model = User
        fields = ("name", "time_zone", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as forms.ModelForm takes them
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = zones_by_region()
        if len(settings.LANGUAGES) == 1:  # nothing to choose
            del self.fields["language"]


@cache
def zones_by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """Region by region, cities as people write them; what has no region comes first."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    regions = groupby(zones, key=lambda zone: zone.split("/")[0])
    cities = [
        (region, [(zone, zone.split("/", 1)[1].replace("_", " ")) for zone in there]) for region, there in regions
    ]
    return [("Everywhere", [("UTC", "UTC")]), *cities]
