"""The fixtures of tests/api, for tests that break what is around httpd."""

import importlib.util
import pathlib
import sys

API = pathlib.Path(__file__).resolve().parents[1] / "api"
if str(API) not in sys.path:
    sys.path.insert(0, str(API))  # for the package `support`


def _fixtures():
    """Two files named conftest cannot be imported by name."""
    spec = importlib.util.spec_from_file_location("api_conftest",
                                                  API / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items()
            if not name.startswith("__")}


globals().update(_fixtures())
