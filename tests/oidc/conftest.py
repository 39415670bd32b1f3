"""What the tests of signing in elsewhere stand on: the API as its own tests have it."""

from tests.web.conftest import api as api
