"""RVU Edge reads and compiles catalogues of translated messages without GNU gettext."""

import gettext
from io import BytesIO

from rvuedge.lib.catalogue import Message, compile_catalogue, merged, read_catalogue, write_catalogue

HEAD = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
# As GNU's tools write it: texts over several lines, a remark, a context, a plural, one that waits and one that is unsure.
WRITTEN = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

# A remark of a translator.
#: templates/tracking/_draft.html
msgid "Save case"
msgstr "Guardar "
"el caso"

msgctxt "a label"
msgid "Monday"
msgstr "Lunes"

#: templates/tracking/_toast.html
#, python-format
msgid "%(cases)s case"
msgid_plural "%(cases)s cases"
msgstr[0] "%(cases)s caso"
msgstr[1] "%(cases)s casos"

msgid "The set \"%s\" \\ a\ttab"
msgstr "El conjunto «%s»\n"

msgid "Later"
msgstr ""

#, fuzzy
msgid "Log"
msgstr "Tronco"

#~ msgid "Gone"
#~ msgstr "Ido"
"""
MESSAGES = (
    Message("", said=(HEAD,)),
    Message("Save case", said=("Guardar el caso",), places=("templates/tracking/_draft.html",)),
    Message("Monday", context="a label", said=("Lunes",)),
    Message("%(cases)s case", "%(cases)s cases", "", ("%(cases)s caso", "%(cases)s casos"), ("templates/tracking/_toast.html",)),
    Message('The set "%s" \\ a\ttab', said=("El conjunto «%s»\n",)),
    Message("Later", said=("",)),
    Message("Log", said=("Tronco",), is_unsure=True),
)


def loaded(messages: tuple[Message, ...]) -> gettext.GNUTranslations:
    """The compiled catalogue as Python's own reader, which follows GNU's format, loads it."""
    return gettext.GNUTranslations(BytesIO(compile_catalogue(messages)))


def test_reads_what_gnu_tools_write():
    assert read_catalogue(WRITTEN) == (MESSAGES, ())


def test_reads_back_what_it_writes():
    assert read_catalogue(write_catalogue(MESSAGES)) == (MESSAGES, ())


def test_names_each_line_that_it_cannot_read():
    messages, issues = read_catalogue('msgid "Save"\nmsgstr "Guardar\n\nmsgid "Log"\nmsgstr "Registro"\nwords\n')
    assert [(issue.line, issue.value) for issue in issues] == [(2, 'msgstr "Guardar'), (6, "words")]
    assert messages[1] == Message("Log", said=("Registro",))


def test_compiles_what_pythons_own_reader_loads():
    spanish = loaded(MESSAGES)
    assert spanish.gettext("Save case") == "Guardar el caso"
    assert spanish.pgettext("a label", "Monday") == "Lunes"
    assert spanish.gettext("Monday") == "Monday"
    assert [spanish.ngettext("%(cases)s case", "%(cases)s cases", count) for count in (1, 2)] == ["%(cases)s caso", "%(cases)s casos"]
    assert spanish.gettext('The set "%s" \\ a\ttab') == "El conjunto «%s»\n"


def test_leaves_out_what_waits_and_what_is_unsure():
    spanish = loaded(MESSAGES)
    assert (spanish.gettext("Later"), spanish.gettext("Log")) == ("Later", "Log")


def test_compiles_the_same_bytes_in_any_order():
    assert compile_catalogue(reversed(MESSAGES)) == compile_catalogue(MESSAGES)


def test_compiles_an_empty_catalogue():
    assert loaded(()).gettext("Save case") == "Save case"


def test_keeps_what_is_translated_when_messages_come_and_go():
    found = (
        Message("Save case", places=("templates/a.html",)),
        Message("Monday", context="a label"),
        Message("Later", "Much later"),
        Message("New"),
    )
    assert merged(found, MESSAGES) == (
        MESSAGES[0],
        Message("Save case", said=("Guardar el caso",), places=("templates/a.html",)),
        Message("Monday", context="a label", said=("Lunes",)),
        # It has a plural now: what was said of one does not hold for many.
        Message("Later", "Much later", said=("", "")),
        Message("New", said=("",)),
    )
