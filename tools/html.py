"""Whether pages are valid HTML, by the W3C's own checker (vnu.jar, which needs Java but no network).

The checker comes from npm: `npm install --no-save --no-package-lock vnu-jar`. One start of Java costs seconds, so
all pages are looked at in one run.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


def checker() -> Path | None:
    """The checker's file, or None where it, or Java, is not installed."""
    path = Path(os.environ.get("VNU_JAR") or ROOT / "node_modules/vnu-jar/build/dist/vnu.jar")
    return path if path.exists() and shutil.which("java") else None


def errors(pages: dict[str, str]) -> dict[str, list[str]]:
    """What is invalid in each page, by the page's name; a valid page is left out.

    >>> errors({"home": "<p>Hello</b>"})  # doctest: +SKIP
    {'home': ['line 1: Stray end tag “b”.', ...]}
    """
    jar = checker()
    if jar is None:
        raise FileNotFoundError("vnu.jar or java is not installed")
    names = list(pages)
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names):
            (Path(folder) / f"{number}.html").write_text(pages[name], "utf-8")
        # For so short a run, what the quick compiler makes is soon enough; it wants a larger stack than it is given.
        command = [
            "java",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xss4m",
            "-jar",
            str(jar),
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
            "--errors-only",
            folder,
        ]
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    found: dict[str, list[str]] = {}
    for message in json.loads(done.stdout)["messages"]:
        name = names[int(Path(unquote(urlsplit(message["url"]).path)).stem)]
        found.setdefault(name, []).append(f"line {message.get('lastLine', '?')}: {message['message']}")
    return found
