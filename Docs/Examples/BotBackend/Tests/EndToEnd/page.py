#!/usr/bin/env python3
"""The live page in a headless Chromium, on a desk and on a phone, light and dark: `page.py EXECUTABLE [SCREENSHOTS]`."""
import pathlib
import sys
import tempfile
import time
import urllib.parse

import backend as service
from backend import Backend, webhook

ROOT = pathlib.Path(__file__).resolve().parents[5]
sys.path.insert(0, str(ROOT / "Tests/Page"))
from browser import DESK, PHONE, Browser, Keys  # noqa: E402

NUMBER = "+14155550123"


def rows(browser):
    """Each open call's link, direction, state with its flags, and with whom it is."""
    return browser.run("""return [...document.querySelectorAll('#open tbody tr')].map((row) =>
        [0, 1, 2, 4].map((cell) => row.children[cell].innerText.replace(/\\s+/g, ' ')))""")


def texts(browser, selector):
    return browser.run("return [...document.querySelectorAll(arguments[0])].map((item) => item.innerText)", selector)


def fits(browser):
    return browser.run("return document.documentElement.scrollWidth <= innerWidth")


def play(backend, prefix):
    """Some calls: one that was requested long ago, one that rings, one that talks, one with an illegal event."""
    now = time.time()
    backend.post_events([
        {"action": "dialout-requested", "sessionId": f"{prefix}overdue", "destination": NUMBER, "timestamp": now - 120},
        {"action": "session-correlated", "sessionId": f"{prefix}overdue", "correlationId": "order-42", "timestamp": now},
        {"action": "dialout-connected", "sessionId": f"{prefix}ringing", "destination": NUMBER, "timestamp": now - 8},
        {"action": "dialin-connected", "sessionId": f"{prefix}talking", "sipFrom": f"sip:{NUMBER}@example.com",
         "timestamp": now - 75},
        {"action": "dialout-stopped", "sessionId": f"{prefix}broken", "destination": NUMBER, "timestamp": now - 9},
        {"action": "dialout-answered", "sessionId": f"{prefix}broken", "timestamp": now - 5},
    ])


def check(backend, browser, prefix, shoot):
    address = f"http://127.0.0.1:{backend.port}"
    live = lambda state: browser.wait(state, lambda: browser.text("#link") == state)
    play(backend, prefix)

    # A person without the cookie is asked for the token, and told if it is wrong.
    browser.driver.get(address)
    assert browser.driver.current_url.endswith("/login")
    browser.one("#token").send_keys("not the token", Keys.ENTER)
    browser.wait("alert", lambda: browser.all("[role=alert]"))
    assert browser.faint() == [] and fits(browser)
    shoot("login")
    browser.one("#token").send_keys(service.READ_TOKEN, Keys.ENTER)
    live("live")

    # How all calls stand: three open ones, an alarm for the overdue and one for the illegal, nothing personal.
    browser.wait("3 open", lambda: browser.text("#count") == "3 open")
    browser.wait("overdue", lambda: any("overdue" in row[2] for row in rows(browser)))
    by_id = {row[0]: row for row in rows(browser)}
    short = lambda name: (prefix + name)[:8]
    assert set(by_id) == {short("overdue"), short("ringing"), short("talking")}, by_id
    assert by_id[short("overdue")][2] == "ready overdue" and "order-42" in by_id[short("overdue")][3], by_id
    assert by_id[short("ringing")][1:3] == ["dial-out", "connected"], by_id
    alarms = texts(browser, "#alarms li")
    assert len(alarms) == 2 and any("for too long" in text for text in alarms), alarms
    assert any("dialout-answered is illegal in stopped" in text for text in alarms), alarms
    assert "4155550123" not in browser.driver.page_source and "0123" in browser.driver.page_source
    assert browser.faint() == [], browser.faint()
    assert fits(browser)
    spoken = browser.spoken()
    for role, name in [("heading", "Open calls"), ("heading", "Alarms"), ("status", ""), ("link", short("ringing")),
                       ("table", "")]:
        assert any(r == role and n.startswith(name) for r, n in spoken), (role, name)
    shoot("page")

    # What happens is seen as it happens.
    backend.post_events([{"action": "dialout-answered", "sessionId": f"{prefix}ringing", "timestamp": time.time()}])
    browser.wait("answered", lambda: any(row[2] == "answered" for row in rows(browser)))
    assert any("connected → answered" in text for text in texts(browser, "#happened li")[:2])
    time_in_state = lambda: browser.run("return document.querySelector('#open tbody .time').innerText")
    shown = time_in_state()
    browser.wait("a clock that goes on", lambda: time_in_state() != shown)

    # What is heard of late stands where it belongs, as it does after the page was loaded again.
    late = time.time() - 300
    backend.post_events([{"action": f"dialin-{what}", "sessionId": f"{prefix}later", "timestamp": late + after}
                         for what, after in [("connected", 0), ("stopped", 1)]])
    browser.wait("late", lambda: any(short("later") in text for text in texts(browser, "#happened li")))
    moments = browser.run("return [...document.querySelectorAll('#happened time')].map((time) => time.dateTime)")
    assert moments == sorted(moments, reverse=True), moments
    assert sum("for too long" in text for text in texts(browser, "#happened li")) == 1
    browser.wait("3 open", lambda: browser.text("#count") == "3 open")

    # What comes from outside is text, whatever it looks like.
    hostile = "<b>\u202e\"&'"
    backend.post_events([{"action": "dialin-connected", "sessionId": hostile, "timestamp": time.time()}])
    browser.wait("4 open", lambda: browser.text("#count") == "4 open")
    assert not browser.all("#open b, #happened b")
    assert "\u202e" not in browser.text("main")
    assert backend.get("/calls/" + urllib.parse.quote(hostile, safe=""))
    backend.post_events([{"action": "dialin-stopped", "sessionId": hostile, "timestamp": time.time() + 0.1}])
    browser.wait("3 open", lambda: browser.text("#count") == "3 open")
    assert browser.complaints() == [] or all(url.startswith(address) for url in browser.complaints())

    # The service is killed and comes back: so does the page, with what happened meanwhile.
    backend.kill()
    browser.wait("lost", lambda: "lost" in browser.text("#link"))
    shoot("lost")
    backend.start()
    backend.post_events([{"action": "dialout-stopped", "sessionId": f"{prefix}ringing", "timestamp": time.time()}])
    live("live")
    browser.wait("2 open", lambda: browser.text("#count") == "2 open")
    # While it was away the console said so; nothing else is wrong.
    complaints = browser.complaints()
    assert all("net::ERR" in text or text.startswith(address) for text in complaints), complaints

    # By keyboard to a call, and into its timeline.
    for _ in range(10):
        if browser.run("return document.activeElement.matches('#open tbody a')"):
            break
        browser.press(Keys.TAB)
    browser.press(Keys.ENTER)
    browser.wait("timeline", lambda: "/timeline.html" in browser.driver.current_url)
    browser.wait("opened", lambda: browser.run("return document.documentElement.classList.contains('opened')"))
    assert "4155550123" not in browser.driver.page_source
    assert fits(browser)
    shoot("timeline")
    # On a phone the call covers the page until it is closed.
    if browser.is_phone:
        browser.press(Keys.ESCAPE)
    browser.one("header a").click()
    browser.wait("home", lambda: urllib.parse.urlparse(browser.driver.current_url).path == "/")
    live("live")
    backend.post_events([{"action": f"{direction}-stopped", "sessionId": f"{prefix}{name}", "timestamp": time.time()}
                         for direction, name in [("dialout", "overdue"), ("dialin", "talking")]])
    browser.wait("0 open", lambda: browser.text("#count") == "0 open")
    assert browser.one("#open .empty").is_displayed()
    complaints = browser.complaints()
    assert all(text.startswith(address) for text in complaints), complaints


def main():
    executable = pathlib.Path(sys.argv[1])
    screenshots = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as folder:
        backend = Backend(executable, pathlib.Path(folder) / "calls", "--keep-alive", "1")
        for size, scheme in [(DESK, "light"), (PHONE, "light"), (DESK, "dark"), (PHONE, "dark")]:
            browser = Browser(size, scheme)
            # Illegal events stay in the alarms until their calls are forgotten, so each has a service of its own.
            if backend.process.poll() is not None:
                backend = Backend(executable, pathlib.Path(folder) / f"calls-{size[0]}-{scheme}", "--keep-alive", "1")
            check(backend, browser, f"{size[0] % 100:02d}{scheme[0]}", lambda name: browser.shoot(
                screenshots, f"{name}-{size[0]}-{scheme}"))
            browser.close()
            assert backend.stop() == 0, backend.log
    print("backend: the live page says what happens, at 1280 and 390 pixels, light and dark")


if __name__ == "__main__":
    main()
