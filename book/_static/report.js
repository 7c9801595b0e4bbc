// The theme's arrows that unfold a chapter have no name for who hears the page.
document.addEventListener("DOMContentLoaded", () => {
  for (const arrow of document.querySelectorAll("details > summary:not([aria-label])")) {
    const chapter = arrow.closest("li")?.querySelector("a");
    if (chapter && !arrow.textContent.trim()) {
      arrow.setAttribute("aria-label", `Pages of ${chapter.textContent.trim()}`);
    }
  }
});
