"""The built book in a real browser: no error, no barrier, nothing wider than the window."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import AXE, HTML

from lstm_attention.evidence import metrics

SCREENSHOTS = Path("build/screenshots")
MISSING = "[...document.images].filter((i) => !i.complete || !i.naturalWidth).map((i) => i.src)"
"""The addresses of the pictures of a page that are not drawn."""


def book_pages():
    """Every page of the build; index.html only sends the reader on to the first."""
    found = [path.relative_to(HTML) for path in HTML.rglob("*.html") if "_static" not in path.parts]
    pages = sorted(path.as_posix() for path in found if path.name != "index.html")
    assert len(pages) > 10
    return pages


def report_failures(page, problems):
    """Add every request of a page that fails to a list of problems.

    Chromium may ask for the narrow figures before it knows the width of the window, and then drops them: this
    is no failure. Whether each picture came is asked of the page (MISSING).
    """

    def failed(request):
        dropped = request.resource_type == "image" and request.failure == "net::ERR_ABORTED"
        if not dropped:
            problems.append(f"{page.url}: {request.url} failed: {request.failure}")

    page.on("requestfailed", failed)


@pytest.mark.parametrize("width", [375, 1400])
def test_every_page_loads_whole_fits_the_window_and_shuts_nobody_out(browser, site, width):
    problems = []
    # Without motion: axe would measure colours halfway from light to dark.
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("console", lambda line: line.type == "error" and problems.append(f"{page.url}: {line.text}"))
    report_failures(page, problems)
    page.on(
        "request",
        lambda request: (
            request.url.startswith((site, "data:", "blob:")) or problems.append(f"asks {request.url}")
        ),
    )
    for name in book_pages():
        page.goto(f"{site}/{name}")
        problems += [f"{name}: no picture {address}" for address in page.evaluate(MISSING)]
        spare = page.evaluate("document.documentElement.clientWidth - document.documentElement.scrollWidth")
        if spare < 0:
            problems.append(f"{name}: {-spare} px wider than a window of {width}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for violation in Axe().run(page, options=AXE).response["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    for node in violation["nodes"]:
                        problems.append(f"{name}, {scheme}: {violation['help']}: {node['html']}")
            if "/" not in name:
                page.screenshot(path=SCREENSHOTS / f"{Path(name).stem}-{width}-{scheme}.png", full_page=True)
    page.close()
    assert not problems, "\n".join(problems)


def test_a_page_opens_from_a_file_with_its_formulas_and_without_an_error(browser, report):
    problems = []
    page = browser.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    report_failures(page, problems)
    page.goto((HTML / "lstm-attention.html").as_uri())
    page.wait_for_selector("mjx-container svg")
    problems += page.evaluate(MISSING)
    page.close()
    assert not problems


def test_search_finds_attention(browser, site):
    page = browser.new_page()
    page.goto(f"{site}/search.html?q=attention")
    page.wait_for_selector("#search-results a[href^='lstm-attention.html']")
    page.close()


def test_a_keyboard_opens_a_chapter_in_the_contents(browser, site):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{site}/introduction.html")
    arrow = page.get_by_label("Pages of 1. The corpus", exact=False).first
    arrow.focus()
    page.keyboard.press("Enter")
    assert page.locator("a[href='notebooks/corpus.html']").first.is_visible()
    page.close()


def test_the_heatmap_tells_weights_to_mouse_and_keyboard(browser, site):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{site}/attention.html")
    section = page.locator(".attention section").first
    words, told = section.locator("[role=option]"), section.locator("output")
    words.nth(3).hover()
    assert told.inner_text() == f"{words.nth(3).inner_text()}: {words.nth(3).get_attribute('data-weight')}"
    words.nth(0).focus()
    page.keyboard.press("ArrowRight")
    assert told.inner_text() == f"{words.nth(1).inner_text()}: {words.nth(1).get_attribute('data-weight')}"
    page.close()


def test_the_heatmap_has_one_ground_for_the_page_and_marks_what_is_not_read(browser, site):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{site}/attention.html")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        style = "(element, name) => getComputedStyle(element)[name]"
        section = page.locator(".attention section").first
        assert section.locator("[role=listbox]").evaluate(style, "backgroundColor") == "rgba(0, 0, 0, 0)"
        read, unread = (section.locator(each).first for each in ("[role=option]", ".unread"))
        assert read.evaluate(style, "color") != unread.evaluate(style, "color")
    page.close()


def test_the_bound_moves_with_positions_and_scores(browser, site):
    page = browser.new_page(viewport={"width": 375, "height": 900})
    page.goto(f"{site}/attention.html")
    box = page.locator("#bound")
    said, curve = box.locator("output"), box.locator("polyline.possible")
    positions, difference = (box.get_by_role("slider", name=name) for name in ("Positions", "Largest"))
    positions.fill("100")
    bound = float(metrics.weight_bound(2000))
    assert said.inner_text() == (
        "With 2,000 positions and scores that differ by at most 2.0, as in the published layer, one position "
        f"gets at most {100 * bound:.2g}% of the attention, {2000 * bound:.2g} times an equal share."
    )
    before = curve.get_attribute("points")
    difference.focus()
    page.keyboard.press("End")
    assert "differ by at most 10.0, one position gets at most 92% of" in said.inner_text()
    assert curve.get_attribute("points") != before
    page.keyboard.press("Home")
    heights = [
        [float(point.partition(",")[2]) for point in line.get_attribute("points").split()]
        for line in (curve, box.locator("polyline.equal"))
    ]
    assert heights[0] == pytest.approx(heights[1])
    page.close()


def test_without_scripts_the_figure_of_the_bound_stands_alone(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/attention.html")
    assert page.locator("#fig-bound img").is_visible()
    assert page.locator("#bound").is_hidden()
    context.close()


def test_the_heatmap_tells_weights_to_a_finger(browser, site):
    telephone = browser.new_context(viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True)
    page = telephone.new_page()
    page.goto(f"{site}/attention.html")
    section = page.locator(".attention section").first
    word = section.locator("[role=option]").nth(2)
    word.tap()
    assert (
        section.locator("output").inner_text() == f"{word.inner_text()}: {word.get_attribute('data-weight')}"
    )
    telephone.close()


def test_only_a_table_longer_than_two_screens_scrolls_in_its_own_frame_under_its_headings(browser, site):
    page = browser.new_page(viewport={"width": 1920, "height": 700})
    page.goto(f"{site}/appendix.html")
    frame = page.locator(".pst-scrollable-table-container", has=page.locator("table#tab-meanings"))
    inner, outer = frame.evaluate("frame => [frame.scrollHeight, frame.clientHeight]")
    assert outer < 700 < 1400 < inner
    frame.get_by_role("button", name="Parameter").focus()
    page.keyboard.press("End")  # a keyboard reaches the last row
    page.wait_for_function(
        "frame => frame.scrollTop + frame.clientHeight >= frame.scrollHeight - 1", arg=frame.element_handle()
    )
    heading, top = frame.locator("th").first.bounding_box(), frame.bounding_box()
    assert abs(heading["y"] - top["y"]) < 5
    for name in book_pages():
        page.goto(f"{site}/{name}")
        heights = page.locator(".pst-scrollable-table-container").evaluate_all(
            "frames => frames.map(frame => [frame.scrollHeight, frame.clientHeight])"
        )
        assert all(whole <= seen + 1 or whole > 1400 for whole, seen in heights), (name, heights)
    page.close()


def test_a_table_wider_than_a_telephone_says_that_it_scrolls_until_its_end_is_seen(browser, site):
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(f"{site}/appendix.html")
    frame = page.locator(".pst-scrollable-table-container", has=page.locator("table#tab-runs"))
    hint = frame.locator("xpath=preceding-sibling::p[1]")
    assert hint.inner_text() == "Scroll sideways for more →"
    faded = "frame => getComputedStyle(frame).maskImage !== 'none'"
    assert frame.evaluate(faded)
    frame.evaluate("frame => frame.scrollTo(frame.scrollWidth, 0)")
    page.wait_for_function(f"frame => !({faded})(frame)", arg=frame.element_handle())
    page.set_viewport_size({"width": 1920, "height": 800})
    hint.wait_for(state="hidden")
    page.close()


def test_a_keyboard_downloads_tables_and_figures(browser, site):
    page = browser.new_page()
    page.goto(f"{site}/comparison.html")
    for form in ("CSV", "LaTeX", "SVG", "PDF", "PNG"):
        link = page.get_by_role("link", name=f" as {form}").first
        link.focus()
        with page.expect_download() as started:
            page.keyboard.press("Enter")
        file = HTML / link.get_attribute("href")
        assert started.value.suggested_filename == file.name
        assert started.value.path().read_bytes() == file.read_bytes()
    page.close()


def test_a_figure_of_a_page_that_is_a_file_opens_as_a_file(browser, report):
    page = browser.new_page()
    page.goto((HTML / "comparison.html").as_uri())
    link = page.get_by_role("link", name=" as PNG").first
    file = HTML / link.get_attribute("href")
    link.press("Enter")
    page.wait_for_url(file.as_uri())
    page.close()


def test_a_figure_has_a_layout_of_its_own_on_a_telephone(browser, site):
    page = browser.new_page(viewport={"width": 375, "height": 800})
    for name in ("introduction", "attention"):
        page.goto(f"{site}/{name}.html")
        for image in page.locator("figure img:visible").all():
            assert image.evaluate("image => image.currentSrc").endswith("-narrow.svg")
            shrunk = image.evaluate("image => image.width / image.naturalWidth")
            assert shrunk * 11 * 4 / 3 > 9, name  # letters of 11 points, in pixels
    for figure in page.locator("figure").all():
        assert figure.evaluate("figure => figure.scrollWidth <= figure.clientWidth")
    page.set_viewport_size({"width": 1400, "height": 800})
    assert not page.locator("figure img").first.evaluate("image => image.currentSrc").endswith("-narrow.svg")
    page.close()


def test_a_table_sorts_by_its_numbers_both_ways(browser, site):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{site}/appendix.html")
    table = page.locator("table#tab-runs")
    heading = table.get_by_role("button", name="Test accuracy")

    def column():
        cells = table.locator("tbody tr td:nth-child(5)").all_inner_texts()
        return [float(cell.strip("%")) for cell in cells]

    unsorted = column()
    heading.click()
    assert column() == sorted(unsorted) != unsorted
    heading.click()
    assert column() == sorted(unsorted, reverse=True)
    page.close()
