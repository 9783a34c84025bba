"""The names of the JSON values that everything here passes around."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
