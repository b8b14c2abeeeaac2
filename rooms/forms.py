"""What the pages of a room take from people. Rules live in the services; here is only how one asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from accounts.forms import NameField
from accounts.models import User
from focal.templatetags.focal_tags import spoken_length
from rooms.models import RIGHTS, Access, Invite, Right, Role, Room

LENGTHS = (15, 30, 45, 60, 90, 120)
LATE = timedelta(minutes=5)  # a time that was now when the form was opened
INVITED_ROLES = (Role.CANDIDATE, Role.INTERVIEWER, Role.OBSERVER)
VALID_DAYS = ((1, "a day"), (7, "a week"), (30, "a month"), (0, "as long as the room"))


class Explained(str):
    """A choice that says what choosing it means."""

    explanation: str

    def __new__(cls, name: str, explanation: str) -> "Explained":
        choice = super().__new__(cls, name)
        choice.explanation = explanation
        return choice

    # Each form copies its choices.
    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override] # str takes one, we take two
        return str(self), self.explanation


ACCESS_CHOICES = [
    (Access.INVITED, Explained("Only people I invite", "Each of them gets a link of their own.")),
    (
        Access.LINK,
        Explained(
            "Anyone with the link, after I let them in",
            "They wait at the door until you say yes.",
        ),
    ),
    (
        Access.MEMBERS,
        Explained("Everyone with an account here", "Colleagues walk in; guests still need an invitation."),
    ),
]


class RoomForm(forms.Form):
    title = NameField(
        what="title",
        label="Title",
        help_text="Everyone you invite sees it, for example “Interview with Ben Okafor”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    starts_at = forms.DateTimeField(
        label="Start",
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    length = forms.TypedChoiceField(label="Length", required=False, coerce=int, empty_value=None)
    access = forms.ChoiceField(label="Who may come in?", choices=ACCESS_CHOICES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, room: Room | None = None, **kwargs: Any) -> None:  # Any: as forms.Form takes them
        self.room = room
        initial = {"access": Access.INVITED} if room is None else details_of(room)
        super().__init__(*args, **{"initial": initial, **kwargs})
        lengths = sorted({*LENGTHS, *([room.length] if room and room.length else [])})
        length = self.fields["length"]
        assert isinstance(length, forms.TypedChoiceField)
        length.choices = [("", "Open end"), *((minutes, spoken_length(minutes)) for minutes in lengths)]
        self.fields["starts_at"].help_text = f"In your time zone, {timezone.get_current_timezone_name()}."

    def clean_starts_at(self) -> datetime | None:
        starts_at: datetime | None = self.cleaned_data["starts_at"]
        if starts_at and "starts_at" in self.changed_data and starts_at < timezone.now() - LATE:
            raise forms.ValidationError("This time has passed. Please choose a later one.")
        return starts_at


def details_of(room: Room) -> dict[str, Any]:
    return {"title": room.title, "starts_at": room.starts_at, "length": room.length, "access": room.access}


class InviteForm(forms.Form):
    name = NameField(
        label="Who is it for?",
        required=False,
        help_text="With a name, a link for one person opens the door at once.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label="Comes as", choices=[(role.value, role.label) for role in INVITED_ROLES])
    max_uses = forms.IntegerField(label="For how many people?", initial=1, min_value=1, max_value=500)
    valid_days = forms.TypedChoiceField(label="Valid for", choices=VALID_DAYS, coerce=int, initial=7)

    def invitation(self) -> dict[str, Any]:
        """What `create_invite` takes."""
        days = self.cleaned_data["valid_days"]
        return {
            "role": self.cleaned_data["role"],
            "name": self.cleaned_data["name"],
            "max_uses": self.cleaned_data["max_uses"],
            "expires_at": timezone.now() + timedelta(days=days) if days else None,
        }


RIGHT_WORDS: dict[Right, str] = {
    "microphone": "Speak",
    "camera": "Show their camera",
    "screen": "Share their screen",
    "data": "Write messages",
}
ROLE_WORDS = {
    Role.INTERVIEWER: "Interviewers may",
    Role.CANDIDATE: "Candidates may",
    Role.OBSERVER: "Observers may",
}


class RightsForm(forms.Form):
    """One switch per role and right. The host is not in it: a host may everything."""

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:  # Any: as forms.Form takes them
        super().__init__(*args, **kwargs)
        for role in ROLE_WORDS:
            held = room.rights_of(role)
            for right, words in RIGHT_WORDS.items():
                self.fields[f"{role.value}_{right}"] = forms.BooleanField(
                    label=words,
                    required=False,
                    initial=getattr(held, right),
                    widget=forms.CheckboxInput(attrs={"class": "switch", "role": "switch"}),
                )

    def by_role(self) -> Iterator[tuple[str, list[BoundField]]]:
        for role, words in ROLE_WORDS.items():
            yield words, [self[f"{role.value}_{right}"] for right in RIGHTS]

    def rights(self) -> dict[str, dict[Right, bool]]:
        return {
            role.value: {right: self.cleaned_data[f"{role.value}_{right}"] for right in RIGHTS} for role in ROLE_WORDS
        }


class GuestForm(forms.Form):
    """Asks for a name only where nobody knows it: a link without one, opened by somebody without an account."""

    def __init__(self, *args: Any, invite: Invite, user: User | None, **kwargs: Any) -> None:  # Any: as forms.Form
        super().__init__(*args, **kwargs)
        if not invite.name and user is None:
            self.fields["name"] = NameField(
                label="Your name",
                help_text="So the others know who comes in.",
                widget=forms.TextInput(attrs={"autocomplete": "name"}),
            )
