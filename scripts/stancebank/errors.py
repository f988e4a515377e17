"""The one exception that the command line turns into one line for the user."""

from __future__ import annotations

import importlib
from types import ModuleType


class StanceBankError(Exception):
    """Something a user can mend. The message says what, where, what was expected, what to do."""


def load_extra(module: str, extra: str, purpose: str) -> ModuleType:
    """Import a module of an optional extra, or say in one line how to install it.

    Args:
        module: dotted name of the module.
        extra: the extra of this package that brings it.
        purpose: what it is needed for, as the end of "needed to …".
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise StanceBankError(
            f"the module {error.name} is missing, needed to {purpose}: "
            f'pip install "stancebank[{extra}]"'
        ) from error
