"""Survey editions as an organisation imported them: editions, cuts, cells and points."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from codes.models import Specialty
from rvuedge.accounts.borders import of_members
from rvuedge.accounts.models import Membership, Organisation, Role, User
from rvuedge.imports.models import ImportRun


class EditionState(models.TextChoices):
    """An edition is staged as a draft, is in force, or was retired."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "In force"
    RETIRED = "retired", "Retired"


class ClinicianView(models.TextChoices):
    """What clinicians see of an edition, as its licence allows."""

    ALL_POINTS = "all_points", "All points"
    AROUND_OWN = "around_own", "The points around the own position"
    POSITION_ONLY = "position_only", "The position only"


class DataPeriod(models.TextChoices):
    """Whose year the data are of: the calendar's, or that of each group that answered."""

    CALENDAR = "calendar", "Calendar year"
    FISCAL = "fiscal", "Fiscal years"
    MIXED = "mixed", "Calendar and fiscal years"


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Reads of surveys, each within a border."""

    def visible_to(self, user: User) -> "SurveyQuerySet":
        """Return the surveys of the user's own organisations: their names and terms; values follow `clinician_view`."""
        return self.filter(of_members(user.pk))


class Survey(models.Model):
    """A publisher's survey."""

    code = models.SlugField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="surveys")
    name = models.CharField(max_length=120)
    licence_note = models.CharField(max_length=300, blank=True)
    is_fictional = models.BooleanField(default=False)
    # What a person said its columns hold, by the words of their headers: the next edition is read by it.
    columns = models.JSONField(default=dict, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "code"), name="survey_once"),)

    def __str__(self) -> str:
        return self.name


class EditionQuerySet(models.QuerySet["Edition"]):
    """Reads of editions, each within a border."""

    def visible_to(self, user: User) -> "EditionQuerySet":
        """Return the editions of the user's own organisations (their names and years; values follow `clinician_view`)."""
        own = Membership.objects.filter(user=user, active=True).values("organisation_id")
        return self.filter(Q(survey__organisation__in=own))

    def licensed_on(self, day: date) -> "EditionQuerySet":
        """Return the editions whose licence has not ended before a day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day))


class Edition(models.Model):
    """One year of a survey, with the fee schedule year that its wRVU were counted on."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="editions")
    report_year = models.PositiveSmallIntegerField()
    data_year = models.PositiveSmallIntegerField()
    data_period = models.CharField(max_length=8, choices=DataPeriod.choices, blank=True, default="", db_default="")
    schedule_year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    clinician_view = models.CharField(max_length=16, choices=ClinicianView.choices, default=ClinicianView.POSITION_ONLY)
    licence_note = models.CharField(max_length=300, blank=True)
    licence_holder = models.CharField(max_length=160, blank=True)
    # The last day on which the licence allows comparisons; none where it does not end.
    expires_on = models.DateField(null=True, blank=True)
    # Why this year tells little of another one, such as a pandemic; shown beside every comparison with it.
    distorted_note = models.CharField(max_length=200, blank=True)
    layout = models.CharField(max_length=2, blank=True)
    source_name = models.CharField(max_length=255, blank=True)
    source_sha256 = models.CharField(max_length=64)
    import_run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="editions")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-report_year", "-revision")
        constraints = (models.UniqueConstraint(fields=("survey", "report_year", "revision"), name="edition_once"),)

    def __str__(self) -> str:
        return f"{self.survey.name} {self.report_year}"


class WaitingTableQuerySet(models.QuerySet["WaitingTable"]):
    """Reads of tables that wait, each within a border."""

    def visible_to(self, user: User) -> "WaitingTableQuerySet":
        """Return the tables of the organisations that the user administers: they hold survey values."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation__in=administered)


class WaitingTable(models.Model):
    """A survey table whose columns a person has to name; it goes when that is done, or when another comes for its survey."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="waiting_tables")
    survey_code = models.SlugField(max_length=40)
    terms = models.JSONField()
    source_name = models.CharField(max_length=255)
    content = models.BinaryField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)

    objects = WaitingTableQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "survey_code"), name="waiting_table_once"),)

    def __str__(self) -> str:
        return self.source_name


class Cut(models.Model):
    """A subset of an edition's respondents, such as a region; the empty label is everybody.

    `label` joins what the columns of the table say. A cut that came before they were kept apart has its label alone.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="cuts")
    label = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True, default="", db_default="")
    ownership = models.CharField(max_length=120, blank=True, default="", db_default="")
    academic = models.CharField(max_length=120, blank=True, default="", db_default="")
    provider_type = models.CharField(max_length=120, blank=True, default="", db_default="")
    years_in_specialty = models.CharField(max_length=120, blank=True, default="", db_default="")
    fte_basis = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "label"), name="cut_once"),)

    def __str__(self) -> str:
        return self.label or "All"


class Cell(models.Model):
    """One metric of one specialty in one cut, with its counts; a suppressed cell has no points."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="cells")
    cut = models.ForeignKey(Cut, on_delete=models.CASCADE, related_name="cells")
    raw_specialty = models.CharField(max_length=160)
    specialty = models.ForeignKey(Specialty, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    metric = models.CharField(max_length=30)
    provider_count = models.PositiveIntegerField(null=True, blank=True)
    group_count = models.PositiveIntegerField(null=True, blank=True)
    mean = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    deviation = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    is_suppressed = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cut", "raw_specialty", "metric"), name="cell_once"),)

    def __str__(self) -> str:
        return f"{self.raw_specialty} {self.metric}"


class Point(models.Model):
    """The value at one published percentile of a cell."""

    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="points")
    percentile = models.DecimalField(max_digits=5, decimal_places=2)
    value = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        ordering = ("percentile",)
        constraints = (models.UniqueConstraint(fields=("cell", "percentile"), name="point_once"),)

    def __str__(self) -> str:
        return f"P{self.percentile}: {self.value}"


class SpecialtyAlias(models.Model):
    """What a survey calls one of our specialties, as a person confirmed it."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="aliases")
    raw_name = models.CharField(max_length=160)
    specialty = models.ForeignKey(Specialty, on_delete=models.CASCADE, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "specialty aliases"
        constraints = (models.UniqueConstraint(fields=("survey", "raw_name"), name="alias_once"),)

    def __str__(self) -> str:
        return self.raw_name
