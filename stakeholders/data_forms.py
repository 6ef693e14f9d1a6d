"""Forms of data requests: asking one or many OPDs, and delivering what is asked."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from files.checking import RefusedFile
from files.uploading import looked_into
from formats.dates import today_wita
from formats.fields import DateField, NumberField
from formats.numbers import format_number
from formats.text import no_control_characters
from quickwins.forms import PlainHelper, YearField
from quickwins.models import Plan, Program

from .data_requests import Delivery
from .models import DataForm, DataRequest
from .pointing import SectionField
from .tables import BadTable, Cell, columns_of, read_columns, rows_of_text, rows_of_workbook, write_columns

MAX_PRODUCERS = 40
YEARS_BACK = 12


class ColumnsField(forms.CharField):
    """Columns, one in each line; cleans to what a request keeps."""

    widget = forms.Textarea(attrs={"rows": 4, "placeholder": "Kecamatan\nKunjungan; bulat; orang"})

    def prepare_value(self, value: Any) -> Any:
        return write_columns(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        try:
            return read_columns(super().to_python(value) or "")
        except BadTable as error:
            raise ValidationError(error.problems) from None

    def run_validators(self, value: Any) -> None:
        """Each line was cleaned when it was read."""


class DataRequestForm(forms.ModelForm):
    """What is asked of one or many OPDs; each of them gets a request of its own."""

    producers = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(),
        label=gettext_lazy("Asked of"),
        help_text=gettext_lazy("Choose one OPD or several; each gets a request of its own."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    due_on = DateField(label=gettext_lazy("Due on"))
    section_key = SectionField(label=gettext_lazy("For the section"))
    columns = ColumnsField(
        label=gettext_lazy("Columns of the table"),
        required=False,
        help_text=gettext_lazy(
            "One column in each line: name; kind (teks, bulat, desimal, tanggal); unit. An XLSX form is made from them."
        ),
    )

    class Meta:
        model = DataRequest
        fields = ["title", "why", "section_key", "program", "form", "level", "unit", "period", "due_on", "columns"]
        labels = {
            "title": gettext_lazy("Data requested"),
            "why": gettext_lazy("What it is needed for"),
            "program": gettext_lazy("Program"),
            "form": gettext_lazy("Form of the data"),
            "level": gettext_lazy("Level"),
            "unit": gettext_lazy("Unit"),
            "period": gettext_lazy("Year or period"),
        }
        widgets = {"why": forms.Textarea(attrs={"rows": 3, "maxlength": 2000})}

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "why", "unit", "period"):
            self.fields[name].validators.append(no_control_characters)
        self.fields["producers"].queryset = Organisation.objects.active()  # type: ignore[attr-defined]
        self.fields["program"].queryset = Program.objects.filter(plan=plan).order_by("name")  # type: ignore[attr-defined]
        self.fields["section_key"].offer(plan)  # type: ignore[attr-defined]
        self.helper = PlainHelper()
        self.helper.layout = Layout(
            Fieldset(_("What is asked"), "title", "why", Div("section_key", "program", css_class="pair"), css_class="part"),
            Fieldset(
                _("In which form"), Div("form", "level", css_class="pair"), Div("unit", "period", css_class="pair"),
                "columns", css_class="part",
            ),
            Fieldset(_("Of whom and until when"), "producers", "due_on", css_class="part"),
        )  # fmt: skip

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on < today_wita():
            raise ValidationError(_("The due date has passed. Choose today or a later day."))
        return due_on

    def clean_producers(self) -> Any:
        producers = self.cleaned_data["producers"]
        if len(producers) > MAX_PRODUCERS:
            raise ValidationError(_("At most %(count)s organisations can be asked at once.") % {"count": MAX_PRODUCERS})
        return producers

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("form") == DataForm.TABLE and not data.get("columns") and "columns" not in self.errors:
            self.add_error("columns", _("Say which columns the table has, so that the answers fit together."))
        return data

    def requests(self, plan: Plan) -> list[DataRequest]:
        """A request for each organisation, not yet saved."""
        fields = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return [DataRequest(plan=plan, producer=producer, **fields) for producer in self.cleaned_data["producers"]]


class DeliveryForm(forms.Form):
    """What an OPD sends, in the form that was asked for; a file may always go along."""

    value = NumberField(label=gettext_lazy("Value"), required=False, min_value=None, decimals=4)
    rows = forms.CharField(
        label=gettext_lazy("Rows"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Paste the rows from your sheet, or write the cells of a row with semicolons between them."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("PDF, image, XLSX, DOCX, PPTX or CSV. A filled-in XLSX form is read and checked."),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=250, validators=[no_control_characters])
    reference_year = YearField(label=gettext_lazy("Year of the data"))
    contact_name = forms.CharField(
        label=gettext_lazy("Person in charge"), required=False, max_length=150, validators=[no_control_characters]
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_control_characters],
    )

    def __init__(self, *args: Any, asked: DataRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.columns = columns_of(asked.columns)
        self.read_rows: list[list[Cell]] = []
        this_year = today_wita().year
        self.fields["reference_year"].offer([(y, str(y)) for y in range(this_year, this_year - YEARS_BACK, -1)])  # type: ignore[attr-defined]
        self.fields["source"].initial = asked.producer.name
        self.fields["contact_name"].initial = user.name
        if asked.form == DataForm.NUMBER:
            self.fields["value"].label = f"{_('Value')} ({asked.unit})" if asked.unit else _("Value")
            del self.fields["rows"]
        else:
            del self.fields["value"]
        if asked.form in {DataForm.FILE, DataForm.MAP}:
            del self.fields["rows"]
        self.helper = PlainHelper()
        self.helper.layout = Layout(
            *(name for name in ("value", "rows", "file", "source") if name in self.fields),
            Div("reference_year", "contact_name", css_class="pair"),
            "note",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload: UploadedFile | None = data.get("file")
        try:
            if data.get("rows"):
                self.read_rows = rows_of_text(data["rows"], self.columns)
            elif upload and self.asked.form == DataForm.TABLE and (upload.name or "").lower().endswith(".xlsx"):
                # Nothing looks into a file before its check, least of all a reader of workbooks (U04, U05, U13).
                self.read_rows = rows_of_workbook(looked_into(upload), self.columns)
                upload.seek(0)
        except BadTable as error:
            self.add_error("rows" if data.get("rows") else "file", ValidationError(error.problems))
        except RefusedFile as error:
            self.add_error("file", str(error))
        if not self.errors and data.get("value") is None and not data.get("rows") and not upload:
            wanted = next(name for name in ("value", "rows", "file") if name in self.fields)
            self.add_error(wanted, _("Send a value, rows, or a file."))
        return data

    def delivery(self, stored: Any) -> Delivery:
        """What is delivered; `stored` is the kept file, if any."""
        data = self.cleaned_data
        return Delivery(
            value_text=format_number(data["value"]) if data.get("value") is not None else "",
            rows=self.read_rows,
            file=stored,
            source=data["source"],
            reference_year=data["reference_year"],
            note=data["note"],
            contact_name=data["contact_name"],
        )
