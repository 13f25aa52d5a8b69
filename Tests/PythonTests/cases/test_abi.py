"""The kit's structures are those of mapreduce.h."""

import ctypes
import subprocess

from support import ROOT, Case

NAMES = {"Bytes": "mr_bytes", "Attribute": "mr_attribute", "Source": "mr_source",
         "Host": "mr_host", "Task": "mr_task", "Job": "mr_job",
         "ParameterSpec": "mr_parameter_spec", "Plugin": "mr_plugin",
         "Files": "mr_files"}


class ABI(Case):
    def test_offsets_and_sizes(self):
        from mapreduce import abi
        lines, expected = [], []
        for name, c_name in NAMES.items():
            structure = getattr(abi, name)
            lines.append(f'printf("{c_name} %zu\\n", sizeof({c_name}));')
            expected.append(f"{c_name} {ctypes.sizeof(structure)}")
            for field, *_ in structure._fields_:
                lines.append(f'printf("{c_name}.{field} %zu\\n", offsetof({c_name}, {field}));')
                expected.append(f"{c_name}.{field} {getattr(structure, field).offset}")
        lines.append('printf("%x %zu\\n", MR_ABI_VERSION, sizeof(mr_record));')
        expected.append(f"{abi.VERSION:x} {abi.RECORD_SIZE}")
        source = self.write("layout.c", "#include <mapreduce.h>\n#include <stdio.h>\n"
                            "int main(void) {\n" + "\n".join(lines) + "\n}\n")
        program = self.directory / "layout"
        subprocess.run(["cc", "-I", ROOT / "Sources" / "CMapReduce" / "include", "-o", program,
                        source], check=True)
        said = subprocess.run([program], check=True, capture_output=True, text=True).stdout
        self.assertEqual(said.splitlines(), expected)
