"""Every error that the application raises on purpose, under one base."""

from __future__ import annotations

from collections.abc import Sequence


class TrolyError(Exception):
    """Base of all expected errors; its text says what was expected, what came and what to do next."""


class CatalogueError(TrolyError):
    """Raised when the data files have mistakes; carries all of them, never only the first."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(f"{count} mistake(s) in the data files:\n" + "\n".join(self.problems))


class SettingsError(TrolyError):
    """Raised when environment settings are wrong; lists every wrong one."""


class StoreError(TrolyError):
    """Raised when the database cannot be opened, is corrupt or is newer than the program."""


class ExportError(TrolyError):
    """Raised when an export or a report cannot be made as asked."""


class EngineError(TrolyError):
    """Raised when the dialogue engine is missing, stale or does not answer."""


class PayloadError(TrolyError):
    """Raised when a button's payload is not one that the assistant made."""


class KnowledgeError(TrolyError):
    """Raised when a change to the officers' knowledge is not fit to be made; lists every reason."""


class AccountError(TrolyError):
    """Raised when an officer's account cannot be made, changed or used; `key` names the reason for the screens."""

    def __init__(self, key: str, text: str) -> None:
        self.key = key
        super().__init__(text)


class FormError(TrolyError):
    """Raised when a form of the console is not one that its pages send."""


class QueueError(TrolyError):
    """Raised when an item of the queue cannot be changed; `key` names the reason for the screens."""

    def __init__(self, key: str, text: str) -> None:
        self.key = key
        super().__init__(text)


class AnnouncementError(TrolyError):
    """Raised when a notice or a switch cannot be set; `key` names the reason for the screens."""

    def __init__(self, key: str, text: str) -> None:
        self.key = key
        super().__init__(text)


class EvaluationError(TrolyError):
    """Raised when labelled questions or kept evaluations cannot be read; lists every wrong line."""
