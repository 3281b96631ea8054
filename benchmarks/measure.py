"""All comparisons over data that is there: `python -m benchmarks.measure FOLDER [--rounds N] [--only 1,9] [--json FILE]`."""

import argparse
import json
import os
from pathlib import Path

import django

django.setup()

from benchmarks import files, nationpages, pages, painting, saving, serving
from benchmarks.comparing import heading, line

GROUPS = [pages, nationpages, saving, serving, files, painting]
FEWEST = 7


def rounds(text):
    number = int(text)
    if number < FEWEST:
        raise ValueError(text)
    return number


def wanted(only, comparison):
    return not only or comparison.number in only or comparison.number.rstrip("b") in only


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measure", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=rounds, default=9)
    parser.add_argument("--only", type=lambda text: [one for one in text.split(",") if one], default=[])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = json.loads((options.folder / "facts.json").read_text())
    databases = {name: options.folder / f"nation-{name}.sqlite3" for name in ("many", "few")}
    os.environ["LMF_BENCH_DATABASE"] = str(databases["many"])
    print("{teams:,} teams; {many:,} entries, and {few:,} in the other database".format(**facts["size"]))
    print(f"{options.rounds} rounds; the load of the machine before: {os.getloadavg()[0]:.1f}\n{heading()}", flush=True)
    found = []
    for group in GROUPS:
        for comparison in group.comparisons(facts, databases):
            if wanted(options.only, comparison):
                comparison.run(options.rounds)
                print(line(comparison), flush=True)
                found.append(comparison)
    tell(found)
    if options.json:
        options.json.write_text(json.dumps([one.as_dict() for one in found], indent=1) + "\n")


def tell(found):
    missed = [one.number for one in found if not one.is_reached]
    noisy = [one.number for one in found if one.is_noisy]
    print(f"\nMissed: {', '.join(missed) or 'none'}. Noisy: {', '.join(noisy) or 'none'}.")


if __name__ == "__main__":
    main()
