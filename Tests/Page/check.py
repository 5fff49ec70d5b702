"""Check the pages of a folder in a browser: `check.py PAGES [SCREENSHOTS]`."""
import json
import pathlib
import re
import sys
import time

from browser import DESK, PHONE, Browser, Keys

HOSTILE = pathlib.Path(__file__).parent.parent / "CallTimelineRenderingTests/Golden/hostile.jsonl"


def same(actual, expected):
    assert actual == expected, f"{actual!r}, not {expected!r}"


def sessions(browser):
    return browser.run("return [...document.querySelectorAll('#lanes:not([hidden]) .lane .session')].map((cell) => cell.innerText)")


def type_into(browser, selector, text):
    element = browser.one(selector)
    element.clear()
    element.send_keys(text)


def ordinary(browser, page, shoot):
    """Search, filters, order, the axis, an open call, its neighbours, and the way back."""
    count = lambda text: browser.wait(text, lambda: browser.text("#count") == text)
    browser.open(page)
    count("5 of 5 calls")
    same(sessions(browser), ["4f1c2a", "e8a6b3", "9b77e0", "c40d11", "f00d55"])
    shoot("list")

    # What is looked for may be a message, a correlation, a Call-ID, a party; every word must be there.
    for text, found in [("FALLBACK", ["4f1c2a", "c40d11"]), ("order-42", ["9b77e0"]), ("c1@sip.daily.co", ["4f1c2a"]),
                        ("phone.example fallback", ["c40d11"]), ("nothing has this", [])]:
        type_into(browser, "#search", text)
        browser.wait(found, lambda: sessions(browser) == found)
        count(f"{len(found)} of 5 calls")
    same(browser.one("#nothing").is_displayed(), True)
    browser.one("#clear").click()
    count("5 of 5 calls")

    if browser.is_phone:
        browser.one("#more").click()
    facet = lambda text: next(item for item in browser.all(".facet") if text in item.text)
    for text, found in [("dial-in", 3), ("failed", 1)]:
        facet(text).click()
        count(f"{found} of 5 calls")
        same(facet(text).get_attribute("aria-pressed"), "true")
    shoot("filters")
    same(browser.faint(), [])
    browser.one("#clear").click()
    facet("illegal").click()
    same(sessions(browser), ["4f1c2a"])
    facet("illegal").click()
    browser.run("const s = document.getElementById('state'); s.value = '1'; s.dispatchEvent(new Event('change'))")
    same(sessions(browser), ["9b77e0"])
    browser.one("#clear").click()
    type_into(browser, "#longer", "soon")
    same(browser.one("#longer").get_attribute("aria-invalid"), "true")
    type_into(browser, "#longer", "1m")
    count("2 of 5 calls")
    browser.one("#clear").click()
    browser.run("const s = document.getElementById('sort'); s.value = 'shortest'; s.dispatchEvent(new Event('change'))")
    same(sessions(browser)[0], "f00d55")
    browser.run("const s = document.getElementById('sort'); s.value = 'start'; s.dispatchEvent(new Event('change'))")
    if browser.is_phone:
        browser.one("#more").click()

    # The axis: by pointer and by keyboard.
    window = lambda: browser.run("return document.querySelector('#strip .window').getAttribute('x')")
    before = window()
    browser.one("#in").click()
    assert window() != before and "in this stretch" in browser.text("#count")
    browser.one("#fit").click()
    same(browser.text("#count"), "5 of 5 calls")
    browser.drag(browser.one("#strip"), 0.02, 0.08)
    count("1 of 5 calls in this stretch")
    shoot("stretch")
    browser.one("#along").click()
    browser.run("""document.querySelector(".lane .bar").dispatchEvent(
        new WheelEvent("wheel", { deltaY: -200, ctrlKey: true, bubbles: true, cancelable: true, clientX: 700 }))""")
    browser.wait("the wheel zooms", lambda: "in this stretch" in browser.text("#count"))
    browser.one(".lane").send_keys("0")
    count("5 of 5 calls")
    browser.press("+")
    here = window()
    browser.press(Keys.ARROW_RIGHT)
    assert window() != here
    browser.press("l")
    count("5 of 5 calls")

    # The list by keyboard, into a call and back.
    focus = lambda: browser.run("return document.activeElement.innerText.trim()")
    browser.press(Keys.HOME, Keys.END)
    assert "f00d55" in focus()
    browser.press(Keys.PAGE_UP)
    assert "4f1c2a" in focus()
    browser.press(Keys.ENTER)
    browser.wait("the call is open", lambda: browser.one("#panel").is_displayed())
    same(browser.run("return location.hash"), "#4f1c2a")
    same(focus().split(), ["dial-out", "4f1c2a"])
    shoot("call")
    call(browser)
    same(browser.faint(), [])
    browser.run("document.querySelector('section[aria-label^=Path]').scrollIntoView()")
    shoot("path")
    browser.press("n")
    browser.wait("the next call", lambda: "e8a6b3" in focus())
    browser.press("p", Keys.ESCAPE)
    browser.wait("it is closed", lambda: not browser.one("#panel").is_displayed())
    assert "4f1c2a" in focus(), focus()
    browser.all(".lane")[0].click()
    browser.wait("the call is open", lambda: browser.one("#panel").is_displayed())
    browser.press("/")
    browser.wait("the search has the focus", lambda: browser.run("return document.activeElement.id") == "search")
    same(browser.one("#panel").is_displayed(), not browser.is_phone)
    if browser.is_phone:
        browser.all(".lane")[0].click()
        browser.wait("the call is open", lambda: browser.one("#panel").is_displayed())
    browser.driver.back()
    browser.wait("back closes it", lambda: not browser.one("#panel").is_displayed())

    browser.one("#strays").click()
    browser.wait("the events without a call", lambda: browser.one("#panel").is_displayed())
    assert "no route to +1•••••0199" in browser.text("#panel")
    shoot("unattributed")
    browser.one("#panel .close").click()

    browser.open(page, "#c40d11")
    assert "codec" in browser.text("#panel")
    paper = browser.print()
    assert paper.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", paper)) >= 2
    browser.open(page, "#nobody")
    same(browser.one("#panel").is_displayed(), False)


def call(browser):
    """What the open call 4f1c2a tells, to eyes and to a screen reader."""
    text = browser.text("#panel")
    for words in ["+8.125", "ready ⇢ answered", "connected not seen", "“fallback for +1•••••0123”", "52.625 s", "± 0.002 s",
                  "± 1.001 s", "illegal; nothing is legal any more", "1 redundant (dialout-stopped)", "webhook",
                  "c1@sip.daily.co", "(6) dialout-warning is illegal in stopped"]:
        assert words in text, words
    assert "4155550123" not in browser.run("return document.documentElement.textContent")
    same([label.text for label in browser.all(".diagram text.event.lit")],
         ["(1) dialout-requested", "(2) dialout-answered", "(3) dialout-warning", "(4) dialout-stop-requested",
          "(5) dialout-stopped"])
    spoken = browser.spoken()
    named = lambda role, part: any(part in name for known, name in spoken if known == role)
    assert named("heading", "4f1c2a") and named("columnheader", "Event") and named("button", "Close")
    assert named("image", "Path of the call over the states of a dial-out session"), spoken
    # A call that covers the page hides it from a screen reader, too.
    same(named("grid", "Calls"), not browser.is_phone)
    if not browser.is_phone:
        assert sum(role == "row" for role, _ in spoken) > 6 and named("gridcell", "9b77e0")
        assert named("image", "starts 2026-03-01T10:00:00.000Z, ready 8.125 s, answered 52.625 s, 1 skip, 1 warning, 1 illegal")


def hostile(browser, page, shoot):
    """Every call of a log that tries to be markup is text, and nothing of it runs."""
    browser.open(page)
    scripts = browser.run("return document.scripts.length")
    elements = browser.run("return new Set([...document.querySelectorAll('*')].map((e) => e.localName)).size")
    same(scripts, 2 + browser.run("return document.querySelectorAll('script[data-kind=stories], script[data-kind=strays]').length"))
    shoot("hostile")
    browser.all(".lane")[0].click()
    seen = set()
    for _ in range(60):
        seen.add(browser.text("#panel-title"))
        browser.press("n")
    for line in HOSTILE.read_text().splitlines():
        session = json.loads(line).get("sessionId", "")
        if re.search("[<>{&=]", session) and session.isprintable() and "  " not in session:
            assert any(title.endswith(session) for title in seen), session
    browser.press(Keys.ESCAPE)
    browser.one("#strays").click()
    assert "<script>alert(1)</script>" in browser.text("#panel")
    shoot("hostile-unattributed")
    same(browser.all("img, iframe, object, embed, link, b, a"), [])
    same(browser.run("return document.scripts.length"), scripts)
    assert elements < 60
    # What a policy that is right does with a script that got in all the same.
    browser.run("const s = document.createElement('script'); s.append('window.ran = 1'); document.body.append(s)")
    same(browser.run("return window.ran"), None)
    blocked = browser.complaints()
    assert len(blocked) >= 1 and all(re.search("Content Security Policy|TrustedScript", text) for text in blocked), blocked


def many(browser, page, shoot):
    """50,000 calls: how soon they show, and how smoothly they scroll."""
    browser.open(page)
    browser.wait("all calls", lambda: browser.text("#count") == "50,000 of 50,000 calls", 30)
    paint, ready = browser.run("""
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        return [paint.startTime, performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd]""")
    browser.driver.set_script_timeout(60)
    times, most = browser.driver.execute_async_script("""
        const done = arguments[0], grid = document.getElementById("lanes"), times = [];
        let last = performance.now(), most = 0;
        const frame = (now) => {
            times.push(now - last);
            last = now;
            most = Math.max(most, document.querySelectorAll(".lane").length);
            grid.scrollTop += times.length < 100 ? 90 : 12000;
            times.length < 200 ? requestAnimationFrame(frame) : done([times.slice(1), most]);
        };
        requestAnimationFrame(frame)""")
    shoot("many")
    times.sort()
    median, worst = times[len(times) // 2], times[-1]
    assert most < 80, f"{most} rows at a time"
    # Bounds for a machine without a graphics card that has other things to do.
    assert median < 150 and worst < 1500, (median, worst)
    start = time.monotonic()
    type_into(browser, "#search", "busy")
    browser.wait("1,250 calls", lambda: browser.text("#count") == "1,250 of 50,000 calls")
    searched = time.monotonic() - start
    browser.all(".lane")[3].click()
    browser.wait("the call is open", lambda: "start failed: busy" in browser.text("#panel"))
    shoot("many-call")
    print(f"page of 50,000 calls: {page.stat().st_size / 1e6:.1f} MB, first paint {paint:.0f} ms, all calls {ready:.0f} ms, "
          f"frames {median:.0f} ms median, {worst:.0f} ms worst, {most} rows at most, search {searched * 1000:.0f} ms")


def main():
    pages = pathlib.Path(sys.argv[1])
    screenshots = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if screenshots:
        screenshots.mkdir(parents=True, exist_ok=True)
    for name, size, scheme in [("desk", DESK, "light"), ("phone", PHONE, "dark"), ("desk-dark", DESK, "dark"),
                               ("phone-light", PHONE, "light")]:
        browser = Browser(size, scheme)
        try:
            shoot = lambda part: browser.shoot(screenshots, f"{part}-{name}")
            ordinary(browser, pages / "calls.html", shoot)
            same(browser.complaints(), [])
            if scheme == "light":
                many(browser, pages / "many.html", shoot)
                browser.open(pages / "none.html")
                same(browser.text("#nothing"), "The log has no calls.")
                browser.open(pages / "unread.html")
                same(browser.text("#problems summary"), "2 lines of the log could not be read")
                browser.one("#problems summary").click()
                assert "line 1, timestamp: missing field" in browser.text("#problems")
                same(browser.complaints(), [])
            hostile(browser, pages / "hostile.html", shoot)
        except Exception:
            browser.shoot(pathlib.Path("/tmp"), f"page-failed-{name}")
            print(f"page: failed at {name}; see /tmp/page-failed-{name}.png", file=sys.stderr)
            raise
        finally:
            browser.close()
    print("page: used on a desk and on a phone, light and dark, without a complaint")


main()
