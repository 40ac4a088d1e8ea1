"""Logs in with the button of Swagger UI, in a browser: authorize.py BROWSER SERVER.

The server is FastAPI's program with tokens and scopes.
"""

import sys
import tempfile

from browser import Browser, Server

# React keeps values of its own, so a text must come by the element's own setter, with an event.
TYPE = """(selector, text) => {
    const input = document.querySelector(selector);
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def check(browser, port):
    browser.call("Page.navigate", url=f"http://127.0.0.1:{port}/docs")
    browser.wait_for("document.querySelector('.btn.authorize') !== null")
    browser.ask("document.querySelector('.btn.authorize').click()")
    browser.wait_for("document.querySelector('#oauth_username') !== null")
    browser.ask(f"({TYPE})('#oauth_username', 'johndoe')")
    browser.ask(f"({TYPE})('#oauth_password', 'secret')")
    browser.ask("[...document.querySelectorAll('.scopes input[type=checkbox]')].forEach(box => box.click())")
    browser.ask("document.querySelector('.auth-btn-wrapper .authorize').click()")
    browser.wait_for("[...document.querySelectorAll('.auth-btn-wrapper button')].some(button => button.textContent === 'Logout')")
    browser.ask("document.querySelector('.btn-done').click()")
    browser.ask("document.querySelector('[id$=read_own_items_users_me_items__get] .opblock-summary-control').click()")
    browser.wait_for("document.querySelector('.try-out__btn') !== null")
    browser.ask("document.querySelector('.try-out__btn').click()")
    browser.wait_for("document.querySelector('.btn.execute') !== null")
    browser.ask("document.querySelector('.btn.execute').click()")
    browser.wait_for("document.querySelector('.live-responses-table tbody .response-col_status')?.textContent.startsWith('200')")
    assert "johndoe" in browser.ask("document.querySelector('.live-responses-table').textContent")
    assert not browser.errors, browser.errors


def main(program, tutorials):
    server = Server(tutorials, "--app", "security/tutorial005")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            check(browser, server.port)
        finally:
            browser.stop()
            server.stop()
    print("Swagger UI logs in, and calls an operation that asks for scopes.")


if __name__ == "__main__":
    main(*sys.argv[1:])
