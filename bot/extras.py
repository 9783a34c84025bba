"""Whether what a setting asks for was installed: what only some companies need is an extra of the package."""

import importlib.util

from bot.variables import SettingsError


def need(module: str, *, extra: str, because: str) -> None:
    """Raise SettingsError with what to install where a module of an extra is not there."""
    if importlib.util.find_spec(module) is None:
        mend = f'install it with pip install "csops[{extra}]", or make setup'
        raise SettingsError([f"{because}, and {module} is not installed. Mend: {mend}."])
