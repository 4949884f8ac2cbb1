"""Fields of the API that take the JSON type that they document and no other: text in quotes, numbers without, days as YYYY-MM-DD."""

import re
from typing import Any

from rest_framework import serializers

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NO_TEXT = 'This is no text. Send it in quotes, such as "{example}", without blanks around it.'
_NO_NUMBER = "This is no whole number. Send it without quotes, such as 2."
_NO_DAY = 'This is no day. Send it in quotes as year, month and day, such as "2026-11-23".'
_NO_UUID = 'This is no UUID. Send it in quotes, such as "3f1d2c3b-4a59-4687-8899-aabbccddeeff".'


def _text(sent: Any, example: str) -> str:
    if not isinstance(sent, str) or sent != sent.strip():
        raise serializers.ValidationError(_NO_TEXT.format(example=example), code="invalid")
    return sent


class Text(serializers.CharField):
    """Text in quotes."""

    example = "yes"

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(_text(data, self.example))


class Matching(serializers.RegexField):
    """Text in quotes that has a shape; the example stands in what is told of anything else."""

    def __init__(self, regex: str, *, example: str, **options: Any) -> None:
        told = {"invalid": f'This cannot be read. Write it like "{example}".'} | options.pop("error_messages", {})
        super().__init__(regex, error_messages=told, **options)
        self.example = example

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(_text(data, self.example))


class Choice(serializers.ChoiceField):
    """One of a few texts in quotes."""

    def to_internal_value(self, data: Any) -> str:
        return str(super().to_internal_value(_text(data, str(next(iter(self.choices))))))


class Whole(serializers.IntegerField):
    """A whole number without quotes."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            raise serializers.ValidationError(_NO_NUMBER, code="invalid")
        return super().to_internal_value(data)


class Day(serializers.DateField):
    """A day of the calendar as YYYY-MM-DD."""

    default_error_messages = {"invalid": _NO_DAY}

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise serializers.ValidationError(_NO_DAY, code="invalid")
        return super().to_internal_value(value)


class Id(serializers.UUIDField):
    """A UUID in its usual notation."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not _UUID.fullmatch(data):
            raise serializers.ValidationError(_NO_UUID, code="invalid")
        return super().to_internal_value(data)
