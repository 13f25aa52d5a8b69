"""A parameter that a job declares."""

from .errors import JobError

KINDS = ("text", "flag", "integer", "number", "choice", "attribute")


class Parameter:
    """What `--param NAME=VALUE` may be for a job.

    kind: "text", "flag" (true, yes, 1, false, no, 0), "integer" (64 bits), "number", "choice" of
        `choices`, or "attribute", the name of a {name} part of the layout.
    default: what task.parameter(name) gives where it is not given, as a str.
    required: whether a job without it is refused.
    help: one line for `mr plugin inspect`.
    """

    def __init__(self, name, kind="text", *, default=None, required=False, choices=(), help=None):
        what = f"the parameter {name}"
        if not isinstance(name, str) or not name:
            raise JobError(f"{name!r} is no name of a parameter")
        if kind not in KINDS:
            raise JobError(f"{what}: there is no kind {kind!r}: say one of {', '.join(KINDS)}")
        if default is not None and not isinstance(default, str):
            raise JobError(f"{what}: its default {default!r} has to be a str, as --param gives it")
        if (kind == "choice") != bool(choices):
            raise JobError(f"{what}: choices=[…] belongs to kind=\"choice\", and both go together")
        if any("|" in choice for choice in choices):
            raise JobError(f"{what}: a choice has no `|` in it")
        self.name = name
        self.kind = kind
        self.default = default
        self.required = bool(required)
        self.choices = tuple(choices)
        self.help = help

    @property
    def number(self):
        """Of mr_parameter_kind in mapreduce.h."""
        return KINDS.index(self.kind)
