from tracking.models.case import Case as Case
from tracking.models.case import CaseLine as CaseLine
from tracking.models.case import MonthTotal as MonthTotal
from tracking.models.clinician import Clinician as Clinician
from tracking.models.clinician import Effort as Effort
from tracking.models.clinician import Leave as Leave
from tracking.models.clinician import Target as Target
from tracking.models.favourite import Favourite as Favourite
