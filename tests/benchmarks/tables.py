"""Survey tables for tests, all invented, in the notation of the files."""

from benchmarks.editions import EditionTerms
from benchmarks.surveys.reader import read_survey
from benchmarks.surveys.survey_file import SurveyFile

HEAD = "specialty,metric,percentile,value,n\n"
TERMS = EditionTerms("willow", "Willow Survey", 2026, 2025, 2025)
GASTRO = """Gastroenterology,wrvu,25,4000,90
Gastroenterology,wrvu,50,5000,90
Gastroenterology,wrvu,75,6000,90
Gastroenterology,wrvu,90,7500,90
"""
# What the same people are paid: 200,000, 250,000, 300,000 and 375,000.
PAID = """Gastroenterology,tcc,25,200000,80
Gastroenterology,tcc,50,250000,80
Gastroenterology,tcc,75,300000,80
Gastroenterology,tcc,90,375000,80
"""
FAMILY = "Family practice: clinic,wrvu,50,4800,40\n"


def table(body: str, head: str = HEAD) -> SurveyFile:
    """Return what the reader makes of a csv table."""
    return read_survey((head + body).encode())


# The same specialty for everybody, for one region, and for the academic groups of it.
CUT_HEAD = "specialty,region,academic,metric,percentile,value,n\n"
BY_CUT = "".join(
    f"Gastroenterology,{cut},wrvu,{at},{value},{n}\n"
    for cut, n, values in (
        ("All,", 90, (4000, 5000, 6000, 7500)),
        ("Western,", 40, (4400, 5400, 6400, 7900)),
        ("Western,Yes", 12, (3600, 4200, 5400, 6600)),
    )
    for at, value in zip((25, 50, 75, 90), values, strict=True)
)
