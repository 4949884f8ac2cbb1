"""Runs in a process of its own: reads JSON, writes the PDF of a template. Text enters as data and cannot inject markup."""

import sys
from pathlib import Path

import typst


def main(template: str) -> None:
    """Write the PDF of the JSON on standard input to standard output."""
    shape = sys.stdin.read()
    document = typst.compile(Path(template), format="pdf", pdf_standards=["ua-1"], sys_inputs={"shape": shape}, ignore_system_fonts=True)
    sys.stdout.buffer.write(document)


if __name__ == "__main__":
    main(sys.argv[1])
