"""The log in a browser, for journeys that need no whole product."""

from tests.log_pages import emptied_audit as emptied_audit
from tests.log_pages import everlasting as everlasting
from tests.log_pages import pages as pages
from tests.log_pages import people as people
