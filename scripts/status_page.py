"""What scripts/check-pages checks: status_page.py BROWSER SERVER FOLDER.

The server is the guide's program on observability. The browser is spoken to in its own protocol, so that there is no driver
whose version must fit.
"""

import base64
import http.client
import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import prometheus_client.parser
import websocket

SECONDS_MAX = 60


def wait_for(what, question):
    """Asks until there is an answer; the machine may be slow, so the time is long."""
    end = time.monotonic() + SECONDS_MAX
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.1)
    raise SystemExit(f"{what}: not within {SECONDS_MAX} s")


class Server:
    def __init__(self, program, port=0):
        arguments = [program, "--app", "guide/observability", "--port", str(port)]
        self.process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                break
        else:
            raise SystemExit("the server did not start")
        # Somebody must read what it writes, or it would wait.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def get(self, path):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}").read().decode()

    def stop(self):
        self.process.terminate()
        self.process.wait()


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


class Browser:
    def __init__(self, program, profile):
        arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--remote-debugging-port=0"]
        command = [program, *arguments, f"--user-data-dir={profile}", "about:blank"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        port_file = pathlib.Path(profile, "DevToolsActivePort")
        port = wait_for("the browser's port", lambda: port_file.exists() and port_file.read_text().partition("\n")[0])
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list"))
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        self.socket = websocket.create_connection(address, suppress_origin=True, timeout=SECONDS_MAX)
        self.numbers, self.errors, self.requests = itertools.count(1), [], 0
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]
            self.hear(message.get("method"), message.get("params"))

    def hear(self, event, parameters):
        is_error = (
            event == "Runtime.exceptionThrown"
            or event == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert")
            or event == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning")
        )
        if is_error:
            self.errors.append(parameters)
        if event == "Network.requestWillBeSent" and "/brigade/data" in parameters["request"]["url"]:
            self.requests += 1

    def ask(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, (expression, result)
        return result["result"].get("value")

    def wait_for(self, expression):
        return wait_for(expression, lambda: self.ask(expression))

    def look(self, path, width, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=2, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        picture = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(picture["data"]))
        assert self.ask("document.documentElement.scrollWidth") <= width, f"{path} must be scrolled sideways"
        return self.ask("getComputedStyle(document.documentElement).backgroundColor")

    def stop(self):
        self.process.terminate()
        self.process.wait()


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
    again = Server(program, server.port)
    try:
        browser.wait_for("document.body?.className === 'live' && document.querySelectorAll('ol > li.unused').length === 5")
    finally:
        again.stop()


def main(browser_program, server_program, folder):
    folder = pathlib.Path(folder)
    # Snap's and Debian's builds may write there, and it goes away whatever happens.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        server, browser = Server(server_program), Browser(browser_program, profile)
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
