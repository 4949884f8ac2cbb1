"""What the form of the log sends, and what its pages say."""

from typing import Any
from uuid import uuid4


def posted(entry: str = "", **fields: Any) -> dict[str, Any]:
    """The fields of a new case of 23 November 2026 in a hospital's outpatient department, with others added or put in their place."""
    return {"case_id": str(uuid4()), "date_of_service": "2026-11-23", "place_of_service": "22", "entry": entry, **fields}


def text_of(response: Any) -> str:
    """The text of a page with its white space and apostrophes as people read them."""
    return " ".join(response.content.decode().replace("&#x27;", "'").split())
