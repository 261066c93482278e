"""Open dashboards in headless Chromium and tell what is on the page; run by Superset's own interpreter.

Selenium comes with Superset's locked packages, so the browser needs nothing more in the product's environment.
Reads a JSON request from standard input, writes a JSON answer to standard output.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

WIDTH, HEIGHT = 1440, 1400
READY_SECONDS = 60
BUSY = ".loading, .ant-spin-spinning"


def main() -> None:
    """Log in once, then look at each dashboard."""
    request = json.load(sys.stdin)
    driver = _driver(request)
    try:
        _log_in(driver, request)
        json.dump({slug: _look(driver, request, slug) for slug in request["dashboards"]}, sys.stdout)
    finally:
        driver.quit()


def _driver(request: dict[str, Any]) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=fr"):
        options.add_argument(argument)
    options.add_argument(f"--window-size={WIDTH},{HEIGHT}")
    options.binary_location = request["chromium"]
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(request["chromedriver"]))


def _log_in(driver: webdriver.Chrome, request: dict[str, Any]) -> None:
    driver.get(request["url"] + "/login/")
    _until(lambda: driver.find_elements(By.CSS_SELECTOR, "input[type=password]"))
    driver.find_element(By.CSS_SELECTOR, "input[type=text], #username").send_keys(request["login"])
    driver.find_element(By.CSS_SELECTOR, "input[type=password]").send_keys(request["password"])
    driver.find_element(By.CSS_SELECTOR, "form button").click()
    _until(lambda: "/login" not in driver.current_url)


def _look(driver: webdriver.Chrome, request: dict[str, Any], slug: str) -> dict[str, Any]:
    driver.set_window_size(WIDTH, HEIGHT)
    driver.get_log("performance")
    started = time.monotonic()
    driver.get(f"{request['url']}/superset/dashboard/{slug}/")
    _ready(driver)
    seconds = time.monotonic() - started
    height = driver.execute_script("return document.querySelector('.grid-container').scrollHeight + 400")
    driver.set_window_size(WIDTH, min(int(height), 6000))
    time.sleep(1)
    _ready(driver)
    driver.save_screenshot(str(Path(request["pictures"]) / f"{slug}.png"))
    traffic = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    seen = {
        "text": _text(driver),
        "seconds": seconds,
        "outside": _outside(traffic, request["url"]),
        "refused": _refused(traffic),
        "computed": _computed(driver, traffic),
    }
    click = request["clicks"].get(slug)
    if click:
        (cell,) = [item for item in driver.find_elements(By.CSS_SELECTOR, "td") if item.text == click]
        cell.click()
        time.sleep(1)
        _ready(driver)
        seen["text_after_click"] = _text(driver)
        seen["chosen"] = len(driver.find_elements(By.CSS_SELECTOR, "path.sress-choisi"))
        driver.save_screenshot(str(Path(request["pictures"]) / f"{slug}-filtre.png"))
    seen["maps"] = len(driver.find_elements(By.CSS_SELECTOR, ".sress-carte path"))
    return seen


def _text(driver: webdriver.Chrome) -> str:
    return str(driver.find_element(By.CSS_SELECTOR, ".grid-container").text)


def _computed(driver: webdriver.Chrome, traffic: list[dict[str, Any]]) -> list[str]:
    """Charts whose answer was computed for this page; lists of values for its filters left out."""
    asked = {
        message["params"]["requestId"]: message["params"]["request"].get("postData", "")
        for message in traffic
        if message["method"] == "Network.requestWillBeSent" and "/chart/data" in message["params"]["request"]["url"]
    }
    computed = []
    for key, query in asked.items():
        if '"filter_select"' in query:
            continue
        answer = json.loads(driver.execute_cdp_cmd("Network.getResponseBody", {"requestId": key})["body"])
        if not answer["result"][0]["is_cached"]:
            computed.append(query)
    return computed


def _refused(traffic: list[dict[str, Any]]) -> list[str]:
    """Answers that the page got as an error: what a reader's role lacks shows here."""
    answers = [message["params"]["response"] for message in traffic if message["method"] == "Network.responseReceived"]
    return [f"{answer['status']} {answer['url']}" for answer in answers if answer["status"] >= 400]


def _outside(traffic: list[dict[str, Any]], url: str) -> list[str]:
    """Addresses beyond this server that answered, or were waited for; what the page's policy blocks is neither."""
    asked: dict[str, str] = {}
    blocked: set[str] = set()
    for message in traffic:
        parameters = message["params"]
        if message["method"] == "Network.requestWillBeSent":
            asked[parameters["requestId"]] = parameters["request"]["url"]
        elif message["method"] == "Network.loadingFailed" and parameters.get("blockedReason") == "csp":
            blocked.add(parameters["requestId"])
    inside = (url, "data:", "blob:", "chrome")
    return sorted({there for key, there in asked.items() if key not in blocked and not there.startswith(inside)})


def _ready(driver: webdriver.Chrome) -> None:
    _until(
        lambda: driver.find_elements(By.CSS_SELECTOR, ".dashboard-component-chart-holder")
        and not driver.find_elements(By.CSS_SELECTOR, BUSY)
    )
    time.sleep(1)


def _until(condition: Any) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the page was not ready in time")
        time.sleep(0.3)


if __name__ == "__main__":
    main()
