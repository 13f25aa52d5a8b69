"""The structures of mapreduce.h that a plugin fills in or reads, and the host's functions."""

import ctypes
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64
from ctypes import c_void_p

VERSION = 0x00010003

OK, END, CANCELLED, RETRY, FATAL = range(5)


class Bytes(ctypes.Structure):
    _fields_ = [("data", c_void_p), ("size", c_size_t)]

    @classmethod
    def of(cls, content):
        """Of a bytes object, which the caller keeps for as long as this is used."""
        return cls(ctypes.cast(c_char_p(content), c_void_p).value, len(content))

    def content(self):
        return ctypes.string_at(self.data, self.size) if self.size else b""


# mr_record: a key and a value.
RECORD_SIZE = 2 * ctypes.sizeof(Bytes)
VALUE_OFFSET = ctypes.sizeof(Bytes)
BYTES_SIZE = ctypes.sizeof(Bytes)


# A list of fewer values of a key is the last: see the host's batch.h.
VALUES_AT_ONCE = 1024


class Attribute(ctypes.Structure):
    _fields_ = [("name", Bytes), ("value", Bytes)]


class Source(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("path", Bytes),
        ("relative_path", Bytes),
        ("attributes", POINTER(Attribute)),
        ("attribute_count", c_size_t),
        ("first_record", c_uint64),
    ]


class Host(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("abi", c_uint32),
        ("reserved", c_uint32),
        ("emit", c_void_p),
        ("count", CFUNCTYPE(None, c_void_p, Bytes, c_int64)),
        ("log", CFUNCTYPE(None, c_void_p, c_uint32, Bytes)),
        ("parameter", CFUNCTYPE(c_int32, c_void_p, Bytes, POINTER(Bytes))),
        ("cancelled", CFUNCTYPE(c_int32, c_void_p)),
        ("set_error", CFUNCTYPE(None, c_void_p, Bytes)),
        ("extension", CFUNCTYPE(c_void_p, c_void_p, c_char_p)),
        ("progress", CFUNCTYPE(None, c_void_p)),
    ]


class Files(ctypes.Structure):
    """The extension mr.files/1."""
    _fields_ = [
        ("size", c_size_t),
        ("abi", c_uint32),
        ("reserved", c_uint32),
        ("loaded", CFUNCTYPE(None, c_void_p, Bytes)),
    ]


class Task(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("abi", c_uint32),
        ("partitions", c_uint32),
        ("host", POINTER(Host)),
        ("host_data", c_void_p),
    ]


CREATE = CFUNCTYPE(c_int32, c_void_p, POINTER(c_void_p))
DESTROY = CFUNCTYPE(None, c_void_p)
MAP = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p, c_void_p, c_size_t)
FINISH = CFUNCTYPE(c_int32, c_void_p, c_void_p)
GROUP = CFUNCTYPE(c_int32, c_void_p, c_void_p, Bytes, c_void_p)


class ParameterSpec(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("name", c_char_p),
        ("kind", c_uint32),
        ("required", c_uint32),
        ("fallback", c_char_p),
        ("description", c_char_p),
        ("choices", c_char_p),
    ]


class Job(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("abi", c_uint32),
        ("key_type", c_uint32),
        ("value_type", c_uint32),
        ("result_type", c_uint32),
        ("name", c_char_p),
        ("description", c_char_p),
        ("combiner", c_char_p),
        ("create", CREATE),
        ("destroy", DESTROY),
        ("map", MAP),
        ("map_finish", FINISH),
        ("combine", GROUP),
        ("reduce", GROUP),
        ("partition", c_void_p),
        ("compare", c_void_p),
        ("partitioner", c_char_p),
        ("joins_lines", c_uint32),
        ("reserved", c_uint32),
        ("format", c_char_p),
        ("parameters", POINTER(POINTER(ParameterSpec))),
        ("attributes", POINTER(c_char_p)),
        ("parameter_count", c_uint32),
        ("attribute_count", c_uint32),
    ]


class Plugin(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("abi", c_uint32),
        ("job_count", c_uint32),
        ("format_count", c_uint32),
        ("reserved", c_uint32),
        ("name", c_char_p),
        ("version", c_char_p),
        ("jobs", POINTER(POINTER(Job))),
        ("formats", c_void_p),
        ("error", c_char_p),
    ]


class Border:
    """The C functions that turn arrays of records into lists and back, in one call a batch.

    They are called with the interpreter's lock held, and what they raise is raised here.
    """

    def __init__(self, make_list, next_values, emit_list):
        # (address of the first mr_bytes, count, stride, number of a FieldType, errors) -> list
        self.make_list = ctypes.PYFUNCTYPE(
            ctypes.py_object, c_size_t, c_size_t, c_size_t, ctypes.c_int, c_char_p)(make_list)
        # (mr_values, number of a FieldType, errors) -> list of the next values, or a status
        self.next_values = ctypes.PYFUNCTYPE(
            ctypes.py_object, c_size_t, ctypes.c_int, c_char_p)(next_values)
        # (mr_task, list of items, numbers of the FieldTypes, errors) -> status
        self.emit_list = ctypes.PYFUNCTYPE(
            ctypes.c_int, c_size_t, ctypes.py_object, ctypes.c_int, ctypes.c_int, c_char_p)(
                emit_list)
