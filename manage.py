#!/usr/bin/env python3
"""Runs every command of RVU Edge; the first call makes the environment that all of them run in."""

# Pythons as old as 2.7 must be able to read this file, so that they refuse in a sentence and not with a syntax error: no types here.
import os
import sys


def main(arguments, version=sys.version_info[:2], system=os.name):
    """Return the exit status of the command."""
    if tuple(version) < (3, 11):
        told = "RVU Edge needs Python 3.11 or newer and this is Python %s: run it with python3.11, python3.12 or python3.13.\n"
        sys.stderr.write(told.replace("%s", ".".join(map(str, version))))
        return 2
    if system != "posix":
        sys.stderr.write("RVU Edge runs on Linux and macOS: on Windows, run it inside WSL.\n")
        return 2
    from rvuedge.embedded.entry import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
