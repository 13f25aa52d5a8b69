"""What a plugin needs to know of the interpreter it is built for. Also run by itself, by that
interpreter: nothing but the standard library here, and nothing newer than Python 3.6."""

import json
import os
import sys
import sysconfig


def libpython():
    """The path of the interpreter's shared library, or None."""
    names = [sysconfig.get_config_var(name) for name in ("INSTSONAME", "LDLIBRARY")]
    names.append("libpython{}.{}.so.1.0".format(*sys.version_info[:2]))
    directories = [
        sysconfig.get_config_var("LIBDIR"),
        os.path.join(sys.base_prefix, "lib"),
        os.path.join("/usr/lib", sysconfig.get_config_var("MULTIARCH") or ""),
        sysconfig.get_config_var("LIBPL"),
    ]
    for directory in filter(None, directories):
        for name in filter(None, names):
            path = os.path.join(directory, name)
            if ".so" in name and os.path.exists(path):
                return os.path.realpath(path)
    return None


def describe():
    """A dict of strings; library is None where there is none."""
    return {
        "implementation": sys.implementation.name,
        "version": "{}.{}".format(*sys.version_info[:2]),
        "executable": sys.executable,
        "prefix": sys.prefix,
        "home": sys.base_prefix,
        "library": libpython(),
    }


if __name__ == "__main__":
    print(json.dumps(describe()))
