"""Convert the public source files into the data of yakuba.standards.

Usage: python tools/build_standards SOURCE_FOLDER [STEP ...]   (without STEP: all). README.md here names every source.
"""

from __future__ import annotations

import sys
from pathlib import Path

import calendars
import characters
import lists
import people
import places

STEPS = {
    "municipalities": places.municipalities,
    "postcodes": places.postcodes,
    "towns": places.towns,
    "names": people.names,
    "pyramid": people.pyramid,
    "holidays": calendars.holidays,
    "mj": characters.mj,
    "shrink": characters.shrink,
    "variants": characters.variants,
    "code_lists": lists.code_lists,
    "requirements": lists.requirements,
}


def main(arguments: list[str]) -> int:
    """Run the named steps over the source folder."""
    if not arguments or not Path(arguments[0]).is_dir():
        sys.stderr.write(f"{__doc__}\nsteps: {' '.join(STEPS)}\n")
        return 2
    for step in arguments[1:] or STEPS:
        STEPS[step](Path(arguments[0]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
