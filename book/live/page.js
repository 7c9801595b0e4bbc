"use strict";
/* The page 'Try the models': it loads the models' files, lets a worker read the text, and shows the predictions.

   What a reader types, and what comes from the corpus, is untrusted: no string is ever interpreted as HTML. */

/* The worker takes the files first, then texts. For each text it returns the predictions of the models for the text as it
   is (`plain`), and with words left out or equal attention (`changed`). */
function liveWorker(network) {
  const KNOWN = 2; // the first row of a word of its own, after padding and the unknown word
  const pieces = [];
  let models, vocabulary, stopWords, most, unicode;
  let last = {};

  const open = async () => {
    const unzipped = new Blob(pieces).stream().pipeThrough(new DecompressionStream("gzip"));
    const head = network.unpack(await new Response(unzipped).arrayBuffer());
    vocabulary = new Map(head.words.map((word, row) => [word, row + KNOWN]));
    stopWords = new Set(head.stop_words);
    most = head.max_tokens;
    unicode = head.unicode;
    models = Object.entries(head.models).map(([name, layers]) => ({ layers, ...head.shown[name] }));
    const attention = ({ layers }) =>
      layers.map(({ kind }) => kind).find((kind) => ["attention", "context_vector", "multi_head"].includes(kind));
    return {
      classes: head.classes,
      language: head.language,
      examples: head.examples,
      models: models.map((model) => ({ title: model.title, attention: attention(model) })),
      most,
    };
  };

  const answers = (words, equal) => {
    const ids = words.filter(({ id }) => id !== null).map(({ id }) => id);
    if (!ids.some((id) => id >= KNOWN)) return null; // nothing to classify, as in `make predict`
    return models.map((model) => {
      const { probabilities, weights } = network.answer(model, ids, equal);
      const positions = weights?.length;
      const padding = weights?.slice(ids.length).reduce((a, b) => a + b, 0);
      return { probabilities, weights: weights?.slice(0, ids.length), positions, padding };
    });
  };

  const read = ({ text, leftOut, equal }) => {
    if (text !== last.text) {
      const { words, cut } = network.words(text, vocabulary, stopWords, most, unicode);
      last = { text, words, cut, plain: answers(words, false) };
    }
    const kept = last.words.filter((_, place) => !leftOut.includes(place));
    const same = !equal && !leftOut.length;
    return { ...last, leftOut, equal, changed: same ? last.plain : answers(kept, equal) };
  };

  onmessage = async ({ data }) => {
    try {
      if (data.letters) pieces[data.number] = network.bytes(data.length, data.letters);
      else postMessage(data.open ? { open: await open() } : { answer: read(data) });
    } catch (error) {
      postMessage({ failed: String(error) });
    }
  };
}

(() => {
  const SHOWN = 3000; // words on the page at most
  const FEW = 12; // classes that are all shown; of more, only those with a share that a reader can see
  const SMALL = 0.005; // a share that is left out then
  const LETTERS = 40; // of a word
  const PAUSE = 1000; // milliseconds without a change before the result is announced

  const place = document.getElementById("live");
  const folder = document.currentScript.src;
  const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}%`;
  const times = (weight, positions) => `${(weight * positions).toFixed(1)} times an equal share`;
  const points = (difference) => {
    const size = Math.abs(100 * difference).toFixed(1);
    return size === "0.0" ? size : `${difference < 0 ? "−" : "+"}${size}`;
  };
  const shortened = (word) => {
    const letters = [...word.slice(0, 3 * LETTERS)];
    return letters.length > LETTERS ? `${letters.slice(0, LETTERS).join("")}…` : word;
  };

  /* An element with properties and children, which may be text. */
  function element(name, properties = {}, ...children) {
    const { aria = {}, ...others } = properties;
    const made = Object.assign(document.createElement(name), others);
    for (const [key, value] of Object.entries(aria)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // Loading

  const message = element("div", { className: "live-message", aria: { role: "status" } });
  const progress = element("progress", { value: 0, max: 1, aria: { "aria-label": "Loading the models" } });
  place.append(message, progress);

  function fail(reason) {
    progress.remove();
    message.textContent = `The models cannot run here: ${reason}.`;
  }

  function start() {
    if (typeof DecompressionStream === "undefined") return fail("this needs a browser from 2023 or later");
    const source = `(${liveWorker})((${liveNetwork})())`;
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.onerror = () => fail("the browser does not allow this page to start a worker");
    worker.onmessage = ({ data }) => {
      if (data.failed) fail(data.failed);
      else if (data.open) show(data.open, worker);
    };
    message.textContent = "Loading the models.";
    const load = (number) => {
      const name = `copy-${String(number).padStart(2, "0")}.js`;
      const script = element("script", { src: new URL(name, folder) });
      script.onerror = () => fail(`the file live/${name} is missing`);
      document.head.append(script);
      globalThis.copied = (own, count, length, letters) => {
        worker.postMessage({ number: own, length, letters });
        script.remove();
        progress.max = count;
        progress.value = own + 1;
        if (own + 1 < count) load(own + 1);
        else worker.postMessage({ open: true });
      };
    };
    load(0);
  }

  // What is shown

  function show({ classes, language, examples, models, most }, worker) {
    const state = { text: "", leftOut: new Set(), equal: false };
    let busy = false, again = false, drawn = null, announcing = 0;

    const ask = () => {
      again = busy;
      if (busy) return;
      busy = true;
      worker.postMessage({ ...state, leftOut: [...state.leftOut] });
    };
    worker.onmessage = ({ data }) => {
      busy = false;
      if (data.failed) return fail(data.failed);
      draw(data.answer);
      if (again) ask();
    };

    const text = element("textarea", {
      id: "live-text", rows: 9, lang: language, dir: "auto", spellcheck: false, autocomplete: "off",
      oninput: () => {
        choice.value = "own";
        begin(text.value);
      },
    });
    const choice = element("select", {
      id: "live-choice",
      onchange: () => {
        const example = examples[choice.value];
        if (!example) return text.focus();
        text.value = example.text;
        begin(text.value);
      },
    });
    examples.forEach((example, number) => {
      const answer = example.true === example.predicted ? "classified correctly" : `classified as ${example.predicted}`;
      choice.append(element("option", { value: number }, `a document of ${example.true}, ${answer}`));
    });
    choice.append(element("option", { value: "own" }, "your own words"));

    const equal = element("input", {
      id: "live-equal", type: "checkbox", onchange: () => {
        state.equal = equal.checked;
        ask();
      },
    });
    const restore = element("button", {
      type: "button", className: "live-restore", disabled: true, onclick: () => {
        state.leftOut.clear();
        ask();
      },
    }, "Put all words back");

    const label = (control, words) => element("label", { htmlFor: control.id }, words);
    const attending = models.filter(({ attention }) => attention);
    const table = probabilities();
    const panels = models.map((model, number) => (model.attention ? attended(model, number) : null));
    progress.remove();
    place.append(
      element("div", { className: "live-row" }, label(choice, "Start from"), choice),
      element("div", {}, label(text, "Text"), text),
      element("div", { className: "live-row", hidden: !attending.length },
        equal, label(equal, "Give all words equal attention"), restore),
      message,
      table.frame,
      element("div", { hidden: !attending.length }, legend(), ...panels.filter(Boolean).map(({ part }) => part)),
    );
    document.getElementById("fig-live").hidden = true;
    if (examples.length) choice.onchange();
    else begin("");

    function begin(written) {
      state.text = written;
      state.leftOut.clear();
      ask();
    }

    /* Draw an answer. The buttons of the words stay as long as the text does, and so does the focus. */
    function draw(answer) {
      const { text: read, words, leftOut, plain, changed } = answer;
      place.classList.toggle("live-nothing", !plain);
      if (read !== drawn) panels.forEach((panel) => panel?.write(plain ? words.slice(0, SHOWN) : []));
      drawn = read;
      restore.disabled = !leftOut.length;
      table.fill(plain, changed);
      panels.forEach((panel, number) => panel?.colour(words, new Set(leftOut), changed?.[number]));
      clearTimeout(announcing);
      announcing = setTimeout(() => (message.textContent = announcement(answer)), message.textContent ? PAUSE : 0);
    }

    /* The answer in a sentence or two. */
    function announcement({ words, cut, leftOut, equal: alike, plain, changed }) {
      if (!words.length) return "There are no words to read yet.";
      const read = words.filter(({ id }) => id !== null).length;
      if (!plain) return "The models know none of these words, so there is nothing to classify.";
      if (!changed) return "No words are left that the models know.";
      const all = models.map(({ title }, number) => {
        const shares = changed[number].probabilities;
        const best = shares.indexOf(Math.max(...shares));
        return `${title}: \u2068${classes[best]}\u2069, ${percent(shares[best], 0)}`; // isolated, for any script
      });
      const how = [
        cut ? `Only the first ${most.toLocaleString("en")} words are read, as in training.` : "",
        words.length > SHOWN ? `Only the first ${SHOWN.toLocaleString("en")} words are shown.` : "",
        leftOut.length ? `${leftOut.length} of ${read} words left out.` : "",
        alike ? "All words have equal attention." : "",
      ];
      return [...how.filter(Boolean), `${all.join("; ")}.`].join(" ");
    }

    /* The table of probabilities, with a column for each model, and a function that fills it. */
    function probabilities() {
      const cells = classes.map(() => models.map(() => element("td")));
      const head = [{ title: "Class" }, ...models].map(({ title }) =>
        element("th", { scope: "col" }, title));
      const body = cells.map((row, k) =>
        element("tr", {}, element("th", { scope: "row", dir: "auto" }, classes[k]), ...row));
      const rest = models.map(() => element("td"));
      const restName = element("th", { scope: "row" });
      const restRow = element("tr", { hidden: true }, restName, ...rest);
      const made = element("table", { className: "live-table" },
        element("caption", {}, "Probability of each class; after a change, also the difference in percentage points"),
        element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body, restRow));
      const frame = element("div", {
        className: "live-frame", tabIndex: 0, aria: { role: "region", "aria-label": "Probabilities" },
      }, made);
      const fill = (plain, changed) => {
        for (const [number] of models.entries()) {
          const shares = changed?.[number].probabilities;
          const best = shares ? Math.max(...shares) : NaN;
          classes.forEach((_, k) => {
            const cell = cells[k][number];
            cell.className = shares?.[k] === best ? "live-best" : "";
            cell.style.setProperty("--share", shares?.[k] ?? 0);
            const change = changed !== plain && shares ? points(shares[k] - plain[number].probabilities[k]) : "";
            cell.replaceChildren(shares ? percent(shares[k]) : "–",
              element("span", { className: "live-change" }, change));
          });
        }
        if (classes.length > FEW && changed) shorten(changed.map(({ probabilities }) => probabilities));
      };
      const shorten = (shares) => {
        const small = classes.map((_, k) => shares.every((own) => own[k] < SMALL));
        body.forEach((row, k) => (row.hidden = small[k]));
        restName.textContent = `${small.filter(Boolean).length} other classes`;
        restRow.hidden = !small.includes(true);
        shares.forEach((own, number) =>
          (rest[number].textContent = percent(own.reduce((sum, share, k) => sum + (small[k] ? share : 0), 0))));
      };
      return { frame, fill };
    }

    /* A word of the text within a sentence, whose order it leaves alone whatever its script. */
    function quoted(word) {
      return element("bdi", { lang: language }, word);
    }

    /* What the colours mean. */
    function legend() {
      const sample = (strength, className, words) => {
        const made = element("span", { className: `live-word ${className}` }, words);
        made.style.setProperty("--strength", strength);
        return made;
      };
      return element("div", { className: "live-legend" },
        "Attention: ", sample(1, "live-less", "a quarter of an equal share or less"), " ",
        sample(0, "", "an equal share"), " ", sample(1, "live-more", "four times or more"), ". ",
        element("span", { className: "live-skipped" }, "Grey"), ": not read (stop words and single letters). ",
        sample(0, "live-unknown", "Italic"), ": read as the unknown word. ",
        "Click a word, or press Enter on it, to leave it out.");
    }

    /* The words as a model attends to them, and functions that write and colour them. */
    function attended({ title, attention }, number) {
      const id = `live-words-${number}`;
      const summary = element("div", { className: "live-summary" });
      const output = element("div", { className: "live-pointed" });
      const list = element("div", {
        className: "live-words", lang: language, dir: "auto", aria: { role: "group", "aria-labelledby": id },
      });
      const part = element("section", {}, element("div", { className: "live-title", id }, title), summary, list, output);
      let buttons = [];

      const goTo = (button) => {
        for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
        button.focus();
      };
      const point = ({ target }) => {
        const button = target.closest("button");
        if (button) output.replaceChildren(quoted(button.textContent), button.ariaLabel.slice(button.textContent.length));
      };
      list.addEventListener("mouseover", point);
      list.addEventListener("focusin", point);
      list.addEventListener("click", ({ target }) => {
        const button = target.closest("button");
        if (!button) return;
        const at = Number(button.dataset.place);
        if (!state.leftOut.delete(at)) state.leftOut.add(at);
        goTo(button);
        ask();
      });
      list.addEventListener("keydown", (event) => {
        const here = buttons.indexOf(event.target);
        const right = getComputedStyle(list).direction === "rtl" ? here - 1 : here + 1;
        const there = {
          ArrowRight: right, ArrowDown: here + 1, ArrowLeft: 2 * here - right, ArrowUp: here - 1,
          Home: 0, End: buttons.length - 1,
        }[event.key];
        if (here < 0 || !buttons[there]) return;
        event.preventDefault();
        goTo(buttons[there]);
      });

      const write = (words) => {
        buttons = [];
        const parts = words.map(({ word, id: row }, at) => {
          if (row === null) return element("span", { className: "live-skipped" }, shortened(word));
          const button = element("button", { type: "button", tabIndex: buttons.length ? -1 : 0 }, shortened(word));
          button.dataset.place = at;
          buttons.push(button);
          return button;
        });
        list.replaceChildren(...parts.flatMap((each) => [each, " "]));
        output.textContent = "";
      };

      const colour = (words, leftOut, answer) => {
        let read = 0, heaviest = -1;
        let largest = 0;
        const weightOf = new Map();
        words.forEach(({ id: row }, at) => {
          if (row === null || leftOut.has(at) || !answer) return;
          const weight = answer.weights[read++];
          weightOf.set(at, weight);
          if (weight > largest) [largest, heaviest] = [weight, at];
        });
        for (const button of buttons) {
          const at = Number(button.dataset.place);
          const weight = weightOf.get(at);
          const ratio = weight === undefined ? 1 : weight * answer.positions;
          const tilt = Math.max(-1, Math.min(1, Math.log2(ratio) / 2));
          const unknown = words[at].id === 1;
          button.className = ["live-word", tilt > 0 ? "live-more" : "live-less", unknown ? "live-unknown" : ""].join(" ");
          button.style.setProperty("--strength", Math.abs(tilt).toFixed(3));
          button.setAttribute("aria-pressed", leftOut.has(at));
          const said = weight === undefined
            ? "left out"
            : `${percent(weight, 2)} of the attention, ${times(weight, answer.positions)}`;
          button.ariaLabel = `${button.textContent}${unknown ? " (unknown word)" : ""}: ${said}`;
        }
        if (heaviest < 0) return summary.replaceChildren();
        const { positions, padding } = answer;
        const bound = Math.E ** 2 / (Math.E ** 2 + positions - 1);
        const limit = attention === "attention"
          ? `The formula allows at most ${percent(bound, 2)}`
          : "The formula allows any weight";
        summary.replaceChildren(
          "Heaviest word: ", quoted(shortened(words[heaviest].word)), `, ${percent(largest, 2)} of the attention, `,
          `${times(largest, positions)}. ${limit} with ${positions.toLocaleString("en")} positions`,
          padding ? `. Padding gets ${percent(padding)} of the attention.` : ".");
      };
      return { part, write, colour };
    }
  }

  start();
})();
