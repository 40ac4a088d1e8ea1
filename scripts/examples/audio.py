"""Cleans recordings in a browser: audio.py BROWSER PROGRAM FOLDER."""

import os
import pathlib
import tempfile
import urllib.request

from browser import click_through

MODELS = pathlib.Path(os.environ.get("BRIGADE_MODELS") or "target/models")
DONE = "document.querySelectorAll('article.done').length"
FAILED = "document.querySelectorAll('article.failed').length"
WRONG = "document.querySelector('article .wrong').textContent"


def colours(browser, side):
    """How many colours a spectrogram has."""
    return browser.ask(f"""(() => {{
        const canvas = document.querySelector('article .{side} .spectrum');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return new Set(new Uint32Array(pixels.buffer)).size;
    }})()""")


def check(browser, server, folder):
    browser.wait_for("document.readyState === 'complete'")
    browser.look(folder / "audio-begin.png", 1000, "light")
    browser.ask("document.getElementById('example').click()")
    browser.wait_for(f"{DONE} === 1")
    assert "1 segment." in browser.ask("document.querySelector('.found').textContent")
    assert colours(browser, "before") > 40 and colours(browser, "after") > 40
    # Both players can play, and a segment is played where it is.
    browser.wait_for("[...document.querySelectorAll('audio')].every(player => player.readyState > 0)")
    # Sound begins where a person has clicked, not a script.
    play = "document.querySelector('.segments button').click()"
    browser.call("Runtime.evaluate", expression=play, userGesture=True)
    browser.wait_for("document.querySelector('.after audio').currentTime >= 1.5")
    browser.ask("document.querySelector('.after audio').pause()")
    address = browser.ask("document.querySelector('.links a').href")
    assert urllib.request.urlopen(address).read(4) == b"RIFF"
    browser.look(folder / "audio-light.png", 1000, "light")

    # Several at once: each has its card, the newest first.
    names = ["0880", "0890", "0930"]
    browser.choose_files("input[type=file]", *(MODELS / f"speech/{name}.wav" for name in names))
    browser.wait_for(f"{DONE} === 4")
    assert browser.ask("[...document.querySelectorAll('h2')].map(title => title.textContent).join()") == (
        "0930.wav,0890.wav,0880.wav,a noisy example.wav"
    )
    browser.look(folder / "audio-dark.png", 1000, "dark")
    browser.look(folder / "audio-narrow.png", 390, "light")
    assert not browser.errors, browser.errors

    # What is wrong is said in the card.
    with tempfile.TemporaryDirectory() as made:
        text, half = pathlib.Path(made, "notes.txt"), pathlib.Path(made, "half.wav")
        text.write_text("no recording")
        half.write_bytes((MODELS / "speech/0870.wav").read_bytes()[:100_000])
        for count, (file, expected) in enumerate([
            (text, "This is no recording in WAV, FLAC, MP3 or Ogg Vorbis."),
            (half, "The recording breaks off after 3.1 of 7.1 seconds."),
        ]):
            browser.choose_files("input[type=file]", file)
            browser.wait_for(f"{FAILED} === {count + 1}")
            assert browser.ask(WRONG) == expected, browser.ask(WRONG)
        # The browser reports each refusal.
        assert len(browser.errors) == 2 and all("status of 4" in str(error) for error in browser.errors), browser.errors
        browser.errors.clear()
        browser.look(folder / "audio-errors.png", 1000, "light")

        # Minutes of speech take a while: stopping in the midst leaves what was drawn.
        sentence = (MODELS / "speech/0870.wav").read_bytes()
        samples = sentence[44:] * 80
        head = sentence[:4] + (len(samples) + 36).to_bytes(4, "little") + sentence[8:40] + len(samples).to_bytes(4, "little")
        long = pathlib.Path(made, "long.wav")
        long.write_bytes(head + samples)
        browser.choose_files("input[type=file]", long)
        browser.wait_for("document.querySelector('article progress')?.value > 0.02")
        browser.ask("document.querySelector('article .stop').click()")
        browser.wait_for(f"{FAILED} === 3")
        assert browser.ask(WRONG) == "Stopped."
        browser.look(folder / "audio-stopped.png", 1000, "dark")


if __name__ == "__main__":
    click_through(check)
