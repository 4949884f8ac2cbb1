"""The page of a code as linked data (schema.org): what it is about, under which coding system; no ratings and no offers."""

from collections.abc import Mapping

from codes.kinds import DENTAL, IMAGING, LABORATORY, SURGERY, Kind
from codes.page import CodePage

_SYSTEMS: Mapping[str, str] = {"CDT": "CDT", "CPT": "CPT", "HCPCS Level II": "HCPCS"}
# Kinds whose codes are all things of one type; of the others (vaccines beside their injection) the page is about the code alone.
_TYPES: Mapping[Kind, str] = {
    SURGERY: "MedicalProcedure",
    DENTAL: "MedicalProcedure",
    IMAGING: "MedicalProcedure",
    LABORATORY: "MedicalTest",
}


def linked_data(page: CodePage, address: str, name: str) -> dict[str, object]:
    """Return the JSON-LD document of a page at an address; `name` is what the reader is shown."""
    return {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "url": address,
        "name": f"{page.code} {name}",
        "inLanguage": "en",
        "about": _about(page, name),
    }


def _about(page: CodePage, name: str) -> dict[str, object]:
    code: dict[str, object] = {"@type": "MedicalCode", "codeValue": page.code, "codingSystem": _SYSTEMS[page.coding_system]}
    if page.text is None or page.kind not in _TYPES:
        return code | {"name": name}
    described = {"alternateName": list(page.text.also_known_as), "description": page.text.description}
    return {"@type": _TYPES[page.kind], "name": name, **described, "code": code}
