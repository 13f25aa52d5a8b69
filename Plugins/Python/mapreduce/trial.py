"""Imports a plugin's program where it was built, to say what is wrong with it before `mr` has to."""

import importlib
import json
import sys
import zipimport

from .errors import JobError, report
from .plugin import MANIFEST, jobs_of


def run(path):
    """The exit status; what is wrong goes to stderr."""
    archive = zipimport.zipimporter(path)
    manifest = json.loads(archive.get_data(f"{path}/{MANIFEST}"))
    try:
        jobs_of(importlib.import_module(manifest["module"]))
        return 0
    except JobError as failure:
        print(failure, file=sys.stderr)
    except BaseException as failure:
        print(*report(failure), sep="\n", file=sys.stderr)
        missing = getattr(failure, "name", None)
        if isinstance(failure, ModuleNotFoundError) and missing:
            print(f"If {missing} is a file of yours, add `--include {missing}.py`; otherwise "
                  f"install it for {sys.executable}.", file=sys.stderr)
    return 1
