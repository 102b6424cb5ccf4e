"""Forms of services and offerings: fields and words alone; what is right, the actions say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inward.calendars.models import Calendar
from inward.catalogue.models import Offering, Service, Standard
from inward.directory.models import Department, Person
from inward.kernel.errors import Invalid
from inward.tickets.rules import IMPACTS
from inward.web.ask.parsing import label_of

Said = Mapping[str, Any] | None


class ServiceForm(forms.Form):
    """What is said of a service."""

    name = forms.CharField(label=_("Name"), max_length=200)
    category = forms.CharField(
        label=_("Family"), max_length=100, required=False,
        help_text=_("Where it stands on Ask: Equipment, Money, People …"),
    )  # fmt: skip
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea, max_length=10_000, required=False
    )
    owner = forms.CharField(
        label=_("Owner"), max_length=300, required=False,
        help_text=_("Who answers for it. Name or address of one person."),
    )  # fmt: skip
    finally_serves = forms.CharField(
        label=_("Whom it finally serves"), max_length=300, required=False,
        help_text=_("An internal customer is never the last one: end customers, law, safety."),
    )  # fmt: skip
    calendar = forms.ModelChoiceField(
        label=_("Hours"), queryset=Calendar.objects.none(), required=False,
        empty_label=_("Those of the department"),
    )  # fmt: skip

    def __init__(self, said: Said = None, *, initial: Said = None) -> None:
        super().__init__(said, initial=dict(initial or {}))
        calendars: Any = self.fields["calendar"]
        calendars.queryset = Calendar.objects.order_by("name", "pk")


class NewServiceForm(ServiceForm):
    """As `ServiceForm`, with the department that supplies it."""

    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=_("Choose")
    )
    field_order = ("department",)

    def __init__(
        self, departments: Sequence[Department], said: Said = None, *, initial: Said = None
    ) -> None:
        super().__init__(said, initial=initial)
        chosen: Any = self.fields["department"]
        chosen.queryset = Department.objects.filter(pk__in=[one.pk for one in departments])
        if len(departments) == 1:
            chosen.initial = departments[0]


class AudienceForm(forms.Form):
    """Who may ask for a service."""

    who = forms.ChoiceField(
        label=_("Who may ask"), widget=forms.RadioSelect,
        choices=[("all", _("Everybody")), ("some", _("Only those named here"))],
    )  # fmt: skip
    departments = forms.TypedMultipleChoiceField(
        label=_("Departments, each with all below it"), required=False, coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    positions = forms.MultipleChoiceField(
        label=_("Positions"), required=False, choices=Person.Position.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    people = forms.CharField(
        label=_("People, one a line"), required=False, widget=forms.Textarea, max_length=20_000,
        help_text=_("Names or addresses."),
    )  # fmt: skip

    def __init__(
        self, departments: Iterable[Department], said: Said = None, *, initial: Said = None
    ) -> None:
        super().__init__(said, initial=dict(initial or {}), prefix="who")
        named: Any = self.fields["departments"]
        named.choices = [(one.pk, f"{one.name} ({one.code})") for one in departments]


class OfferingForm(forms.Form):
    """What is said of an offering beside its questions."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea, max_length=10_000, required=False
    )
    keywords = forms.CharField(
        label=_("Other words people search it by"), max_length=500, required=False
    )
    kind = forms.ChoiceField(label=_("What kind of ticket"), choices=Offering.Kind.choices)
    default_impact = forms.TypedChoiceField(
        label=_("Who waits while it is not done"), choices=list(IMPACTS.items()), coerce=int,
        initial=3,
    )  # fmt: skip
    confidentiality = forms.ChoiceField(
        label=_("Who may see its tickets"), choices=Offering.Confidentiality.choices
    )
    price = forms.CharField(
        label=_("Price"), max_length=20, required=False, help_text=_("Empty: no price is shown.")
    )
    price_unit = forms.CharField(
        label=_("Price for what"), max_length=60, required=False,
        help_text=_("Such as “per laptop”."),
    )  # fmt: skip
    delivery_hint = forms.CharField(
        label=_("When one has it, in words"), max_length=200, required=False,
        help_text=_("Beside what is agreed and usual: “handed out on Tuesdays”."),
    )  # fmt: skip
    is_rated = forms.BooleanField(
        label=_("Ask both sides how it was"), required=False, initial=True
    )

    def __init__(self, said: Said = None, *, initial: Said = None) -> None:
        super().__init__(said, initial=dict(initial or {}))
        self.fields["price"].label = _("Price in %s") % settings.CURRENCY


class StandardForm(forms.Form):
    """How a service is done."""

    name = forms.CharField(label=_("Name"), max_length=200)
    text = forms.CharField(
        label=_("How it is done"), widget=forms.Textarea, max_length=50_000, required=False,
        help_text=_("Markdown."),
    )  # fmt: skip
    steps = forms.CharField(
        label=_("Checklist, one step a line"), widget=forms.Textarea, max_length=20_000,
        required=False, help_text=_("End a line with * if the step must be done."),
    )  # fmt: skip


class StepsForm(forms.Form):
    """By what an offering is done."""

    standard = forms.ModelChoiceField(
        label=_("Standard"), queryset=Standard.objects.none(), required=False, empty_label=_("None")
    )
    steps = forms.CharField(
        label=_("Steps of its own, one a line"), widget=forms.Textarea, max_length=20_000,
        required=False, help_text=_("They follow those of the standard. End a line with * if the"
                                    " step must be done."),
    )  # fmt: skip

    def __init__(self, service: Service, said: Said = None, *, initial: Said = None) -> None:
        super().__init__(said, initial=dict(initial or {}))
        standards: Any = self.fields["standard"]
        standards.queryset = service.standards.order_by("name", "pk")


def refused(form: forms.Form, error: Invalid) -> None:
    """What an action refused, at the fields it names."""
    for name, words in (error.fields or {"": (error.detail,)}).items():
        field = name.partition(".")[0]
        form.add_error(field if field in form.fields else None, list(words))


def service_said(service: Service) -> dict[str, Any]:
    """A service as its form shows it."""
    names = ("name", "category", "description", "finally_serves", "calendar")
    owner = label_of(service.owner) if service.owner else ""
    return {name: getattr(service, name) for name in names} | {"owner": owner}


def offering_said(offering: Offering) -> dict[str, Any]:
    """An offering as its form shows it."""
    names = [name for name in OfferingForm.base_fields if name != "price"]
    price = "" if offering.price is None else str(offering.price)
    return {name: getattr(offering, name) for name in names} | {"price": price}
