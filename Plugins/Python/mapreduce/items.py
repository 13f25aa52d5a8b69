"""Says what is wrong with items that cannot be emitted."""


def flaw(item, key_type, value_type, what):
    """Why an item is not what the job declares; None if it is.

    value_type: None if the items are keys.
    """
    if value_type is None:
        reason = key_type.flaw(item)
        return reason and f"{what} gave the key {item!r:.80}, which {reason}; " \
                          f"the job declares key={key_type}"
    if not isinstance(item, tuple) or len(item) != 2:
        return f"{what} gave {item!r:.80} where a (key, value) pair was expected"
    for name, kind, value in (("key", key_type, item[0]), ("value", value_type, item[1])):
        reason = kind.flaw(value)
        if reason:
            return f"{what} gave the {name} {value!r:.80}, which {reason}; " \
                   f"the job declares {kind} for it"
    return None


def refuse(items, key_type, value_type, what, otherwise):
    """Raises TypeError for the first item that does not fit, or else what the host said."""
    for item in items:
        reason = flaw(item, key_type, value_type, what)
        if reason:
            raise TypeError(reason) from None
    raise otherwise
