"""How an author's function wants to be called, read from its parameters and annotations."""

import collections.abc
import functools
import inspect
import typing

from .errors import JobError
from .fieldtypes import field_type

# Parameters that are recognised by name.
EXTRAS = ("source", "task")


class Signature:
    """A function with the annotations of its positional parameters and what it asks for beside.

    positional: annotations of those parameters, None where there is none.
    """

    def __init__(self, function, role, least, most, extras=EXTRAS):
        if not callable(function):
            raise JobError(f"{role} is no function: {function!r}")
        self.function = function
        self.name = getattr(function, "__name__", role)
        self.is_generator = inspect.isgeneratorfunction(function)
        self.role = role
        hints = self._hints()
        try:
            parameters = list(inspect.signature(function).parameters.values())
        except ValueError:
            # A builtin that does not tell: it is called with as little as possible.
            parameters = []
            self.positional, self.extras = [None] * least, []
        else:
            named = [item for item in parameters if item.kind not in (
                item.VAR_POSITIONAL, item.VAR_KEYWORD)]
            self.extras = [item.name for item in named if item.name in extras]
            required = [
                item for item in named
                if item.name not in extras and item.default is item.empty]
            self.positional = [hints.get(item.name) for item in required]
        self.returned = hints.get("return")
        if not least <= len(self.positional) <= most:
            wanted = f"{least}" if least == most else f"{least} or {most}"
            raise JobError(
                f"{role} {self.name}() takes {wanted} arguments"
                f"{' and ' + ', '.join(extras) if extras else ''}, and not "
                f"{len(self.positional)}")

    def _hints(self):
        try:
            return typing.get_type_hints(self.function)
        except Exception:
            # An annotation that this Python cannot evaluate says nothing to us.
            return {}

    def bound(self, **extras):
        """The function with the extras that it asks for filled in."""
        wanted = {name: extras[name] for name in self.extras}
        return functools.partial(self.function, **wanted) if wanted else self.function

    def record_type(self, index, default):
        """The type of a positional parameter that is a record's key or value."""
        annotation = self.positional[index]
        if annotation is None:
            return default
        return field_type(annotation, f"what {self.role} {self.name}() is given")

    def list_type(self, index, default):
        """The same, of a parameter that is a list of them."""
        annotation = self.positional[index]
        arguments = typing.get_args(annotation)
        if annotation is None or not arguments:
            return default
        return field_type(arguments[0], f"what {self.role} {self.name}() is given a list of")

    def pair_types(self):
        """(key, value) as the return annotation says, such as Iterator[tuple[str, int]]; or None."""
        arguments = typing.get_args(self.returned)
        origin = typing.get_origin(self.returned)
        if isinstance(origin, type) and issubclass(origin, collections.abc.Mapping):
            return arguments if len(arguments) == 2 else None
        if origin is tuple:
            return arguments if len(arguments) == 2 and Ellipsis not in arguments else None
        for argument in arguments:
            if typing.get_origin(argument) is tuple and len(typing.get_args(argument)) == 2:
                return typing.get_args(argument)
        return None

    def result_type(self):
        """What a reduce function that returns its result says that it is; or None."""
        if self.is_generator:
            pair = self.pair_types()
            return pair[1] if pair else None
        return self.returned
