"""The table of a job, and what it points to."""

import ctypes

from . import abi


class JobTable:
    """table: an abi.Job, which lives as long as this does."""

    def __init__(self, job, callbacks):
        self.table = abi.Job(
            size=ctypes.sizeof(abi.Job), abi=abi.VERSION, key_type=job.key_type.number,
            value_type=job.value_type.number, result_type=job.result_type.number,
            name=job.name.encode(), description=job.description.encode() or None,
            combiner=_text(job.combiner), partitioner=_text(job.partitioner),
            format=_text(job.format))
        self._callbacks = callbacks
        callbacks.fill(self.table)
        if job.parameters is not None:
            self._declare_parameters(job.parameters)
        if job.attributes:
            names = (ctypes.c_char_p * len(job.attributes))(
                *(name.encode() for name in job.attributes))
            self.table.attributes, self.table.attribute_count = names, len(names)

    def _declare_parameters(self, parameters):
        specs = [
            abi.ParameterSpec(
                size=ctypes.sizeof(abi.ParameterSpec), name=each.name.encode(), kind=each.number,
                required=each.required, fallback=_text(each.default),
                description=_text(each.help), choices=_text("|".join(each.choices)))
            for each in parameters
        ]
        # Not NULL where there are none: that says that the job takes none.
        self.table.parameters = (ctypes.POINTER(abi.ParameterSpec) * max(1, len(specs)))(
            *map(ctypes.pointer, specs))
        self.table.parameter_count = len(specs)


def _text(text):
    return text.encode() if text else None
