from codes.models.fee_row import FeeScheduleRow as FeeScheduleRow
from codes.models.other_schedules import OtherFee as OtherFee
from codes.models.other_schedules import OtherSchedule as OtherSchedule
from codes.models.release import CatalogueVersion as CatalogueVersion
from codes.models.release import Release as Release
from codes.models.release import ReleaseState as ReleaseState
from codes.models.specialty import Specialty as Specialty
