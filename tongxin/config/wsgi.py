"""What the server loads: the application, and beside it one thread for the jobs."""

import os

from django.core.wsgi import get_wsgi_application

from tongxin.config.environment import value

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
application = get_wsgi_application()

if value("TONGXIN_JOBS") == "beside":
    from tongxin.config.jobs import start_beside
    from tongxin.config.serving import bring_tables_up_to_date

    bring_tables_up_to_date()
    start_beside()
