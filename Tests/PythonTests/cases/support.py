"""What the cases share. The environment says what to test: MR is the `mr` executable, and
MR_PYTHON_HOST the host library that was built with it."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
KIT = ROOT / "Plugins" / "Python"
MR = os.environ.get("MR", str(ROOT / ".build" / "debug" / "mr"))
sys.path.insert(0, str(KIT))


class Case(unittest.TestCase):
    """Has a directory of its own, which goes at the end."""

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="mr-python-")).resolve()
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def write(self, name, text):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        return path

    def execute(self, *command, **environment):
        return subprocess.run(
            list(map(str, command)), cwd=self.directory, capture_output=True, text=True,
            timeout=120, check=False,
            env=dict(os.environ, PYTHONPATH=str(KIT), PYTHONDONTWRITEBYTECODE="1",
                     SWIFT_BACKTRACE="enable=no", **environment))

    def build(self, script, *options, python=sys.executable):
        """Builds plugin.so of a script's text; the finished process."""
        self.write("job.py", script)
        return self.execute(python, "-m", "mapreduce", "build", "job.py", "-o", "plugin.so",
                            *options)

    def plugin(self, script, *options, **more):
        """The path of a plugin that has to be built without a complaint."""
        done = self.build(script, *options, **more)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return self.directory / "plugin.so"

    def mr(self, *arguments, **environment):
        return self.execute(MR, *arguments, **environment)

    def run_job(self, plugin, *arguments, input="*.txt", sequential=True):
        """The finished `mr run`, whose output is in the directory `output`."""
        shutil.rmtree(self.directory / "output", ignore_errors=True)
        workers = ["--sequential"] if sequential else ["--mappers", "2", "--reducers", "2"]
        return self.mr("run", "--plugin", plugin, "--input", input, "--output", "output",
                       "--quiet", *workers, *arguments)

    def results(self, plugin, *arguments, **options):
        """What a job that has to succeed gives: a dict of str."""
        done = self.run_job(plugin, *arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [
            line.split("\t", 1) for part in sorted((self.directory / "output").glob("part-r-*"))
            for line in part.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        ]
        self.assertEqual(len(lines), len({key for key, _ in lines}))
        return dict(lines)

    def assert_fails(self, done, *patterns):
        self.assertNotEqual(done.returncode, 0)
        for pattern in patterns:
            self.assertRegex(done.stderr, pattern)
        return re.sub(r"\s+", " ", done.stderr)
