"""Asks a licence a question and has files recognised, as click_through says."""

import pathlib

from browser import click_through

HITS = "document.querySelectorAll('#hits li')"
READ = "document.getElementById('read').textContent"
ASK = "document.querySelector('#question input').value = {!r}; document.querySelector('#question button').click()"
KINDS = "[...document.querySelectorAll('#kinds li')].map(item => item.querySelector('.state').textContent)"


def check(browser, server, folder):
    browser.wait_for("document.querySelector('[data-sample=licence]') !== null")
    browser.ask("document.querySelector('[data-sample=licence]').click()")
    browser.wait_for(f"/^\\d+ passages read in/.test({READ})")
    browser.ask(ASK.format("may I sell copies of it?"))
    browser.wait_for(f"{HITS}.length === 5 && {HITS}[0].textContent.includes('passage')")
    browser.look(folder / "search-light.png", 900, "light")
    browser.look(folder / "search-dark.png", 900, "dark")
    browser.look(folder / "search-phone.png", 390, "light")

    # A text of one's own; and one that is too long, of which the server says so.
    browser.ask("document.getElementById('text').value = 'Cats sleep a lot.\\n\\nDogs like to run in the park with their owners.'")
    browser.ask(ASK.format("which animal is lazy?"))
    browser.wait_for(f"{HITS}.length === 1 && {HITS}[0].textContent.includes('Cats')")
    browser.ask("document.getElementById('text').value = 'word '.repeat(50000)")
    browser.ask(ASK.format("which animal is lazy?"))
    browser.wait_for(f"{READ} === 'String should have at most 200000 characters'")
    assert [error["entry"]["text"] for error in browser.errors if "422" in str(error)] and len(browser.errors) == 1, browser.errors
    browser.errors.clear()

    browser.ask("document.getElementById('tab-files').click()")
    here = pathlib.Path(__file__)
    empty = folder / "empty"
    empty.write_bytes(b"")
    browser.choose_files("#chosen", here, here.parent.parent.parent / "LICENSE-MIT", folder / "search-dark.png", empty)
    browser.wait_for(f"{KINDS}.length === 4 && !{KINDS}.includes('…')")
    kinds = browser.ask(f"{KINDS}.sort().join('|')")
    expected = ["The file is empty", "Generic text document", "PNG image (image", "Python source"]
    assert all(kind in kinds for kind in expected), kinds
    assert len(browser.errors) == 1 and "422" in str(browser.errors), browser.errors
    browser.errors.clear()
    browser.look(folder / "search-files.png", 900, "light")


if __name__ == "__main__":
    click_through(check)
