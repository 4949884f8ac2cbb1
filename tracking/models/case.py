"""Cases and their lines with the credit they were counted with, and the roll-up of each month."""

import uuid

from django.db import connection, models
from django.db.models import OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import ExtractMonth, ExtractYear

from codes.models import Release
from rvuedge.accounts.models import Membership, Role, User
from rvuedge.lib.months import Month
from tracking.entry import stored_line
from tracking.models.charge_import import ChargeImport
from tracking.models.clinician import Clinician


class CaseQuerySet(models.QuerySet["Case"]):
    """Reads of cases, each within a border."""

    def kept(self) -> "CaseQuerySet":
        """Return the cases that count: not deleted, and not of an import that is still being stored."""
        return self.filter(_counts(""))

    def own(self, user: User) -> "CaseQuerySet":
        """Return the cases that the user may change: the own ones."""
        return self.filter(clinician__in=Clinician.objects.own(user))

    def visible_to(self, user: User | int) -> "CaseQuerySet":
        """Return the own cases, those the user signs as attending, and an administrator's organisation's."""
        return self.filter(_seen_by(user, "clinician__", "attending"))


class CaseLineQuerySet(models.QuerySet["CaseLine"]):
    """Reads of lines, each within a border."""

    def kept(self) -> "CaseLineQuerySet":
        """Return the lines of the cases that count."""
        return self.filter(_counts("case__"))

    def visible_to(self, user: User) -> "CaseLineQuerySet":
        """Return the lines of the cases that the user may see."""
        return self.filter(_seen_by(user, "clinician__", "case__attending"))

    def of_months(self, clinician: Clinician, first: Month, last: Month) -> "CaseLineQuerySet":
        """Return a clinician's lines of some months.

        PostgreSQL, which would read everybody's cases to join them, is told their clinician and days too. SQLite looks up the case
        of each line by its key; told the days, it would try every case of theirs with every line.
        """
        lines = self.filter(clinician=clinician, month_index__gte=first.index, month_index__lte=last.index)
        if connection.vendor == "sqlite":
            return lines
        return lines.filter(case__clinician=clinician, case__date_of_service__gte=first.first_day, case__date_of_service__lte=last.last_day)


def _counts(case: str) -> Q:
    return Q(**{f"{case}deleted_at__isnull": True}) & ~Q(**{f"{case}imported_by__in": ChargeImport.objects.not_shown()})


def _seen_by(user: User | int, clinician: str, attending: str) -> Q:
    places = Membership.objects.filter(user=user, active=True)
    administered = places.filter(role=Role.ADMINISTRATOR).values("organisation_id")
    own = Q(**{f"{clinician}user": user, f"{clinician}organisation__in": places.values("organisation_id")})
    signed = Q(**{f"{attending}__in": Clinician.objects.own(user)})
    return own | signed | Q(**{f"{clinician}organisation__in": administered})


class Case(models.Model):
    """What was done in one sitting: a date, a place and lines. It holds no field about a patient, by design.

    The id is made by the client, so that sending twice is one case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="cases")
    attending = models.ForeignKey(Clinician, on_delete=models.SET_NULL, null=True, blank=True, related_name="signed_cases")
    date_of_service = models.DateField()
    place_of_service = models.CharField(max_length=2, default="11")
    source = models.CharField(max_length=12, default="log")
    # The import that brought the case: one taken back takes its cases back.
    imported_by = models.ForeignKey(ChargeImport, on_delete=models.SET_NULL, null=True, blank=True, db_index=False, related_name="cases")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()
    # The lines as a service has just stored them with the case; None for a case that was read.
    stored_lines: "list[CaseLine] | None" = None

    class Meta:
        ordering = ("-date_of_service", "-created_at")
        indexes = (
            models.Index(fields=("clinician", "-date_of_service"), name="case_clinician_day"),
            models.Index(fields=("imported_by",), name="case_import", condition=Q(imported_by__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.date_of_service} {self.id}"


class CaseLine(models.Model):
    """One code of a case with the credit it was counted with: release, policy, engine and steps stay on the line.

    `clinician`, `date_of_service` and `month_index` repeat the case's, so that totals read one table.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="lines", db_index=False)
    date_of_service = models.DateField()
    month_index = models.PositiveIntegerField()
    code = models.CharField(max_length=5)
    modifiers = models.CharField(max_length=20, blank=True)
    units = models.PositiveSmallIntegerField(default=1)
    # What is known beside the code, in the notation of tracking.wrvu.details: who billed, minutes, hand-over dates. Nothing of a patient.
    details = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=16)
    lane = models.CharField(max_length=20)
    work_rvu = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    credit = models.DecimalField(max_digits=11, decimal_places=4, default=0)
    # Anesthesia is counted in units of its own, never in work RVUs.
    asa_units = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    fee_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    fee_schedule = models.CharField(max_length=120, blank=True)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Where a contract froze another release: that of the date of service, by whose fees the lines of a case were ranked.
    ranked_on = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    policy = models.CharField(max_length=60, default="raw")
    engine_version = models.CharField(max_length=12)
    flags = models.JSONField(default=list)
    steps = models.JSONField(default=list)

    objects = CaseLineQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("case", "position"), name="line_once"),)
        indexes = (models.Index(fields=("clinician", "month_index"), name="line_clinician_month"),)

    def __str__(self) -> str:
        return f"{self.code} {self.modifiers}".strip()

    @property
    def is_tooth_misplaced(self) -> bool:
        """Whether a tooth stands on a code that is not dental."""
        return stored_line(self.code, self.modifiers).is_tooth_misplaced

    @property
    def is_count_unusual(self) -> bool:
        """Whether there are more units than of anything but drugs and supplies."""
        return stored_line(self.code, self.modifiers, self.units).is_count_unusual


class MonthTotalQuerySet(models.QuerySet["MonthTotal"]):
    """Reads of month totals, each within a border."""

    def visible_to(self, user: User) -> "MonthTotalQuerySet":
        """Return the totals of the clinicians that the user may see."""
        return self.filter(clinician__in=Clinician.objects.visible_to(user))

    def with_asa_units(self) -> "MonthTotalQuerySet":
        """Return the totals with the anesthesia units of their months.

        An anesthetic is a line that is not counted, so that a month without such lines is not summed.
        """
        lines = CaseLine.objects.kept().filter(
            clinician=OuterRef("clinician"), month_index=OuterRef("month_index"), asa_units__isnull=False
        )
        units = lines.order_by().values("clinician").annotate(sum=Sum("asa_units")).values("sum")
        return self.annotate(asa_units=models.Case(When(not_counted__gt=0, then=Subquery(units)), default=None))

    def without_learning(self, user: User) -> "MonthTotalQuerySet":
        """Return the totals that may be added up, and the user's own: a trainee's work value is the trainee's alone.

        The month in which a training ended is left out with it.
        """
        last = ExtractYear("clinician__trainee_until") * 12 + ExtractMonth("clinician__trainee_until") - 1
        learning = Q(clinician__is_trainee=True) | Q(clinician__trainee_until__isnull=False, month_index__lte=last)
        return self.filter(Q(clinician__user=user) | ~learning)


class MonthTotal(models.Model):
    """What one clinician did in one month on one schedule basis; written with the lines, in one transaction."""

    CURRENT = "current"

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="month_totals")
    month_index = models.PositiveIntegerField()
    basis = models.CharField(max_length=30, default=CURRENT)
    credit = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    lines = models.PositiveIntegerField(default=0)
    not_counted = models.PositiveIntegerField(default=0)
    fee_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    objects = MonthTotalQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("clinician", "month_index", "basis"), name="month_total_once"),)

    def __str__(self) -> str:
        return f"{self.clinician_id} {self.month_index} {self.credit}"
