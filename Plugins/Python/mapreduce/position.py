"""Which record is being mapped, for messages and for source.record."""


class Position:
    """A place in a batch of records of one file.

    index: of the record in the batch; None while the batch is mapped as a whole.
    """

    def __init__(self, first_record, values):
        self.first_record = first_record
        self.values = values
        self.index = None

    @property
    def record(self):
        return self.first_record + (self.index or 0)

    def __str__(self):
        """Empty unless it is one record: the host names the file and the records of a batch."""
        if self.index is None:
            return ""
        return f"record {self.record}: {shown(self.values[self.index])}"


def shown(value, limit=80):
    """The beginning of a key or value on one line, without anything that would need an escape."""
    if isinstance(value, bytes):
        value = value[:limit].decode("utf-8", "replace")
    if not isinstance(value, str):
        return str(value)
    text = "".join(letter if letter.isprintable() else "\N{MIDDLE DOT}" for letter in value[:limit])
    return f"\"{text}{'…' if len(value) > limit else ''}\""
