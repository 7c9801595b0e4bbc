/* Attention heatmaps: show the weight of the word under the mouse, the finger or the focus.
   Tab reaches each text once; within a text, the arrow keys, Home and End move from word to word. */
document.addEventListener("DOMContentLoaded", () => {
  for (const section of document.querySelectorAll(".attention section")) {
    const words = [...section.querySelectorAll("[role=option]")];
    const output = section.querySelector("output");
    const tell = (event) => {
      const word = event.target.closest("[role=option]");
      if (word) output.textContent = `${word.textContent}: ${word.dataset.weight}`;
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
      const there = {
        ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1,
        Home: 0, End: words.length - 1,
      }[event.key];
      if (here < 0 || there === undefined || !words[there]) return;
      event.preventDefault();
      goTo(words[there]);
    });
  }
});
