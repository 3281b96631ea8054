"""Where the style sheet and script of other packages come from, so that none is copied into the repository."""

from pathlib import Path

import bootstrap
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

BOOTSTRAP = Path(next(iter(bootstrap.__path__)))
SERVED = ("css/bootstrap.min.css", "css/bootstrap.min.css.map")


class StaticFiles(StaticFilesConfig):
    """Leaves out of `collectstatic` what no page asks for."""

    ignore_patterns = ["CVS", ".*", "*~", "htmax-*", "htmx-4*", "htmx-2.js"]


class BootstrapFinder(BaseFinder):
    """Serves the one style sheet of Bootstrap (and the map it names), out of the installed package, as `bootstrap/css/…`."""

    prefix = "bootstrap/"

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        name = path.removeprefix(self.prefix)
        found = [str(BOOTSTRAP / name)] if path.startswith(self.prefix) and name in SERVED else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=BOOTSTRAP)
        vars(storage)["prefix"] = self.prefix.rstrip("/")  # where collectstatic puts it
        for name in SERVED:
            if not matches_patterns(name, ignore_patterns or []):
                yield name, storage
