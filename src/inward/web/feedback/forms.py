"""The form of a rating: scales of five with nothing chosen beforehand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inward.feedback import rules
from inward.feedback.models import Rating

SCALE = [(1, _("1 poor")), (2, "2"), (3, _("3 fair")), (4, "4"), (5, _("5 very good"))]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
MOST = 4_000


class RatingForm(forms.Form):
    """Every question may be left out; the action says what is too little."""

    comment = forms.CharField(
        label=_("What should they know?"), required=False, widget=forms.Textarea, max_length=MOST
    )
    share_with_owner = forms.BooleanField(
        label=_("Let the owner of the service read this comment, with my name on the ticket"),
        required=False,
    )

    def __init__(self, side: str, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(posted)
        asked: dict[str, forms.Field] = {
            name: forms.TypedChoiceField(
                label=_(words), choices=SCALE, coerce=int, empty_value=None, required=False,
                widget=forms.RadioSelect,
            )
            for name, words in rules.items(side).items()
        }  # fmt: skip
        answers = rules.CUSTOMER_ANSWERS if side == Rating.Side.CUSTOMER else {}
        asked |= {
            name: forms.ChoiceField(
                label=_(words), choices=YES_NO, required=False, widget=forms.RadioSelect
            )
            for name, words in answers.items()
        }
        self.fields = {**asked, **self.fields}

    @property
    def scales(self) -> list[forms.BoundField]:
        """The questions with a scale."""
        return [one for one in self if isinstance(one.field, forms.TypedChoiceField)]

    @property
    def yes_no(self) -> list[forms.BoundField]:
        """The questions with yes or no."""
        return [self[name] for name in rules.CUSTOMER_ANSWERS if name in self.fields]

    def answers(self) -> dict[str, Any]:
        """What the action takes: numbers, True, False or None."""
        found = {name: self.cleaned_data[name] for name in self.fields}
        said = {"yes": True, "no": False}
        found |= {name: said.get(found[name]) for name in rules.CUSTOMER_ANSWERS if name in found}
        del found["comment"], found["share_with_owner"]
        return found


def rating_form(rating: Rating, posted: Mapping[str, Any] | None = None) -> RatingForm:
    """The form for this rating's side."""
    return RatingForm(rating.side, posted)
