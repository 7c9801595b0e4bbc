"use strict";
/* The networks of this report in plain JavaScript, layer by layer as in models/networks.py.

   A text is read by itself, so that there is no batch and nothing to mask. Arrays are {shape, values}, as Keras
   has them: row by row, the last axis fastest. All numbers are those of the report's trained models; word vectors
   come with 8 or 16 bits a number, other weights with 16 or 32. Sums are in double precision.

   The page gives this function's own text to a worker, and the tests call it: it uses nothing from outside. */
function liveNetwork() {
  const UNKNOWN = 1; // the row of every word without its own, as in corpus/vocabulary.py

  // From text to token ids, as corpus/vocabulary.py has it.

  /* The words of a text in lower case, those that no model reads among them.

     Returns [{word, id}]: id is null of stop words and single letters, and UNKNOWN of words without a row.
     It ends with the `most`-th word that is read; `cut` says whether there were more. With `unicode`, words are
     those of Unicode's rules, as in corpus/languages.py, and scripts without spaces have words of one letter. */
  function words(text, vocabulary, stopWords, most, unicode) {
    const found = [];
    let read = 0;
    const lower = text.toLowerCase();
    for (const word of unicode ? unicodeWords(lower) : lower.match(/[\p{L}\p{N}_]+/gu) ?? []) {
      const single = word.length === String.fromCodePoint(word.codePointAt(0)).length;
      const skipped = stopWords.has(word) || (single && !(unicode && SPACELESS.test(word)));
      if (!skipped && read === most) return { words: found, cut: true };
      if (!skipped) read++;
      found.push({ word, id: skipped ? null : vocabulary.get(word) ?? UNKNOWN });
    }
    return { words: found, cut: false };
  }

  const SPACELESS =
    /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const FULL_STOP = /((?<=\P{Nd})[.\u2024\ufe52\uff0e](?=\P{Nd}))/u;
  const SUFFIX = /(?:\+\+(?:\p{Nd}{2})?|[+#])(?![\p{L}\p{N}_+#])/uy;
  const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

  /* The words of a text by Unicode's rules (UAX #29), with C++ and C# whole, and no full stop between letters. Browsers have ICU's dictionaries, or, as
     Firefox for Thai, their own. */
  function unicodeWords(text) {
    const found = [];
    let covered = 0;
    let place = 0;
    const segments = [...new Intl.Segmenter("und", { granularity: "word" }).segment(text)];
    for (const part of segments.flatMap(({ segment }) => segment.split(FULL_STOP))) {
      const start = place;
      place += part.length;
      if (start < covered || !/[\p{L}\p{N}]/u.test(part)) continue;
      covered = SUFFIX.lastIndex = place;
      if (/^\p{L}/u.test(part) && SUFFIX.test(text)) covered = SUFFIX.lastIndex;
      const word = text.slice(start, covered).replace(INVISIBLE, "").replaceAll("’", "'");
      if (word) found.push(word);
    }
    return found;
  }

  // From token ids to probabilities. Each function takes its input, its arrays and its options.

  /* Word vectors (time, vector) of token ids (time,). Compact ones have a minimum and a step for each row. */
  function embedding(ids, [table, minima, steps]) {
    const width = table.shape[1];
    const values = new Float32Array(ids.length * width);
    ids.forEach((id, time) => {
      const [minimum, step] = steps ? [minima.values[id], steps.values[id]] : [0, 1];
      for (let k = 0; k < width; k++) values[time * width + k] = minimum + table.values[id * width + k] * step;
    });
    return { shape: [ids.length, width], values };
  }

  /* Hidden states (time, 2 units) of x (time, features), or with `sequences` false the last of each direction
     (2 units,). Arrays: kernel, recurrent kernel and bias, forward and backward. */
  function bidirectionalLstm(x, arrays, { sequences }) {
    const units = arrays[1].shape[0];
    const time = x.shape[0];
    const states = { shape: [time, 2 * units], values: new Float32Array(time * 2 * units) };
    const ends = [0, 1].map((backward) => {
      const weights = arrays.slice(3 * backward, 3 * backward + 3);
      return lstm(x, weights, backward === 1, states);
    });
    if (sequences) return states;
    return { shape: [2 * units], values: Float32Array.from([...ends[0], ...ends[1]]) };
  }

  /* One direction: puts its hidden states into its half of `states`, and returns the last (units,).

       i = sigmoid(z_i)   f = sigmoid(z_f)   g = tanh(z_g)   o = sigmoid(z_o)   with z = x W + h U + b
       c = f c + i g      h = o tanh(c) */
  function lstm(x, [kernel, recurrent, bias], backward, states) {
    const units = recurrent.shape[0];
    const time = x.shape[0];
    const projected = product(x, kernel); // (time, 4 units)
    const c = new Float64Array(units);
    const h = { shape: [1, units], values: new Float64Array(units) };
    for (let step = 0; step < time; step++) {
      const at = backward ? time - 1 - step : step;
      const z = product(h, recurrent).values;
      const offset = at * 4 * units;
      for (let k = 0; k < 4 * units; k++) z[k] += projected.values[offset + k] + bias.values[k];
      for (let k = 0; k < units; k++) {
        c[k] = sigmoid(z[units + k]) * c[k] + sigmoid(z[k]) * Math.tanh(z[2 * units + k]);
        h.values[k] = sigmoid(z[3 * units + k]) * Math.tanh(c[k]);
        states.values[at * 2 * units + (backward ? units : 0) + k] = h.values[k];
      }
    }
    return h.values;
  }

  /* The published attention (Raffel and Ellis 2015): score_t = tanh(h_t . w + b), so between -1 and 1.
     Takes hidden states (time, units); returns their weighted mean (units,) and the weights (time,). */
  function attention(states, [w, b], { equal } = {}) {
    const scores = product(states, w).values.map((score) => Math.tanh(score + b.values[0]));
    return weighted(states, equal ? alike(states) : softmax(scores));
  }

  /* Attention with a context vector (Yang et al. 2016): score_t = tanh(h_t W + b) . u. */
  function contextVector(states, [w, b, u], { equal } = {}) {
    const hidden = product(states, w); // (time, units)
    hidden.values = hidden.values.map((value, k) => Math.tanh(value + b.values[k % b.values.length]));
    return weighted(states, equal ? alike(states) : softmax(product(hidden, u).values));
  }

  /* Several heads (Vaswani et al. 2017), asked once, by the mean of the states; weights are means over heads.
     Arrays: kernel (units, heads, size) and bias (heads, size) of queries, keys and values, then
     kernel (heads, size, units) and bias (units,) of the output. */
  function multiHead(states, [wq, bq, wk, bk, wv, bv, wo, bo], { heads, equal }) {
    const [time, units] = states.shape;
    const size = wq.shape[2];
    const query = dense(mean(states), [flat(wq, units), bq]).values; // (heads size,)
    const keys = rows(states, wk, bk); // (time, heads size)
    const values = rows(states, wv, bv);
    const joined = new Float64Array(heads * size);
    const weights = new Float64Array(time);
    for (let head = 0; head < heads; head++) {
      const scores = new Float64Array(time);
      for (let t = 0; t < time; t++) {
        for (let k = head * size; k < (head + 1) * size; k++) {
          scores[t] += (query[k] * keys.values[t * heads * size + k]) / Math.sqrt(size);
        }
      }
      const own = equal ? alike(states) : softmax(scores);
      for (let t = 0; t < time; t++) {
        weights[t] += own[t] / heads;
        for (let k = head * size; k < (head + 1) * size; k++) {
          joined[k] += own[t] * values.values[t * heads * size + k];
        }
      }
    }
    const output = dense({ shape: [heads * size], values: joined }, [flat(wo, heads * size), bo]);
    return { ...output, weights };
  }

  /* The plain mean (units,) of states (time, units). */
  function mean(states) {
    const { shape, values } = weighted(states, alike(states));
    return { shape, values };
  }

  /* The largest value of each unit (units,) of states (time, units). */
  function max(states) {
    const [time, units] = states.shape;
    const values = new Float64Array(units).fill(-Infinity);
    for (let t = 0; t < time; t++) {
      for (let k = 0; k < units; k++) values[k] = Math.max(values[k], states.values[t * units + k]);
    }
    return { shape: [units], values };
  }

  /* x W + b (units,) of x (features,), after relu or softmax. */
  function dense(x, [kernel, bias], { activation } = {}) {
    const sums = product({ shape: [1, x.shape[0]], values: x.values }, kernel).values;
    const values = sums.map((sum, k) => sum + bias.values[k]);
    if (activation === "softmax") return { shape: bias.shape, values: softmax(values) };
    return { shape: [values.length], values: activation === "relu" ? values.map((v) => Math.max(v, 0)) : values };
  }

  const LAYERS = {
    embedding, bidirectional_lstm: bidirectionalLstm, attention, context_vector: contextVector,
    multi_head: multiHead, mean, max, dense,
  };

  /* The prediction of a model for token ids (time,): {probabilities (classes,), weights (positions,) or null}.

     `model`: {layers: [{kind, arrays, ...options}], length}; ids are padded with 0 to `length`, if it is not
     null, as the published model was trained. `equal` gives all positions the same attention. */
  function answer(model, ids, equal) {
    const padding = Math.max((model.length ?? 0) - ids.length, 0);
    let value = [...ids, ...new Array(padding).fill(0)];
    let weights = null;
    for (const layer of model.layers) {
      value = LAYERS[layer.kind](value, layer.arrays, { ...layer, equal });
      weights = value.weights ?? weights;
    }
    return { probabilities: [...value.values], weights: weights && [...weights] };
  }

  // What layers have in common.

  /* The product (rows, columns) of x (rows, inner) and w (inner, columns). */
  function product(x, w) {
    const [count, inner] = x.shape;
    const columns = w.shape[1];
    const a = x.values;
    const b = w.values;
    const sums = new Float64Array(count * columns);
    for (let row = 0; row < count; row++) {
      const out = sums.subarray(row * columns, (row + 1) * columns);
      const from = row * inner;
      let k = 0;
      // Eight rows of w at a time: a sum is then read and written an eighth as often.
      for (; k + 7 < inner; k += 8) {
        const a0 = a[from + k], a1 = a[from + k + 1], a2 = a[from + k + 2], a3 = a[from + k + 3];
        const a4 = a[from + k + 4], a5 = a[from + k + 5], a6 = a[from + k + 6], a7 = a[from + k + 7];
        const b0 = k * columns, b1 = b0 + columns, b2 = b1 + columns, b3 = b2 + columns;
        const b4 = b3 + columns, b5 = b4 + columns, b6 = b5 + columns, b7 = b6 + columns;
        for (let j = 0; j < columns; j++) {
          out[j] += a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j] +
            a4 * b[b4 + j] + a5 * b[b5 + j] + a6 * b[b6 + j] + a7 * b[b7 + j];
        }
      }
      for (; k < inner; k++) {
        for (let j = 0; j < columns; j++) out[j] += a[from + k] * b[k * columns + j];
      }
    }
    return { shape: [count, columns], values: sums };
  }

  /* The mean (units,) of states (time, units) with weights (time,), and these. */
  function weighted(states, weights) {
    const [time, units] = states.shape;
    const values = new Float64Array(units);
    for (let t = 0; t < time; t++) {
      for (let k = 0; k < units; k++) values[k] += weights[t] * states.values[t * units + k];
    }
    return { shape: [units], values, weights };
  }

  function rows(states, kernel, bias) {
    const made = product(states, flat(kernel, states.shape[1]));
    made.values = made.values.map((value, k) => value + bias.values[k % bias.values.length]);
    return made;
  }

  function flat({ values }, first) {
    return { shape: [first, values.length / first], values };
  }

  function alike(states) {
    return new Float64Array(states.shape[0]).fill(1 / states.shape[0]);
  }

  function softmax(scores) {
    const highest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = scores.map((score) => Math.exp(score - highest));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  }

  function sigmoid(x) {
    return 1 / (1 + Math.exp(-x));
  }

  // From the report's files to models: exhibits/scripts.py and exhibits/live.py write them.

  /* The bytes of a file's letters, each of which holds 15 bits. */
  function bytes(length, letters) {
    const found = new Uint8Array(length);
    let bits = 0, count = 0, n = 0;
    for (let k = 0; n < length; k++) {
      bits = (bits << 15) | (letters.charCodeAt(k) - 0x4000);
      for (count += 15; count >= 8 && n < length; count -= 8) found[n++] = bits >> (count - 8);
      bits &= (1 << count) - 1;
    }
    return found;
  }

  /* The head of what exhibits/live.py packed, with the arrays in the place of their numbers. */
  function unpack(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    let start = 4 + length;
    const arrays = head.arrays.map(({ dtype, shape }) => {
      const kind = { uint8: Uint8Array, uint16: Uint16Array, float16: Uint16Array, float32: Float32Array }[dtype];
      const end = start + kind.BYTES_PER_ELEMENT * shape.reduce((a, b) => a * b, 1);
      const values = new kind(buffer.slice(start, end)); // a copy, as it may start at any byte
      start = end;
      return { shape, values: dtype === "float16" ? fromHalves(values) : values };
    });
    for (const layers of Object.values(head.models)) {
      for (const layer of layers) layer.arrays = layer.arrays.map((place) => arrays[place]);
    }
    return head;
  }

  /* Numbers of 16 bits (IEEE 754: sign, 5 bits of exponent, 10 of fraction) in 32. */
  function fromHalves(halves) {
    return Float32Array.from(halves, (half) => {
      const sign = half >> 15 ? -1 : 1;
      const exponent = (half >> 10) & 31;
      const fraction = (half & 1023) / 1024;
      return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
    });
  }

  return { words, answer, layers: LAYERS, bytes, unpack, fromHalves };
}
