"""Build hook of hatchling: puts the published data into wheel and source distribution.

Takes `dist-public/` if it is there, else `dist/`, whole and proved by its SHA256SUMS. A folder with
the full text of an article whose licence does not let it pass on is refused, because a wheel goes
to others; STANCEBANK_WHEEL_PRIVATE=1 says that this one will not.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What is needed of the package runs on the standard library, so it need not be installed.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from stancebank.errors import StanceBankError
from stancebank.publish.finished import SUMS, closed_texts, verified

FOLDERS = ("dist-public", "dist")


class PublishedData(BuildHookInterface):
    """Adds the published folder as `stancebank/dist` (wheel) or under its own name (sdist)."""

    def dependencies(self) -> list[str]:
        """What reads the rights: only where there is data, so other builds stay light."""
        needed = ["pyarrow>=21", "license-expression>=30.4.1"]
        return needed if self._data() and not self._private() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files."""
        if version == "editable":
            return  # runs from the checkout, where stancebank.path() finds the folder itself
        folder = self._data()
        if folder is None:
            self.app.display_warning(
                f"stancebank: no published data in this {self.target_name}: neither "
                f"{' nor '.join(f'{name}/' for name in FOLDERS)} is there"
            )
            return
        try:
            names = [*verified(folder), SUMS]
            if not self._private() and (closed := closed_texts(folder)):
                raise StanceBankError(
                    f"{folder.name}/ holds the full text of {len(closed)} article(s) whose licence "
                    f"does not let it pass on ({closed[0]}): run `stancebank publish --public -o "
                    "dist-public`, or set STANCEBANK_WHEEL_PRIVATE=1 for a wheel you keep to "
                    "yourself"
                )
        except StanceBankError as error:
            self.app.abort(f"stancebank: {error}")
        inside = "stancebank/dist" if self.target_name == "wheel" else folder.name
        build_data["force_include"].update(
            {str(folder / name): f"{inside}/{name}" for name in names}
        )

    def _data(self) -> Path | None:
        folders = (Path(self.root) / name for name in FOLDERS)
        return next((one for one in folders if (one / SUMS).is_file()), None)

    @staticmethod
    def _private() -> bool:
        return os.environ.get("STANCEBANK_WHEEL_PRIVATE") == "1"
