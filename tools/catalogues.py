"""Keeps the message catalogues in step with the source: `python -m tools.catalogues [--write]`.

Every language in locale/ has to hold exactly the texts that the source marks for translation, and what is compiled
(.mo) has to be what is written (.po). Where a text stands in the source may change freely.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = ("benchmarks", "docs", "node_modules", "static", "tests", "tools", "var")


def main() -> int:
    if shutil.which("xgettext") is None:
        print("Skipped: gettext is not installed (Debian: apt install gettext).")
        return 1 if os.environ.get("CI") else 0
    if "--write" in sys.argv[1:]:
        regenerate(ROOT)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", *LEFT_OUT))
        compiled = {path.relative_to(ROOT): path.read_bytes() for path in ROOT.glob("locale/*/LC_MESSAGES/*.mo")}
        regenerate(copy)
        complaints = [line for path in catalogues(copy) for line in differences(path.relative_to(copy), copy)]
        for path in copy.glob("locale/*/LC_MESSAGES/*.mo"):
            name = path.relative_to(copy)
            # Where texts are missing the compiled file differs too, and there is nothing new to say.
            if not complaints and compiled.get(name) != path.read_bytes():
                complaints.append(f"{name} is not what its .po compiles to")
    if complaints:
        print("\n".join(complaints), "To mend it: python3 run.py fix", sep="\n")
    return bool(complaints)


def regenerate(project: Path) -> None:
    """Have Django collect the texts again for every language there is, and compile all but the source's own."""
    languages = sorted({path.parent.name for path in project.glob("locale/*/LC_MESSAGES")} | {"en"})
    (project / "locale").mkdir(exist_ok=True)
    collect = ["makemessages", "--no-obsolete", "--no-wrap", "--add-location=file", "--verbosity=0"]
    manage(project, *collect, *(f"--ignore={name}" for name in LEFT_OUT), *(f"--locale={name}" for name in languages))
    for path in catalogues(project):
        # Whatever changes with the clock alone makes a difference where there is none.
        path.write_text(re.sub(r'^"POT-Creation-Date: .*\n', "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    translated = [name for name in languages if name != "en"]
    if translated:
        manage(project, "compilemessages", "--verbosity=0", *(f"--locale={name}" for name in translated))


def manage(project: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=project, check=True)


def catalogues(project: Path) -> list[Path]:
    return sorted(project.glob("locale/*/LC_MESSAGES/django.po"))


def differences(name: Path, copy: Path) -> list[str]:
    """What the catalogue lacks, and what it holds in vain."""
    written, wanted = texts(ROOT / name), texts(copy / name)
    return [f"{name} lacks {text}" for text in sorted(wanted - written)] + [
        f"{name} has {text}, which nothing asks for" for text in sorted(written - wanted)
    ]


def texts(path: Path) -> set[str]:
    """Each entry's context, text and plural as they stand in the file, its lines joined."""
    if not path.exists():
        return set()
    found = set()
    for entry in path.read_text("utf-8").split("\n\n"):
        lines = [line for line in entry.splitlines() if not line.startswith("#")]
        joined = "\n".join(lines).replace('"\n"', "")
        keys = re.findall(r"^(?:msgctxt|msgid|msgid_plural) .*$", joined, flags=re.MULTILINE)
        if keys and keys != ['msgid ""']:
            found.add(" ".join(keys))
    return found


if __name__ == "__main__":
    sys.exit(main())
