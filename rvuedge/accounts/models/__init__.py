"""People and borders, what lets them in, and the audit trail."""

from rvuedge.accounts.models.access import ApiToken as ApiToken
from rvuedge.accounts.models.access import DeviceSession as DeviceSession
from rvuedge.accounts.models.audit import AuditEntry as AuditEntry
from rvuedge.accounts.models.audit import AuditQuerySet as AuditQuerySet
from rvuedge.accounts.models.audit import AuditSeal as AuditSeal
from rvuedge.accounts.models.members import CareerStage as CareerStage
from rvuedge.accounts.models.members import Department as Department
from rvuedge.accounts.models.members import DepartmentQuerySet as DepartmentQuerySet
from rvuedge.accounts.models.members import Division as Division
from rvuedge.accounts.models.members import DivisionQuerySet as DivisionQuerySet
from rvuedge.accounts.models.members import Invitation as Invitation
from rvuedge.accounts.models.members import InvitationQuerySet as InvitationQuerySet
from rvuedge.accounts.models.members import Membership as Membership
from rvuedge.accounts.models.members import MembershipQuerySet as MembershipQuerySet
from rvuedge.accounts.models.members import Organisation as Organisation
from rvuedge.accounts.models.members import Role as Role
from rvuedge.accounts.models.members import Unit as Unit
from rvuedge.accounts.models.members import User as User
from rvuedge.accounts.models.members import known_zone as known_zone
