"""Forms of commitments: the document, its items and witnesses, and the panel in which it is signed."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from files.models import StoredFile
from files.uploading import store_upload
from formats.fields import DateField, NumberField, RupiahField
from formats.text import clean_lines, no_control_characters
from quickwins.forms import PlainHelper, YearField, year_choices
from quickwins.models import FundingSource, Plan, Program

from .keeping_forms import FilesField
from .models import ClauseTemplate, Commitment, CommitmentItem, Witness

MAX_CLAUSES, MAX_CLAUSE = 30, 1000
MAX_ITEMS, MAX_WITNESSES = 40, 8
MAX_ATTACHMENTS = 10
MAX_AMOUNT = 10**15 - 1
MAX_TARGET = 10**15


class ClausesField(forms.CharField):
    """Clauses, one for each line; cleans to a list of texts."""

    widget = forms.Textarea(attrs={"rows": 8})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(clause) for clause in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        clauses = [line.strip(" ;") for line in clean_lines(text).split("\n") if line.strip(" ;")]
        if len(clauses) > MAX_CLAUSES:
            raise ValidationError(_("At most %(count)s clauses can stand on one sheet.") % {"count": MAX_CLAUSES})
        if any(len(clause) > MAX_CLAUSE for clause in clauses):
            raise ValidationError(_("A clause is longer than %(count)s letters. Shorten it.") % {"count": MAX_CLAUSE})
        return clauses

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data or "") != (initial or []))

    def run_validators(self, value: Any) -> None:
        for clause in value:
            no_control_characters(clause)


def default_clauses() -> list[str]:
    """The clauses offered for a new commitment; the administrator keeps them."""
    return list(ClauseTemplate.objects.filter(is_active=True).values_list("text", flat=True))


class CommitmentForm(forms.ModelForm):
    """What the document says of itself. Its state changes by deeds, never here."""

    dated_on = DateField(label=gettext_lazy("Date of the letter"))
    clauses = ClausesField(
        label=gettext_lazy("Clauses"),
        help_text=gettext_lazy("One clause in each line. These are the usual ones; change them as you need."),
    )

    attach = FilesField(
        label=gettext_lazy("Add attachments"),
        required=False,
        help_text=gettext_lazy(
            "What is signed along with the text: up to five files at once. Everybody who signs can read them."
        ),
    )
    drop = forms.ModelMultipleChoiceField(
        StoredFile.objects.none(),
        label=gettext_lazy("Take out attachments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Commitment
        fields = ["kind", "organisation", "title", "number", "place", "dated_on", "clauses", "contact_name", "parties"]
        labels = {
            "kind": gettext_lazy("Kind of document"),
            "organisation": gettext_lazy("Organisation"),
            "title": gettext_lazy("Subject"),
            "number": gettext_lazy("Letter number"),
            "place": gettext_lazy("Place of signing"),
            "contact_name": gettext_lazy("Person in charge"),
            "parties": gettext_lazy("Organisations that sign"),
        }
        help_texts = {
            "contact_name": gettext_lazy(
                "Who answers questions and reports every quarter. Written as in the account, he is reminded too."
            ),
            "parties": gettext_lazy("Only for a joint commitment: each of them signs the same sheet."),
        }
        widgets = {"parties": forms.SelectMultiple(attrs={"size": 8})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ("title", "number", "place", "contact_name"):
            self.fields[name].validators.append(no_control_characters)
        organisations = Organisation.objects.active()
        self.fields["organisation"].queryset = organisations if user.is_editor else self._own()  # type: ignore[attr-defined]
        if user.is_editor:
            self.fields["parties"].queryset = organisations  # type: ignore[attr-defined]
        else:
            # A sheet that binds others is drawn up by Kominfo.
            del self.fields["parties"]
            kinds = {Commitment.Kind.OPD, Commitment.Kind.PACT, self.instance.kind}
            self.fields["kind"].choices = [pair for pair in Commitment.Kind.choices if pair[0] in kinds]  # type: ignore[attr-defined]
        self.attached = 0 if self.instance._state.adding else self.instance.attachments.count()
        if self.attached:
            self.fields["drop"].queryset = self.instance.attachments.order_by("name")  # type: ignore[attr-defined]
        else:
            del self.fields["drop"]
        self.helper = PlainHelper()
        self.helper.layout = Layout(
            Fieldset(
                _("The document"), Div("kind", "organisation", css_class="pair"), "title",
                Div("number", "dated_on", css_class="pair"), Div("place", "contact_name", css_class="pair"),
                *(["parties"] if "parties" in self.fields else []), css_class="part",
            ),
            Fieldset(_("What is declared"), "clauses", css_class="part"),
            Fieldset(_("Attachments"), *(["drop"] if self.attached else []), "attach", css_class="part"),
        )  # fmt: skip

    def _own(self) -> Any:
        return Organisation.objects.filter(pk__in={self.user.organisation_id, self.instance.organisation_id} - {None})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        # The person in charge is reminded when he has an account in the organisation; a name alone stands on the sheet.
        self.instance.contact = self.account_of(data.get("contact_name", ""), data.get("organisation"))
        if data.get("parties") and data.get("kind") != Commitment.Kind.JOINT:
            self.add_error("parties", _("Only a joint commitment is signed by several organisations."))
        if self.attached - len(data.get("drop") or []) + len(data.get("attach") or []) > MAX_ATTACHMENTS:
            self.add_error(
                "attach", _("At most %(count)s attachments can be signed with one text.") % {"count": MAX_ATTACHMENTS}
            )
        return data

    def account_of(self, name: str, organisation: Organisation | None) -> User | None:
        """The one active account of the organisation with this name."""
        if not name or organisation is None:
            return None
        found = list(User.objects.active().filter(organisation=organisation, name__iexact=name)[:2])
        return found[0] if len(found) == 1 else None

    def take_files(self) -> list[StoredFile]:
        """The new attachments, checked and kept; nothing is attached yet. Raises `RefusedFile`. They are shared: who signs
        must be able to read what he signs."""
        data = self.cleaned_data
        return [
            store_upload(one, owner=self.user, organisation=data["organisation"], is_shared=True)
            for one in data.get("attach") or []
        ]

    def attach_files(self, commitment: Commitment, files: list[StoredFile]) -> None:
        if self.cleaned_data.get("drop"):
            commitment.attachments.remove(*self.cleaned_data["drop"])
        commitment.attachments.add(*files)


class ItemForm(forms.ModelForm):
    """One pledge: what, how much, until when, with which money."""

    target = NumberField(label=gettext_lazy("Target"), required=False, decimals=4, max_value=MAX_TARGET)
    year = YearField(label=gettext_lazy("Year"), required=False)
    due_on = DateField(label=gettext_lazy("Due on"), required=False)
    amount = RupiahField(label=gettext_lazy("Budget"), required=False, max_value=MAX_AMOUNT)

    class Meta:
        model = CommitmentItem
        fields = ["kind", "program", "text", "target", "unit", "year", "due_on", "amount", "funding_source"]
        labels = {
            "kind": gettext_lazy("Kind"),
            "program": gettext_lazy("Program"),
            "text": gettext_lazy("What is promised"),
            "unit": gettext_lazy("Unit"),
            "funding_source": gettext_lazy("Funding source"),
        }

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text", "unit"):
            self.fields[name].validators.append(no_control_characters)
        self.fields["unit"].widget.attrs["placeholder"] = _("puskesmas, people, percent")
        # The same rows for every item: asked for once, not once for each.
        self.fields["program"].queryset = offers.programs_asked  # type: ignore[attr-defined]
        self.fields["program"].choices = offers.programs  # type: ignore[attr-defined]
        self.fields["funding_source"].queryset = offers.sources_asked  # type: ignore[attr-defined]
        self.fields["funding_source"].choices = offers.sources  # type: ignore[attr-defined]
        self.fields["year"].offer(offers.years)  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        # The kind has a value from the start; it alone makes no item.
        return bool(set(self.changed_data) - {"kind"}) or bool(self.instance.pk and self.changed_data)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("target") is not None and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Say in what the target is counted, for example puskesmas or people."))
        kind = data.get("kind")
        needs_program = kind in {CommitmentItem.Kind.PROGRAM, CommitmentItem.Kind.QUICKWIN}
        if needs_program and not data.get("program") and "program" not in self.errors:
            self.add_error("program", _("Choose the program that this item is about, or another kind of item."))
        return data


class Offers:
    """What the rows of items may choose from: programs of the plan, funding sources, years."""

    def __init__(self, plan: Plan, commitment: Commitment) -> None:
        kept = list(commitment.items.values_list("year", flat=True)) if not commitment._state.adding else []
        self.programs_asked = Program.objects.filter(plan=plan)
        self.sources_asked = FundingSource.objects.filter(is_active=True)
        self.programs = [("", "–"), *((row.pk, row.name) for row in self.programs_asked.only("name").order_by("name"))]
        self.sources = [("", "–"), *((row.pk, row.name) for row in self.sources_asked)]
        self.years = year_choices(plan, *kept)


class RowsFormSet(BaseInlineFormSet):
    """Rows that hang on a commitment."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PlainHelper()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this row")


class WitnessForm(forms.ModelForm):
    class Meta:
        model = Witness
        fields = ["name", "office"]
        labels = {"name": gettext_lazy("Name"), "office": gettext_lazy("Position held")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "office"):
            self.fields[name].validators.append(no_control_characters)


def item_rows(commitment: Commitment, plan: Plan, data: Any = None, *, extra: int = 1) -> RowsFormSet:
    """The items as rows of a form under the prefix "butir"."""
    factory = forms.inlineformset_factory(
        Commitment, CommitmentItem, form=ItemForm, formset=RowsFormSet, extra=extra, can_delete=True,
        max_num=MAX_ITEMS, absolute_max=MAX_ITEMS + 20, validate_max=True,
    )  # fmt: skip
    rows = CommitmentItem.objects.order_by("position", "pk")
    offers = Offers(plan, commitment)
    return factory(data, instance=commitment, queryset=rows, prefix="butir", form_kwargs={"offers": offers})  # type: ignore[return-value]


def witness_rows(commitment: Commitment, data: Any = None, *, extra: int = 1) -> RowsFormSet:
    """The witnesses as rows of a form under the prefix "saksi"."""
    factory = forms.inlineformset_factory(
        Commitment, Witness, form=WitnessForm, formset=RowsFormSet, extra=extra, can_delete=True,
        max_num=MAX_WITNESSES, absolute_max=MAX_WITNESSES + 10, validate_max=True,
    )  # fmt: skip
    return factory(data, instance=commitment, queryset=Witness.objects.order_by("position", "pk"), prefix="saksi")  # type: ignore[return-value]


class SigningForm(forms.Form):
    """The panel of the signatory: the box, the password again, and the hash of the text he was shown."""

    agree = forms.BooleanField(
        label=gettext_lazy("I have read the text"),
        error_messages={"required": gettext_lazy("Tick that you have read the text before you sign.")},
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=4096,
        strip=False,
        error_messages={"required": gettext_lazy("Type your password.")},
    )
    shown = forms.RegexField(
        r"\A[0-9a-f]{64}\Z",
        label=gettext_lazy("Fingerprint"),
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Reload the page and read the text again."),
            "invalid": gettext_lazy("Reload the page and read the text again."),
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("The password is not right. Try again."), code="wrong")
        return ""


class CertifyForm(forms.Form):
    """What the e-sign service asks of the signatory. Neither is kept, and neither is written back into a page."""

    nik = forms.RegexField(
        r"\A[0-9]{16}\Z",
        label=gettext_lazy("NIK"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Type your NIK."),
            "invalid": gettext_lazy("A NIK has 16 digits."),
        },
    )
    passphrase = forms.CharField(
        label=gettext_lazy("Passphrase"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        validators=[no_control_characters],
        error_messages={"required": gettext_lazy("Type the passphrase of your certificate.")},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        if data is not None:
            # Copied from a letter, a NIK comes with spaces or dots.
            data = {name: data.get(name, "") for name in ("nik", "passphrase")}
            data["nik"] = data["nik"].replace(" ", "").replace(".", "")
        super().__init__(data, **kwargs)
