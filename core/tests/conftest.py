"""The core is tested by a law of its own: no bundled plugin is to be found by any test of this folder."""

import pytest
from core.tests import toy


@pytest.fixture(autouse=True, scope="module")
def guild():
    """Let the program find the guild's plugin and its tenant, and nothing else."""
    with toy.installed():
        yield
