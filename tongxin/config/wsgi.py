"""What the server loads: the application, and beside it one thread for the jobs.

While it loads, a hundred thousand objects are made that stay; walked through by the collector again and again they would cost a
fifth of the start. Afterwards they are set aside: no later collection walks through them.
"""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from tongxin.config.environment import value

# A thread that computes (a job, a long page) gives way after this long, in seconds. Python's own five milliseconds are waited for after
# each statement of every other thread: a page of five statements took 130 ms beside one (docs/decisions/0017).
sys.setswitchinterval(0.0005)
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # every page's module: otherwise the first request waits for them  # noqa: B018

if value("TONGXIN_JOBS") == "beside":
    from tongxin.config.jobs import start_beside
    from tongxin.config.serving import bring_tables_up_to_date

    bring_tables_up_to_date()
    start_beside()

gc.freeze()
gc.enable()
