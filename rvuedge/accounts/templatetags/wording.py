"""Wording of the sign-in library in the style of the product."""

import re

from django import template

register = template.Library()
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_TITLED = re.compile(r"[A-Z][a-z]+(?:[-'][A-Za-z][a-z]*)*")


@register.filter(is_safe=True)
def sentence_case(text: str) -> str:
    """Return a title in which every word begins with a capital ("Change Password") as a sentence begins: "Change password".

    Any other text stays: it is a sentence, or holds a name or an abbreviation.
    """
    words = _WORD.findall(text)
    if len(words) < 2 and "-" not in text or not all(_TITLED.fullmatch(word) for word in words):
        return text
    first, *others = words
    plain = [first[0] + first[1:].lower(), *(word.lower() for word in others)]
    return _WORD.sub(lambda _found: plain.pop(0), text)
