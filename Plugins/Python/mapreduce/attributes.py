"""What the {name} parts of a layout matched."""


class Attributes(dict):
    """A dict, whose KeyError says what the layout has instead."""

    def __missing__(self, name):
        raise MissingAttribute(name, self)


class MissingAttribute(KeyError):
    def __init__(self, name, attributes):
        super().__init__(name)
        self._names = ", ".join(f"{{{each}}}" for each in attributes) or "none"

    def __str__(self):
        return f"the layout has no part {{{self.args[0]}}}; it has {self._names}"
