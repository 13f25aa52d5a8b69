"""Which files the process runs code from that neither the plugin nor the loader brought."""

import os
import sys
import types


class LoadedFiles:
    """Files of modules that were not told of yet.

    archive: the plugin's own, whose modules are the plugin's. The standard library belongs to the
    interpreter.
    """

    def __init__(self, archive):
        self._archive = archive + os.sep
        version = "python{}.{}".format(*sys.version_info)
        self._standard = (
            os.path.dirname(os.__file__) + os.sep,
            os.path.join(sys.base_exec_prefix, sys.platlibdir, version, ""))
        # Installed packages lie in the standard library's directory.
        self._packages = tuple(
            os.sep + name + os.sep for name in ("site-packages", "dist-packages"))
        # Of the modules that were looked at.
        self.count = 0
        self._told = set()

    def new(self):
        """The paths, each once."""
        self.count = len(sys.modules)
        # Not by getattr, at which a lazy module may begin to import others.
        paths = [
            vars(module).get("__file__") for module in list(sys.modules.values())
            if isinstance(module, types.ModuleType)]
        new = sorted({
            path for path in paths
            if isinstance(path, str) and path not in self._told and self._is_foreign(path)
            and os.path.isfile(path)})
        self._told.update(new)
        return [os.path.abspath(path) for path in new]

    def _is_foreign(self, path):
        if path.startswith(self._archive):
            return False
        return not path.startswith(self._standard) or any(
            name in path for name in self._packages)
