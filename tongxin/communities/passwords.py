"""What a password must be, said in the reader's language."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's own rule in words of ours: its Chinese catalogue has no words for the sentence of this version."""

    def get_error_message(self) -> str:
        """Say how long it must be."""
        return _("The password is too short: at least %(n)d characters.") % {"n": self.min_length}
