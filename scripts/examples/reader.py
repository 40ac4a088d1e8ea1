"""Reads a page and finds a face in the page of the reader: reader.py BROWSER PROGRAM FOLDER."""

import os
import pathlib
import tempfile

from browser import click_through

MODELS = pathlib.Path(os.environ.get("BRIGADE_MODELS") or "target/models")
STATE = "document.getElementById('state').textContent"
WORDS = "[...document.querySelectorAll('li span')].map(line => line.textContent).join('|')"
MARKS = "document.querySelectorAll('polygon').length"


def check(browser, server, folder):
    browser.wait_for("document.getElementById('example') !== null")
    # What the page itself writes down is read.
    browser.ask("document.getElementById('example').click()")
    browser.wait_for(f"/^[45] lines in /.test({STATE})")
    words = browser.ask(WORDS).lower()
    assert "shopping" in words and "pickles" in words, words
    browser.wait_for("document.querySelector('img').complete && !document.querySelector('main').hidden")
    browser.look(folder / "reader-example.png", 1000, "light")

    browser.choose_files("input[type=file]", MODELS / "pictures/page.png")
    browser.wait_for(f"/^[678] lines in /.test({STATE})")
    assert "segmentation" in browser.ask(WORDS), browser.ask(WORDS)
    assert browser.ask(MARKS) == browser.ask("document.querySelectorAll('li').length")
    # Who goes through the list by keyboard sees where each line is. A page without a window has no focus by itself.
    browser.call("Emulation.setFocusEmulationEnabled", enabled=True)
    browser.ask("document.querySelector('li').focus()")
    browser.wait_for("document.querySelector('polygon').classList.contains('on')")
    browser.look(folder / "reader-page.png", 1000, "light")
    browser.look(folder / "reader-narrow.png", 400, "dark")

    browser.ask("document.getElementById('faces').click()")
    browser.wait_for(f"{STATE}.startsWith('No face was found.')")
    browser.choose_files("input[type=file]", MODELS / "pictures/astronaut.png")
    browser.wait_for(f"{STATE}.startsWith('1 face in ')")
    browser.wait_for("document.querySelector('img').complete && !document.querySelector('main').hidden")
    browser.look(folder / "reader-faces.png", 1000, "dark")
    assert not browser.errors, browser.errors

    # What is wrong is said, and the next picture is looked at all the same.
    with tempfile.TemporaryDirectory() as other:
        notes = pathlib.Path(other, "notes.png")
        notes.write_text("no picture")
        browser.choose_files("input[type=file]", notes)
        browser.wait_for(f"{STATE}.startsWith('Not a picture')")
        browser.look(folder / "reader-wrong.png", 1000, "light")
        # The browser reports the answer that was an error.
        assert len(browser.errors) == 1 and "415" in str(browser.errors), browser.errors
        browser.errors.clear()
        browser.choose_files("input[type=file]", MODELS / "pictures/astronaut.png")
        browser.wait_for(f"{STATE}.startsWith('1 face in ')")
    browser.ask("document.getElementById('text').click()")
    browser.choose_files("input[type=file]", MODELS / "pictures/page.png")
    browser.wait_for(f"/^[678] lines in /.test({STATE})")


if __name__ == "__main__":
    click_through(check)
