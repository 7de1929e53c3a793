"""What apps above want to hear about consent; filled in their `AppConfig.ready()`."""

from collections.abc import Callable
from datetime import datetime

from tongxin.kit.actor import Actor
from tongxin.people.models import Consent

# Called inside the withdrawal's transaction.
consent_withdrawn: list[Callable[[Consent, Actor, datetime], None]] = []
