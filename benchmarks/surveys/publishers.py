"""Tells the names of real surveys, which a demonstration never shows beside invented people."""

import re

_WORDS = {"mgma", "datadive", "amga", "sullivancotter", "gallagher", "vizient", "fpsc", "cpsc", "aamc"}
_OF_FEWER_FIELDS = {"medaxiom", "nerves", "shm", "ecg", "ada", "amn", "doximity", "medscape"}
_PHRASES = ("sullivan cotter", "medical group management", "medical group association", "merritt hawkins", "dental economics")
FICTIONAL = "fictional"


def names_real_survey(*texts: str) -> bool:
    """Whether one of the texts names a publisher or a survey that exists."""
    spoken = [" ".join(re.findall(r"[a-z]+", text.casefold())) for text in texts]
    return any((_WORDS | _OF_FEWER_FIELDS) & set(text.split()) or any(phrase in text for phrase in _PHRASES) for text in spoken)


def is_called_fictional(name: str) -> bool:
    """Whether the name itself says that the survey is invented."""
    return FICTIONAL in name.casefold()
