"""Talks in the chat of the examples, in two windows of a browser: chat.py BROWSER SERVER FOLDER."""

import pathlib
import sys
import tempfile

from browser import Browser, Server

LINES = "[...document.querySelectorAll('#remarks li')].map(line => line.textContent).join('|')"
STATE = "document.getElementById('state')?.textContent"


def enter(browser, name):
    browser.ask(f"document.querySelector('#enter input').value = {name!r}; document.querySelector('#enter button').click()")


def say(browser, text):
    browser.ask(f"document.querySelector('#say input').value = {text!r}; document.querySelector('#say button').click()")


def check(ann, bob, server, program, folder):
    for browser in (ann, bob):
        browser.call("Page.navigate", url=f"http://127.0.0.1:{server.port}/")
        browser.wait_for(f"{STATE} === 'reading along'")
    enter(ann, "Ann")
    ann.wait_for(f"{STATE} === 'you are Ann'")
    # Who only reads gets it as an event.
    bob.wait_for(f"{LINES} === 'Ann came in'")
    enter(bob, "Ann")
    bob.wait_for(f"{STATE} === 'somebody is called that already'")
    # The browser reports the handshake that was refused.
    assert len(bob.errors) == 1 and "409" in str(bob.errors), bob.errors
    bob.errors.clear()
    enter(bob, "Bob")
    bob.wait_for(f"{STATE} === 'you are Bob'")
    say(ann, "<b>hello</b>")
    say(bob, "hi")
    for browser in (ann, bob):
        browser.wait_for(f"{LINES} === 'Ann came in|Bob came in|Ann<b>hello</b>|Bobhi'")
    ann.look(folder / "chat.png", 800, "light")
    assert not ann.errors and not bob.errors, (ann.errors, bob.errors)
    # A server that comes back finds its guests again, once each.
    server.stop()
    ann.wait_for(f"{STATE} === 'connecting …'")
    again = Server(program, port=server.port)
    try:
        for browser, name in ((ann, "Ann"), (bob, "Bob")):
            browser.wait_for(f"{STATE} === 'you are {name}'")
        say(bob, "again")
        ann.wait_for(f"{LINES}.endsWith('|Bobagain')")
        bob.call("Page.navigate", url="about:blank")
        ann.wait_for(f"{LINES}.endsWith('|Bob left')")
    finally:
        again.stop()


def main(browser_program, program, folder):
    server = Server(program)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profiles:
        browsers = []
        try:
            for name in ("ann", "bob"):
                profile = pathlib.Path(profiles, name)
                profile.mkdir()
                browsers.append(Browser(browser_program, profile))
            check(*browsers, server, program, pathlib.Path(folder))
        finally:
            for browser in browsers:
                browser.stop()
            server.stop()
    print("Two windows talk, and find the chat again after a restart.")


if __name__ == "__main__":
    main(*sys.argv[1:])
