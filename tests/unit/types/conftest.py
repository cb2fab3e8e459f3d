"""Fixtures of the type layer's tests."""

import pytest

from support.program import Program


@pytest.fixture
def program() -> Program:
    return Program()
