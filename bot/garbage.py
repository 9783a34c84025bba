"""When Python looks for garbage: not while the process starts, and never again over what was made for the start."""

import gc


def put_off() -> None:
    """Look for none until `settle`: while modules are imported there is none, and looking takes a fifth of the time."""
    gc.disable()


def settle() -> None:
    """Look once, and never again at what is there now: the looks would take 30 ms each, and people would wait."""
    gc.collect()
    gc.freeze()
    gc.enable()
