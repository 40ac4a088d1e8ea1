"""Develops photos on the page of the darkroom: darkroom.py BROWSER PROGRAM FOLDER."""

import io
import json
import os
import pathlib
import tempfile
import urllib.request
import zipfile

from browser import click_through

STATE = "document.getElementById('state')?.textContent"
# The width that each picture shown really has.
WIDTHS = "[...document.querySelectorAll('#pictures img')].map(image => image.naturalWidth).join()"
MODELS = pathlib.Path(os.environ.get("BRIGADE_MODELS") or "target/models")


def check_the_archive(server, photo):
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/pictures.zip?width=64&width=32", photo)
    archive = zipfile.ZipFile(io.BytesIO(urllib.request.urlopen(request).read()))
    assert archive.testzip() is None
    assert archive.namelist() == ["64x43.jpg", "32x21.jpg"], archive.namelist()


def check(browser, server, folder):
    browser.wait_for("document.readyState === 'complete' && document.getElementById('sample') !== null")
    browser.ask("document.getElementById('sample').click()")
    browser.wait_for(f"{STATE}.startsWith('4000 × 3000')")
    browser.wait_for(f"{WIDTHS} === '160,320,640,1024,1600,2048'")
    assert "decoded at 2500 × 1875" in browser.ask(STATE), browser.ask(STATE)
    light = browser.look(folder / "darkroom.png", 1180, "light")
    assert light != browser.look(folder / "darkroom-dark.png", 1180, "dark")
    browser.look(folder / "darkroom-phone.png", 390, "light")

    photo = MODELS / "pictures/china.jpg"
    browser.choose_files("#file", photo)
    browser.wait_for(f"{STATE}.startsWith('640 × 427')")
    browser.ask("document.getElementById('format').value = 'webp'; document.getElementById('widths').value = '100, 200'")
    browser.ask("document.getElementById('format').onchange()")
    browser.wait_for(f"{WIDTHS} === '100,200'")
    assert browser.ask("document.querySelector('#pictures a').download") == "100x67.webp"
    assert "srcset" in browser.ask("document.getElementById('html').textContent")
    check_the_archive(server, photo.read_bytes())

    with tempfile.TemporaryDirectory() as notes:
        for name, content, complaint in [
            ("notes.jpg", b"no photo at all", "This is not a JPEG, PNG or WebP"),
            ("half.jpg", photo.read_bytes()[:5000], "This picture is broken: unexpected end of data"),
        ]:
            path = pathlib.Path(notes, name)
            path.write_bytes(content)
            browser.choose_files("#file", path)
            browser.wait_for(f"{STATE} === {json.dumps(complaint)}")
    assert browser.ask("document.getElementById('results').hidden")
    browser.look(folder / "darkroom-refused.png", 800, "light")
    # The browser reports the answers that were errors; there must be no others.
    refused = [error for error in browser.errors if "status of 4" in str(error)]
    assert len(refused) == len(browser.errors) == 2, browser.errors
    browser.errors.clear()


if __name__ == "__main__":
    click_through(check)
