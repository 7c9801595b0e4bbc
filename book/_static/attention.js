/* Attention heatmaps: show the weight of the word under the mouse, the finger or the focus.
   Tab reaches each text once; within a text, the arrow keys, Home and End move from word to word. */
document.addEventListener("DOMContentLoaded", () => {
  for (const section of document.querySelectorAll(".attention section")) {
    const list = section.querySelector("[role=listbox]");
    const words = [...list.querySelectorAll("[role=option]")];
    const output = section.querySelector("output");
    const tell = (event) => {
      const word = event.target.closest("[role=option]");
      if (!word) return;
      const quoted = Object.assign(document.createElement("bdi"), { lang: list.lang, textContent: word.textContent });
      output.replaceChildren(quoted, `: ${word.dataset.weight}`);
    };
    const goTo = (word) => {
      for (const other of words) other.tabIndex = other === word ? 0 : -1;
      word.focus();
    };
    section.addEventListener("mouseover", tell);
    section.addEventListener("focusin", tell);
    section.addEventListener("click", (event) => {
      const word = event.target.closest("[role=option]");
      if (word) goTo(word);
    });
    section.addEventListener("keydown", (event) => {
      const here = words.indexOf(event.target);
      const right = list.dir === "rtl" ? here - 1 : here + 1;
      const there = {
        ArrowRight: right, ArrowDown: here + 1, ArrowLeft: 2 * here - right, ArrowUp: here - 1,
        Home: 0, End: words.length - 1,
      }[event.key];
      if (here < 0 || there === undefined || !words[there]) return;
      event.preventDefault();
      goTo(words[there]);
    });
  }
});
