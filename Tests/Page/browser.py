"""A headless Chromium that tells what a page did: its console, its requests, and what a screen reader is told."""
import base64
import json
import shutil
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys  # noqa: F401, for those who import this

DESK, PHONE = (1280, 900), (390, 844)


class Browser:
    def __init__(self, size, scheme="light"):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         f"--window-size={size[0]},{size[1]}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
        self.is_phone = size == PHONE
        self.cdp("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1,
                 mobile=self.is_phone)
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def cdp(self, command, **parameters):
        return self.driver.execute_cdp_cmd(command, parameters)

    def open(self, page, address=""):
        self.driver.get("about:blank")
        self.driver.get(f"file://{page}{address}")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """The text of an element; `None` where there is none, as on a page that gives way to the next."""
        return self.run("return document.querySelector(arguments[0])?.innerText", selector)

    def press(self, *keys):
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def drag(self, element, start, end):
        """From one share of an element's width to another."""
        width = element.size["width"]
        webdriver.ActionChains(self.driver).move_to_element_with_offset(element, int(width * (start - 0.5)), 0) \
            .click_and_hold().move_by_offset(int(width * (end - start)), 0).release().perform()

    def wait(self, meaning, condition, seconds=10):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.02)
        raise AssertionError(f"not within {seconds} s: {meaning}")

    def spoken(self):
        """Role and name of everything in the accessibility tree."""
        nodes = self.cdp("Accessibility.getFullAXTree")["nodes"]
        return [(node.get("role", {}).get("value"), node.get("name", {}).get("value", ""))
                for node in nodes if not node.get("ignored")]

    def faint(self, least=4.5):
        """Every text on the screen that does not stand out from its ground as WCAG asks, but for disabled controls."""
        return self.run("""
            const parts = (colour) => {
                const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
                return colour.startsWith("color(") ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
            };
            const over = (front, back) => front.slice(0, 3).map((c, i) => c * front[3] + back[i] * (1 - front[3]));
            const light = (colour) => colour.map((c) => c / 255)
                .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const ground = (element) => {
                if (!element) return [255, 255, 255];
                const colour = parts(getComputedStyle(element).backgroundColor);
                return colour[3] === 1 ? colour.slice(0, 3) : over(colour, ground(element.parentElement));
            };
            const found = [];
            for (const element of document.querySelectorAll("body *")) {
                const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
                if (!text || element.closest("script, style, title, desc, :disabled, [aria-hidden], .hidden, option")) continue;
                if (!element.checkVisibility() || element.closest(".diagram, .inside")) continue;
                const style = getComputedStyle(element);
                const back = ground(element);
                const front = over(parts(element.closest("svg") ? style.fill : style.color), back);
                const [one, other] = [light(front), light(back)].sort((a, b) => b - a);
                const contrast = (one + 0.05) / (other + 0.05);
                if (contrast < arguments[0]) found.push(`${text.slice(0, 40)}: ${contrast.toFixed(2)}`);
            }
            return found""", least)

    def shoot(self, folder, name):
        if folder:
            self.driver.save_screenshot(str(folder / f"{name}.png"))

    def print(self):
        return base64.b64decode(self.cdp("Page.printToPDF", printBackground=True)["data"])

    def complaints(self):
        """What the console says, and every request but that for the page itself, since the last time."""
        messages = [entry["message"] for entry in self.driver.get_log("browser")]
        requests = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                requests.append(message["params"]["request"]["url"])
        return messages + [url for url in requests if not url.startswith(("file:///", "about:", "data:"))]

    def close(self):
        self.driver.quit()
