"""The one kind of error a person is meant to read."""

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the office is broken; the message says what happened and what to do.

    Subclasses set `message` (lazy, may have `%(name)s` gaps); the gaps are filled from the keyword
    arguments, which stay readable in `params`. Views catch it and show `str(error)`.
    """

    message = _("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.")

    def __init__(self, message=None, **params):
        self.params = params
        if message is not None:
            self.message = message
        super().__init__(message)

    def __str__(self):
        text = str(self.message)
        return text % self.params if self.params else text
