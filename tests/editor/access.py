"""axe-core on a state of the page, in the light and in the dark."""

from pathlib import Path

AXE = (Path(__file__).resolve().parents[2] /
       "build/editor/node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
const [tags, rules, done] = arguments;
const only = rules === null ? { type: "tag", values: tags }
    : { type: "rule", values: rules };
axe.run(document, { runOnly: only, resultTypes: ["violations"] }).then(
    (found) => done(found.violations.map((one) => one.id + ": " + one.help +
        " " + one.nodes.slice(0, 4).map((node) => node.target.join(" ") +
            " " + (node.any[0]?.message ?? "")).join(" | "))),
    (failure) => done(["axe: " + failure]));
"""


def inject(page):
    """axe is there on every page that is loaded from now on."""
    page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument",
                                {"source": AXE.read_text()})


def scheme(page, name):
    page.emulate(prefers_color_scheme=name, prefers_reduced_motion="reduce")


def findings(page):
    """In the dark only colours differ."""
    found = page.driver.execute_async_script(RUN, TAGS, None)
    scheme(page, "dark")
    found += [f"dark: {one}" for one in page.driver.execute_async_script(
        RUN, TAGS, ["color-contrast"])]
    scheme(page, "light")
    return found
