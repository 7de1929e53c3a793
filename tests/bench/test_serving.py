"""What is measured beside ours is served as ours is."""

import pytest

from bench.serving import site

pytestmark = [pytest.mark.once, pytest.mark.beside]


def test_the_plain_site_is_served_and_ends() -> None:
    with site(is_plain=True) as bare:
        status, page = bare.ask("/login/")
    assert (status, 'name="username"' in page) == (200, True)
    with pytest.raises(ConnectionRefusedError):
        bare.ask("/login/")
