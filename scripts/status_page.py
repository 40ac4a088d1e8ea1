"""What scripts/check-pages checks: status_page.py BROWSER SERVER FOLDER.

The server is the guide's program on observability.
"""

import http.client
import pathlib
import sys
import tempfile
import threading
import time

import prometheus_client.parser
from browser import Browser, Server, wait_for

GUIDE = ["--app", "guide/observability"]


class Load:
    """Clients that ask for everything but the salad, until they are stopped."""

    def __init__(self, port):
        self.port, self.over = port, threading.Event()
        paths = ["/primes", "/primes", "/primes", "/recipes/soup", "/recipes/stew", "/burgers/1", "/burgers/2", "/gossip"]
        self.threads = [threading.Thread(target=self.ask, args=[path]) for path in paths]
        for thread in self.threads:
            thread.start()

    def ask(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        while not self.over.is_set():
            connection.request("GET", path)
            connection.getresponse().read()
            time.sleep(0.01)

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()


class Watched(Browser):
    """Counts what the page asks the server for."""

    requests = 0

    def hear(self, event, parameters):
        super().hear(event, parameters)
        if event == "Network.requestWillBeSent" and "/brigade/data" in parameters["request"]["url"]:
            self.requests += 1


def check_the_page(browser, server, folder):
    browser.call("Page.navigate", url=f"http://127.0.0.1:{server.port}/brigade")
    browser.wait_for("document.body?.className === 'live'")
    assert browser.ask("document.querySelectorAll('ol > li.unused').length") == 5, "nobody has asked for anything"
    load = Load(server.port)
    try:
        browser.wait_for("[...document.querySelectorAll('ol > li')].map(row => row.classList[0]).join() === 'busy,busy,busy,trouble,unused'")
        browser.wait_for("/^Works .* requests a second/.test(document.querySelector('ol > li p').textContent)")
        browser.wait_for("document.querySelectorAll('#cores path[d]').length === 5")
        browser.wait_for("/Held up others .*: it is blocked in/.test(document.querySelectorAll('ol > li p')[3].textContent)")
        edges = "[...document.querySelectorAll('li.busy .edge')].map(edge => edge.getAttribute('d')).join()"
        before = browser.ask(edges)
        wait_for("plots that move", lambda: browser.ask(edges) not in ("", before))
        families = {family.name for family in prometheus_client.parser.text_string_to_metric_families(server.get("/metrics"))}
        assert {"brigade_operation_requests", "brigade_operation_queue_wait_seconds", "brigade_cores"} <= families, families
        # Enough for a plot that one can judge.
        time.sleep(10)
        light = browser.look(folder / "light.png", 1180, "light")
        dark = browser.look(folder / "dark.png", 1180, "dark")
        browser.look(folder / "phone.png", 390, "light")
        assert light != dark, "the page is dark where people want it dark"
    finally:
        load.stop()


def check_that_it_pauses(browser):
    show = "Object.defineProperty(document, 'hidden', {{ value: {0}, configurable: true }}); document.dispatchEvent(new Event('visibilitychange'))"
    browser.ask(show.format("true"))
    # One request may be on its way.
    time.sleep(1)
    browser.ask("0")
    before = browser.requests
    time.sleep(3)
    browser.ask("0")
    assert browser.requests == before, "nobody looks, and it asks"
    browser.ask(show.format("false"))
    wait_for("requests for the data", lambda: browser.ask("0") == 0 and browser.requests > before)


def check_that_it_says_when_the_server_is_gone(browser, server, program):
    assert not browser.errors, browser.errors
    server.stop()
    browser.wait_for("document.body.className === 'lost' && /^no answer from the server for \\d+ s$/.test(document.getElementById('state').textContent)")
    again = Server(program, *GUIDE, port=server.port)
    try:
        browser.wait_for("document.body?.className === 'live' && document.querySelectorAll('ol > li.unused').length === 5")
    finally:
        again.stop()


def main(browser_program, server_program, folder):
    folder = pathlib.Path(folder)
    # Snap's and Debian's builds may write there, and it goes away whatever happens.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        server, browser = Server(server_program, *GUIDE), Watched(browser_program, profile)
        try:
            check_the_page(browser, server, folder)
            check_that_it_pauses(browser)
            check_that_it_says_when_the_server_is_gone(browser, server, server_program)
        finally:
            browser.stop()
            server.stop()
    print(f"The page shows what it should; pictures are in {folder}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
