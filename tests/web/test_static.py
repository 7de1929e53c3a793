"""Style and script: two small files, sent compressed, asked for once until their content changes."""

import re

import pytest
from django.templatetags.static import static
from django.test import Client

from tests.conftest import World

TOGETHER = 150_000  # bytes of style and script on the wire


def body(client: Client, address: str, accepts: str) -> tuple[bytes, dict[str, str]]:
    page = client.get(address, headers={"accept-encoding": accepts})
    assert page.status_code == 200, address
    return b"".join(page.streaming_content), dict(page.headers)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_style_and_script_go_out_compressed_and_small(client: Client, encoding: str) -> None:
    total = 0
    for name in ("app.css", "app.js"):
        sent, headers = body(client, static(name), f"{encoding}, identity")
        whole, _headers = body(client, static(name), "identity")
        assert headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in headers["Vary"]
        assert len(sent) < len(whole) / 2
        total += len(sent)
    assert total < TOGETHER


@pytest.mark.parametrize("name", ["app.css", "app.js", "phone.js", "seal.svg"])
def test_a_file_is_named_after_its_content_and_kept_for_good(client: Client, name: str) -> None:
    stem, ending = name.split(".")
    assert re.fullmatch(rf"/static/{stem}\.[0-9a-f]{{12}}\.{ending}", static(name))
    _sent, headers = body(client, static(name), "identity")
    assert "immutable" in headers["Cache-Control"]


def test_pages_name_the_hashed_files_and_the_visit_page_keeps_those_it_names(world: World) -> None:
    for address in ("/login/", "/today/"):
        page = world.client("worker").get(address, follow=True).content.decode()
        assert set(re.findall(r"/static/[\w./-]+", page)) == {
            static("app.css"),
            static("app.js"),
            static("seal.svg"),
        }
    shell = world.client("worker").get("/visit/").content.decode()
    worker = world.client("worker").get("/visit/worker.js").content.decode()
    for address in re.findall(r"/static/[\w./-]+", shell):
        assert f'"{address}"' in worker
