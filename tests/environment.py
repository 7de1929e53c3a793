"""Loaded before Django: a data folder of its own, keys, and jobs run in the request. `-p tests.environment`."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="tongxin-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["TONGXIN_DATA"] = FOLDER
os.environ["TONGXIN_SECRET"] = "tests-Only-1234567890-abcdefghijklmnopqrstuvwxyz"
os.environ["TONGXIN_IDENTITY_KEY"] = "tests-Identity-1234567890-abcdefghijklmnopqrst"
os.environ["TONGXIN_JOBS"] = "immediate"
os.environ["TONGXIN_HOSTS"] = "testserver,127.0.0.1"
os.environ["TONGXIN_LANGUAGE"] = "en"
os.environ["TONGXIN_LOG"] = "ERROR"
os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.config.settings"
