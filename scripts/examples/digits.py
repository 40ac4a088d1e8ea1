"""Draws a digit and trains a forest on the page of the digit desk: digits.py BROWSER PROGRAM FOLDER."""

from browser import click_through

DIGIT = "document.getElementById('digit')?.textContent"
MODEL = "document.getElementById('model')?.textContent"


def draw(browser, *strokes):
    """Draws with the mouse; places are parts of the paper's width."""
    left, top, width = browser.ask("(({x, y, width}) => [x, y, width])(document.getElementById('paper').getBoundingClientRect())")

    def mouse(kind, place, buttons):
        x, y = (corner + width * part for corner, part in zip((left, top), place))
        browser.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=buttons, clickCount=1)

    for stroke in strokes:
        mouse("mousePressed", stroke[0], 1)
        for place in stroke[1:]:
            mouse("mouseMoved", place, 1)
        mouse("mouseReleased", stroke[-1], 0)


def check(browser, server, folder):
    browser.wait_for(f"/^Forest 1: 50 trees/.test({MODEL})")
    draw(browser, [(0.5, 0.15), (0.5, 0.4), (0.5, 0.65), (0.5, 0.85)])
    browser.wait_for(f"{DIGIT} === '1'")
    browser.ask("document.getElementById('clear').click()")
    browser.wait_for(f"{DIGIT} === '–'")
    draw(browser, [(0.5, 0.15), (0.3, 0.3), (0.27, 0.5), (0.3, 0.7), (0.5, 0.85), (0.7, 0.7), (0.73, 0.5), (0.7, 0.3), (0.5, 0.15)])
    browser.wait_for(f"{DIGIT} === '0'")
    light = browser.look(folder / "digits.png", 1000, "light")
    assert light != browser.look(folder / "digits-dark.png", 1000, "dark")
    browser.look(folder / "digits-phone.png", 390, "light")

    # Somebody else's digit, and another forest: it is read again.
    browser.ask("document.getElementById('sample').click()")
    browser.wait_for("/wrote this as/.test(document.getElementById('state').textContent)")
    browser.ask("document.getElementById('trees').value = 120; document.getElementById('train').click()")
    browser.wait_for(f"/^Forest 2: 120 trees/.test({MODEL})")
    browser.wait_for("/Forest 2/.test(document.getElementById('votes').getAttribute('aria-label'))")
    browser.ask("document.getElementById('trees').value = 0; document.getElementById('train').click()")
    browser.wait_for("document.getElementById('state').className === 'wrong'")
    assert "trees" in browser.ask("document.getElementById('state').textContent")
    # The browser reports the answer that was an error; there must be no others.
    assert len(browser.errors) == 1 and "status of 422" in str(browser.errors), browser.errors
    browser.errors.clear()


if __name__ == "__main__":
    click_through(check)
