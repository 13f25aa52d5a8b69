"""What a plugin is made of, and what the build refuses."""

import os
import pathlib
import subprocess
import sys
import sysconfig
import unittest
import zipfile

from support import Case

JOB = """
    from mapreduce import Job
    job = Job("lines", combiner="count")

    @job.map
    def line(line):
        return line
"""


class Building(Case):
    def test_modules_packages_and_data(self):
        self.write("helper.py", "def shout(text):\n    return text.upper()\n")
        self.write("tools/__init__.py", "")
        self.write("tools/late.py", "SUFFIX = '!'\n")
        self.write("tools/stop.txt", "the\n")
        self.write("data/extra.txt", "of\n")
        self.write("in.dat", "the end of it\n")
        plugin = self.plugin("""
            import importlib.resources
            import pkgutil
            import helper
            from mapreduce import Job

            job = Job("words", combiner="count")
            stop = importlib.resources.read_text("tools", "stop.txt").split() \\
                if not hasattr(importlib.resources, "files") \\
                else (importlib.resources.files("tools") / "stop.txt").read_text().split()
            stop += pkgutil.get_data(__name__, "data/extra.txt").decode().split()

            @job.map
            def words(line):
                from tools.late import SUFFIX
                return [helper.shout(word) + SUFFIX for word in line.split() if word not in stop]
        """, "--include", "helper.py", "--include", "tools", "--include", "data")
        # Everything is in the one file.
        (self.directory / "helper.py").unlink()
        self.assertEqual(self.results(plugin, input="in.dat"), {"END!": "1", "IT!": "1"})

    def test_the_same_files_make_the_same_plugin(self):
        first = self.plugin(JOB).read_bytes()
        os.utime(self.directory / "job.py", (1, 1))
        self.assertEqual(self.plugin(JOB).read_bytes(), first)

    def test_refusals(self):
        for script, pattern in [
            ("x = (", r"job.py:1: .*never closed|job.py:1: unexpected EOF"),
            ("import missing_module", r"ModuleNotFoundError.*missing_module[\s\S]*--include"),
            ("x = 1", r"job.py has no job: make one"),
            ("from mapreduce import Job\njob = Job('a b')", r"'a b' is no name of a job"),
            ("from mapreduce import Job\njob = Job('a')", r"needs a function with @job.map"),
            ("from mapreduce import Job\njob = Job('a')\n@job.map\ndef f(): pass",
             r"map f\(\) takes 1 or 2 arguments and source, task, and not 0"),
            ("from mapreduce import Job\njob = Job('a', key=list)\n@job.map\ndef f(x): pass",
             r"a key cannot be list: say str, bytes, int or float"),
            ("from mapreduce import Job\njob = Job('a', combiner='sum', value=str)\n"
             "@job.map\ndef f(x): pass", r"'sum' combines int or float"),
            ("from mapreduce import Job\njob = Job('a', combiner='mean')",
             r"there is no combiner 'mean': say one of sum, min, max, count"),
            ("1 / 0", r"job.py\", line 1[\s\S]*ZeroDivisionError"),
        ]:
            with self.subTest(script):
                done = self.build(script)
                self.assert_fails(done, pattern)
                self.assertFalse((self.directory / "plugin.so").exists())
        self.assertEqual([path.name for path in self.directory.iterdir()], ["job.py"])

    def test_names_that_python_has(self):
        self.write("json.py", JOB)
        if hasattr(sys, "stdlib_module_names"):
            done = self.execute(sys.executable, "-m", "mapreduce", "build", "json.py")
            self.assert_fails(done, r"json.py has the name of a module")
        self.assert_fails(self.build(JOB, "--include", "nothing.py"), r"no file .*nothing.py")

    def test_an_option_has_one_value(self):
        self.write("job.py", JOB)
        for options in (["--name", "a", "--name=b"], ["-o", "a.so", "--output", "b.so"]):
            done = self.execute(sys.executable, "-m", "mapreduce", "build", "job.py", *options)
            self.assertEqual(done.returncode, 2)
            self.assertIn("is given more than once", done.stderr)

    def test_no_host(self):
        self.write("job.py", JOB)
        done = self.execute(sys.executable, "-m", "mapreduce", "build", "job.py",
                            MR_PYTHON_HOST="/nowhere/libpython-host.so")
        self.assert_fails(done, r"host for Python plugins is not there[\s\S]*swift build")

    def test_warns_of_a_plugin_that_hides_its_module(self):
        self.write("job.py", JOB)
        done = self.execute(sys.executable, "-m", "mapreduce", "build", "job.py", "-o", "job.so")
        self.assertEqual(done.returncode, 0)
        self.assertIn("`import job` would find", done.stderr)


class Interpreters(Case):
    def damage(self, plugin, **changes):
        """Rewrites settings that the build recorded."""
        with zipfile.ZipFile(plugin, "a") as archive:
            lines = archive.comment.decode().splitlines()
            for index, line in enumerate(lines):
                name = line.split("=")[0]
                if name in changes:
                    lines[index] = f"{name}={changes[name]}"
            archive.comment = "".join(f"{line}\n" for line in lines).encode()

    def test_virtual_environment(self):
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", self.directory / "venv"],
                       check=True)
        python = self.directory / "venv" / "bin" / "python"
        packages = next((self.directory / "venv" / "lib").glob("python*/site-packages"))
        (packages / "only_here.py").write_text("ANSWER = 42\n")
        self.write("a.txt", "x\n")
        plugin = self.plugin("""
            import sys
            import only_here
            from mapreduce import Job
            job = Job("answers", value=str)

            @job.map
            def answer(line):
                yield sys.prefix, str(only_here.ANSWER)
        """, "--python", python)
        self.assertEqual(
            self.results(plugin, sequential=False), {str(self.directory / "venv"): "42"})

    def test_a_version_that_does_not_fit_says_so(self):
        plugin = self.plugin(JOB)
        self.damage(plugin, version="3.7")
        done = self.mr("plugin", "inspect", plugin)
        self.assert_fails(done, r"it was built for Python 3\.7, and \S+ is version 3\.")

    def test_a_library_that_is_gone_says_so(self):
        plugin = self.plugin(JOB)
        self.damage(plugin, library="/nowhere/libpython.so", soname="libpython0.so")
        done = self.mr("plugin", "inspect", plugin)
        self.assert_fails(done, r"Python 3\.\d+ cannot be loaded[\s\S]*apt-get install libpython3")

    def test_the_host_alone_is_no_plugin(self):
        from mapreduce.build import find_host
        done = self.mr("plugin", "inspect", find_host())
        self.assert_fails(done, r"no Python program is appended[\s\S]*mapreduce build")

    def test_python_without_a_shared_library(self):
        from mapreduce import JobError, build
        with self.assertRaisesRegex(JobError, r"has no shared library .*apt-get install"):
            build.check({"implementation": "cpython", "version": "3.11", "library": None}, "p")
        with self.assertRaisesRegex(JobError, r"is Python 3\.8; plugins need 3\.9"):
            build.check({"implementation": "cpython", "version": "3.8", "library": "x"}, "p")

    @unittest.skipUnless(os.path.exists("/usr/bin/python3"), "no python3 of the system")
    def test_the_system_python(self):
        """Debian's interpreter has its library in a package of its own."""
        self.write("a.txt", "x\nx\n")
        done = self.build(JOB, "--python", "/usr/bin/python3")
        if "has no shared library" in done.stderr:
            self.skipTest(done.stderr)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.results(self.directory / "plugin.so"), {"x": "2"})


if __name__ == "__main__":
    unittest.main()
