"""Writes a plugin: the host, followed by a zip archive of the kit and the author's files."""

import importlib.util
import json
import marshal
import os
import pathlib
import zipfile

from .errors import JobError
from .plugin import MANIFEST

# The same files make the same plugin, byte for byte.
DATE = (1980, 1, 1, 0, 0, 0)
# Of the kit, what a plugin has no use for.
LEFT_OUT = {"__main__.py", "archive.py", "build.py", "client.py", "interpreter.py"}
# Understood by the host, which reads it before there is a Python.
SETTINGS = "mapreduce-python 1\nlibrary={library}\nsoname={soname}\nversion={version}\n" \
           "executable={executable}\nhome={home}\n"


def contents(script, included):
    """The files of a plugin: a dict of names in the archive to paths.

    Raises JobError for what is not there, or has the name of something else.
    """
    kit = pathlib.Path(__file__).parent
    files = {
        f"mapreduce/{path.name}": path
        for path in sorted(kit.glob("*.py")) if path.name not in LEFT_OUT
    }
    for path in [script, *included]:
        if path.is_dir():
            found = {
                f"{path.resolve().name}/{item.relative_to(path).as_posix()}": item
                for item in sorted(path.rglob("*"))
                if item.is_file() and "__pycache__" not in item.parts
            }
        elif path.is_file():
            found = {path.name: path}
        else:
            raise JobError(f"there is no file or directory {path}")
        for name in found:
            if name in files or name == MANIFEST:
                raise JobError(f"two files are to be {name} in the plugin: rename {path}")
        files.update(found)
    return files


def write(output, host, files, manifest, interpreter):
    """Writes the plugin to `output`.

    manifest: what the kit reads in the plugin; interpreter: what the host goes by.
    """
    values = dict(interpreter, soname=os.path.basename(interpreter["library"]))
    if any("\n" in value for value in values.values()):
        raise JobError("a path of this Python has a newline in it")
    with open(output, "wb") as plugin:
        plugin.write(pathlib.Path(host).read_bytes())
        # Not by mode "a", which looks for an archive in the host.
        with zipfile.ZipFile(plugin, "w") as archive:
            add(archive, MANIFEST, json.dumps(manifest, indent=2, sort_keys=True).encode())
            for name, path in files.items():
                content = path.read_bytes()
                add(archive, name, content)
                if name.endswith(".py") and interpreter["magic"] == MAGIC:
                    add(archive, f"{name}c", compiled(name, content))
            archive.comment = SETTINGS.format(**values).encode("utf-8", "surrogateescape")
    os.chmod(output, 0o755)


def add(archive, name, content):
    archive.writestr(zipfile.ZipInfo(name, DATE), content, zipfile.ZIP_DEFLATED)


MAGIC = importlib.util.MAGIC_NUMBER.hex()


def compiled(name, source):
    """A module ready to be run, which saves compiling it in every worker.

    Flagged as one that is not compared with its source. Its file's name is the short one that
    messages are to have.
    """
    try:
        code = compile(source, name, "exec", dont_inherit=True)
    except SyntaxError as failure:
        raise JobError(f"{name}:{failure.lineno}: {failure.msg}: "
                       f"{(failure.text or '').strip()}") from None
    return importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(code)
