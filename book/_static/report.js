// The theme's arrows that unfold a chapter have no name for a screen reader.
document.addEventListener("DOMContentLoaded", () => {
  for (const arrow of document.querySelectorAll("details > summary:not([aria-label])")) {
    const chapter = arrow.closest("li")?.querySelector("a");
    if (chapter && !arrow.textContent.trim()) {
      arrow.setAttribute("aria-label", `Pages of ${chapter.textContent.trim()}`);
    }
  }
});

// A table heading sorts the rows: by number if a cell holds one, otherwise by text.
document.addEventListener("DOMContentLoaded", () => {
  const key = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = parseFloat(text.replace(/[,<]/g, "").replace("−", "-"));
    return Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  for (const table of document.querySelectorAll("table.table")) {
    const body = table.tBodies[0];
    if (!table.tHead || body.rows.length < 3) continue;
    for (const [column, heading] of [...table.tHead.rows[0].cells].entries()) {
      if (!heading.textContent.trim()) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const down = heading.ariaSort === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].sort((a, b) => compare(key(a, column), key(b, column)));
        body.append(...(down ? rows.reverse() : rows));
      });
    }
  }
});

// A table that is wider than the page says that it scrolls, and one longer than two screens scrolls in a frame.
document.addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll(".pst-scrollable-table-container")) {
    const hint = document.createElement("p");
    hint.className = "scroll-hint";
    hint.ariaHidden = "true"; // who hears the table is led through its cells
    hint.textContent = "Scroll sideways for more →";
    frame.before(hint);
    const mark = () => {
      frame.classList.toggle("long", frame.querySelector("table").offsetHeight > 2 * window.innerHeight);
      const hidden = frame.scrollWidth - frame.clientWidth;
      hint.hidden = hidden < 2;
      frame.classList.toggle("goes-on", hidden - frame.scrollLeft >= 2);
    };
    frame.addEventListener("scroll", mark, { passive: true });
    new ResizeObserver(mark).observe(frame);
  }
});
