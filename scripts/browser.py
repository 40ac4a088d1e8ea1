"""A headless Chromium, and the program whose page it shows, for the scripts that click through pages.

The browser is spoken to in its own protocol, so that there is no driver whose version must fit.
"""

import base64
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
    def __init__(self, program, *arguments, port=0):
        self.process = subprocess.Popen([program, *arguments, "--port", str(port)], stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if found := re.search(r"on http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                break
        else:
            raise SystemExit(f"{program} did not start: {''.join(said)}")
        # Somebody must read what it writes, or it would wait.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def get(self, path):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}").read().decode()

    def stop(self):
        self.process.terminate()
        self.process.wait()


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
        self.numbers, self.errors = itertools.count(1), []
        for domain in ["Page", "Runtime", "Log", "Network", "DOM"]:
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

    def ask(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, (expression, result)
        return result["result"].get("value")

    def wait_for(self, expression):
        return wait_for(expression, lambda: self.ask(expression))

    def choose_files(self, selector, *paths):
        """Does what a person does in the dialogue of an `<input type="file">`."""
        document = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=document, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(pathlib.Path(path).resolve()) for path in paths])

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


def click_through(check):
    """Runs `check(browser, server, folder)` with what the command line names: BROWSER PROGRAM FOLDER."""
    browser_program, program, folder = sys.argv[1:]
    # Snap's and Debian's builds may write there, and it goes away whatever happens.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        server, browser = Server(program), Browser(browser_program, profile)
        try:
            browser.call("Page.navigate", url=f"http://127.0.0.1:{server.port}/")
            check(browser, server, pathlib.Path(folder))
            assert not browser.errors, browser.errors
        finally:
            browser.stop()
            server.stop()
    print(f"The page of {pathlib.Path(program).name} does what it should; pictures are in {folder}.")
