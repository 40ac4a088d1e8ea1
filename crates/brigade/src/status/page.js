"use strict";
const MINUTES_2 = 120;
// A number and its unit stay on one line.
const UNIT = /(?<=\d) (?=(?:ms|µs|s|min|h|%)(?!\w))/g;
const rows = [...document.querySelectorAll("ol > li")];
const [state, summary, notes, cores, scale, engines, batches] = ["state", "summary", "notes", "cores", "scale", "engines", "batches"].map(id => document.getElementById(id));
const text = (name, textContent) => Object.assign(document.createElement(name), { textContent });
const svg = (parent, name) => parent.appendChild(document.createElementNS("http://www.w3.org/2000/svg", name));
const layers = rows.map((row, index) => {
  const layer = svg(cores, "path");
  layer.setAttribute("class", row.classList[1]);
  // Whoever points at an operation sees its part of the whole.
  for (const [event, chosen] of [["mouseenter", true], ["mouseleave", false]]) {
    row.addEventListener(event, () => [layer, cores].forEach(part => part.classList.toggle("chosen", chosen)));
  }
  return layer;
});
const plots = rows.map(row => [...row.querySelectorAll("svg")].map(plot => ["area", "edge"].map(name => {
  const path = svg(plot, "path");
  path.setAttribute("class", name);
  return path;
})));
let periods = [], at = 0, lost = null, timer = null;

const x = period => (MINUTES_2 - (at - period.at)).toFixed(2);
const y = (value, peak, height) => (height - Math.min(value / peak, 1) * height).toFixed(2);
const count = number => +number.toPrecision(2);
const line = points => points.map(point => point.join(" ")).join("L");

function plot([area, edge], values, floor) {
  const peak = Math.max(floor, ...values) * 1.05;
  const top = line(periods.map((period, index) => [x(period), y(values[index], peak, 30)]));
  edge.setAttribute("d", "M" + top);
  area.setAttribute("d", `M${x(periods[0])} 30L${top}L${x(periods.at(-1))} 30Z`);
}

function stack(limit) {
  let below = periods.map(() => 0);
  const sums = periods.map(period => period.cores.reduce((sum, value) => sum + value, 0));
  // All cores, or as small a part of them as shows what there is.
  const most = Math.max(...sums);
  let peak = Math.max(limit, most);
  while (peak > 0.1 && peak / 2 > most * 1.25) peak /= 2;
  scale.textContent = peak < limit ? `${count(peak)} of ${count(limit)} cores` : `${count(limit)} cores`;
  layers.forEach((layer, index) => {
    const above = periods.map((period, second) => below[second] + period.cores[index]);
    const points = heights => periods.map((period, second) => [x(period), y(heights[second], peak, 100)]);
    layer.setAttribute("d", `M${line(points(above))}L${line(points(below).reverse())}Z`);
    below = above;
  });
}

function engine({ name, sentence }) {
  const [article, head] = ["article", "h2"].map(element => document.createElement(element));
  head.append(text("b", "engine"), ` ${name}`);
  article.append(head, text("p", sentence.replace(UNIT, "\u00a0")));
  return article;
}

function batch({ name, sentence, learned }) {
  const [article, head, list] = ["article", "h2", "ul"].map(element => document.createElement(element));
  head.append(text("b", "batch"), ` ${name}`);
  list.append(...learned.map(line => text("li", line.replace(UNIT, "\u00a0"))));
  article.append(head, text("p", sentence.replace(UNIT, "\u00a0")), list);
  return article;
}

function show(report) {
  if (report.at < at || report.operations.length !== rows.length) location.reload();
  at = report.at;
  periods = [...periods, ...report.periods].filter(period => period.at >= at - MINUTES_2 - 2);
  summary.textContent = report.sentence;
  notes.replaceChildren(...report.notes.map(note => text("li", note)));
  engines.replaceChildren(...report.engines.map(engine));
  batches.replaceChildren(...report.batches.map(batch));
  report.operations.forEach((operation, index) => {
    const row = rows[index];
    row.classList.replace(row.classList[0], operation.mood);
    row.querySelector("p").textContent = operation.sentence.replace(UNIT, "\u00a0");
    row.querySelectorAll("dd").forEach((figure, which) => { figure.textContent = operation.figures[which]; });
    if (periods.length === 0) return;
    plot(plots[index][0], periods.map(period => period.cores[index]), report.cores / 20);
    plot(plots[index][1], periods.map(period => period.requests[index]), 1);
    plot(plots[index][2], periods.map(period => period.queue_wait_ms[index]), 1);
  });
  if (periods.length > 0) stack(report.cores);
}

async function poll() {
  timer = null;
  const newest = periods.at(-1)?.at ?? 0;
  try {
    const answer = await fetch(`${document.body.dataset.source}?after=${newest}`, { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
    lost = null;
    state.textContent = "live";
  } catch {
    lost ??= Date.now();
    state.textContent = `no answer from the server for ${Math.round((Date.now() - lost) / 1000)} s`;
  }
  document.body.className = lost ? "lost" : "live";
  schedule(1000);
}

function schedule(milliseconds) {
  if (timer === null && !document.hidden) timer = setTimeout(poll, milliseconds);
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  timer = null;
  schedule(0);
});
schedule(0);
