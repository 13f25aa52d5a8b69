"""Where records come from."""


class Source:
    """The file of the records at hand.

    path: as the layout matched it; relative_path: below the layout's fixed part;
    attributes: the layout's {name} parts, a dict. Names that are not UTF-8 have their bytes
    escaped as os.fsdecode does.
    """

    def __init__(self, path, relative_path, attributes, position):
        self.path = path
        self.relative_path = relative_path
        self.attributes = attributes
        self._position = position

    @property
    def record(self):
        """The number within the file of the record at hand, from 1; of the first of a batch."""
        return self._position.record
