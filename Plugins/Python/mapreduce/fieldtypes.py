"""What keys and values are: str, bytes, int and float, and whatever pickle takes between map and
reduce."""

import pickle

from .errors import JobError


class FieldType:
    """A type of keys or values.

    number: of mr_type in mapreduce.h, and of the host's conversion.
    """

    def __init__(self, python_type, number):
        self.python_type = python_type
        self.number = number
        self.name = python_type.__name__

    def __repr__(self):
        return self.name

    def flaw(self, value):
        """Why a value is not of this type; None if it is."""
        if self is OBJECT:
            try:
                pickle.dumps(value, PICKLE_PROTOCOL)
                return None
            except Exception as failure:
                return f"pickle does not take ({failure})"
        if self is INT and hasattr(value, "__index__"):
            number = value.__index__()
            return None if -(2**63) <= number < 2**63 else "does not fit into 64 bits"
        if self is FLOAT and (hasattr(value, "__float__") or hasattr(value, "__index__")):
            return None
        if isinstance(value, self.python_type) and self not in (INT, FLOAT):
            return None
        return f"is of type {type(value).__name__}"

    def settled(self, value, errors):
        """A value as it comes out at the other end."""
        if self is STR:
            return value.encode("utf-8", errors).decode("utf-8", errors)
        if self is OBJECT:
            return pickle.loads(pickle.dumps(value, PICKLE_PROTOCOL))
        return value.__index__() if self is INT else float(value) if self is FLOAT else value


PICKLE_PROTOCOL = 5
BYTES = FieldType(bytes, 0)
STR = FieldType(str, 1)
INT = FieldType(int, 2)
FLOAT = FieldType(float, 3)
# Pickled: bytes to the host.
OBJECT = FieldType(object, 0)

# What the host's conversion takes for values that a job does not have.
NO_VALUE = 4

KNOWN = {kind.python_type: kind for kind in (BYTES, STR, INT, FLOAT)}


def field_type(python_type, what, allow_object=False):
    """The type that an author named.

    Raises JobError if it is none; `what` says what of.
    """
    if isinstance(python_type, str):
        python_type = {kind.name: kind.python_type for kind in KNOWN.values()}.get(
            python_type, python_type)
    if python_type in KNOWN:
        return KNOWN[python_type]
    if allow_object and python_type is object:
        return OBJECT
    name = getattr(python_type, "__name__", repr(python_type))
    choice = "str, bytes, int or float" + (", or object for pickled ones" if allow_object else "")
    raise JobError(f"{what} cannot be {name}: say {choice}")
