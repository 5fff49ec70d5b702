// The axis of time: which stretch is shown, its ticks, the strip of the whole log, and how people move along it.

// A log of one moment still has a stretch around it.
const whole = log.begin === null
  ? { from: 0, to: 1000 }
  : log.end > log.begin ? { from: log.begin, to: log.end } : { from: log.begin - 500, to: log.begin + 500 };
const view = { ...whole };

// How the stretch comes about: `list` moves it along with the calls in sight, `whole` is all of the log, `chosen` is what
// somebody chose, and shows only the calls in it.
let mode = "list";
const isChosen = () => mode === "chosen";

// A stretch within the log, and no shorter than ten milliseconds.
function setView(from, to) {
  const length = Math.min(Math.max(to - from, 10), whole.to - whole.from);
  view.from = Math.min(Math.max((from + to - length) / 2, whole.from), whole.to - length);
  view.to = view.from + length;
}

function chooseView(from, to) {
  setView(from, to);
  mode = view.from > whole.from || view.to < whole.to ? "chosen" : "whole";
}

// How long a stretch most calls fit into, with some room: the axis is that long while it moves along with the list.
const usualLength = (() => {
  const lengths = calls.filter((call) => call.end !== null).map((call) => call.end - call.start).sort((one, other) => one - other);
  return 1.5 * (lengths[Math.floor(lengths.length * 0.9)] ?? whole.to - whole.from);
})();

// Puts the axis where the calls in sight are, which are in order of their starts; says whether it moved.
function follow(first, last) {
  const { from, to } = view;
  const start = calls[first].start;
  const length = Math.max(usualLength, (calls[last].start - start) * 1.2);
  // Half an axis that shows little more than all of the log is no help.
  if (length * 1.5 > whole.to - whole.from) setView(whole.from, whole.to);
  else setView(start - length * 0.02, start + length * 0.98);
  return view.from !== from || view.to !== to;
}

function zoom(factor, moment = (view.from + view.to) / 2) {
  chooseView(moment - (moment - view.from) / factor, moment + (view.to - moment) / factor);
}

function pan(share) {
  const step = (view.to - view.from) * share;
  const room = step < 0 ? Math.max(step, whole.from - view.from) : Math.min(step, whole.to - view.to);
  chooseView(view.from + room, view.to + room);
}

// Room at both ends for marks that lie there.
const margin = 10;

const placement = (stretch, width) => (moment) =>
  margin + ((moment - stretch.from) / (stretch.to - stretch.from)) * (width - 2 * margin);

const momentAt = (stretch, width, x) =>
  stretch.from + ((x - margin) / (width - 2 * margin)) * (stretch.to - stretch.from);

// Steps that people count in, in milliseconds; longer ones are whole days.
const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000, 600000, 900000,
  1800000, 3600000, 7200000, 10800000, 21600000, 43200000,
];
const day = 86400000;

// At most so many ticks, at multiples of one step, labelled no finer than it.
function ticks(stretch, most) {
  const needed = (stretch.to - stretch.from) / most;
  const step = steps.find((candidate) => candidate >= needed) ?? Math.ceil(needed / day) * day;
  const result = [];
  for (let moment = Math.ceil(stretch.from / step) * step; moment <= stretch.to; moment += step) {
    const text = step >= day ? dayText(moment) : clockText(moment).slice(0, step >= 60000 ? 5 : step >= 1000 ? 8 : 12);
    result.push({ moment, text });
  }
  return result;
}

// The lines of an axis, and its labels where there is room for them.
function drawTicks(stretch, width, height, labels) {
  const place = placement(stretch, width);
  return ticks(stretch, Math.max(2, Math.floor(width / 110))).flatMap(({ moment, text }) => {
    const x = tenth(place(moment));
    const line = draw("path", { class: "grid", d: `M${x} ${labels ? height - 6 : 0}V${height}` });
    const isCut = x < 26 || x > width - 26;
    return labels && !isCut ? [line, draw("text", { class: "tick", x, y: height - 10 }, text)] : [line];
  });
}

// How many of some calls there were at a time, along the whole log, and what is shown of it.
function drawStrip(places) {
  const strip = byID("strip");
  const { strip: width, stripHeight: height } = sizes;
  const place = placement(whole, width);
  const change = new Int32Array(width + 2);
  const troubled = new Int32Array(width + 1);
  const column = (moment) => Math.min(Math.max(Math.round(place(moment)), 0), width);
  for (const index of places) {
    const call = calls[index];
    change[column(call.start)] += 1;
    change[column(call.until) + 1] -= 1;
    if (call.isIllegal || log.dispositions[call.disposition] === "failed") troubled[column(call.last)] += 1;
  }
  const counts = [];
  let count = 0;
  for (let x = 0; x <= width; x += 1) counts.push((count += change[x]));
  const most = Math.max(1, ...counts);
  const floor = height - 9;
  const level = (value) => tenth(floor - (value / most) * (floor - 4));
  const outline = counts.map((value, x) => `L${x} ${level(value)}`).join("");
  const mostTroubled = Math.max(...troubled);
  const trouble = [...troubled].map((value, x) => (value ? `M${x} ${height}v${-tenth(2 + 5 * value / mostTroubled)}` : ""));
  const nodes = [draw("path", { class: "density", d: `M0 ${floor}${outline}L${width} ${floor}z` })];
  nodes.push(draw("path", { class: "trouble", d: trouble.join("") }), draw("path", { class: "shade" }), draw("rect", { class: "window" }));
  strip.replaceChildren(draw("svg", {
    width,
    height,
    role: "img",
    "aria-label": `Calls at a time over the whole log, at most about ${countText(most)}; ticks where calls failed or had an illegal event`,
  }, ...nodes));
  drawWindow();
}

// Marks what the axis shows of the whole log.
function drawWindow() {
  const strip = byID("strip");
  const { strip: width, stripHeight: height } = sizes;
  const place = placement(whole, width);
  const left = tenth(place(view.from));
  const right = tenth(Math.max(place(view.to), left + 3));
  const isPart = view.from > whole.from || view.to < whole.to;
  strip.querySelector(".shade").setAttribute("d",
    isPart ? `M0 0H${left}V${height}H0zM${right} 0H${width}V${height}H${right}z` : "M0 0");
  furnish(strip.querySelector(".window"),
    { x: left, y: 0.5, width: right - left, height: height - 1, visibility: isPart ? "visible" : "hidden" }, []);
  byID("range").textContent = log.begin === null ? "" : isPart ? stretchText(view.from, view.to) : "the whole log";
  byID("fit").setAttribute("aria-pressed", mode === "whole");
  byID("along").setAttribute("aria-pressed", mode === "list");
}

// Dragging selects a stretch, a double click shows the whole log again.
function selectable(element, stretch, choose, press = () => {}) {
  let start = null;
  const band = make("div", { class: "band", hidden: true });
  const position = (event) => event.clientX - element.getBoundingClientRect().left;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = position(event);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const x = position(event);
    element.append(band);
    band.hidden = Math.abs(x - start) < 4;
    band.style.left = `${Math.min(x, start)}px`;
    band.style.width = `${Math.abs(x - start)}px`;
  });
  const end = (event, isMeant) => {
    if (start === null) return;
    const [from, to] = [start, position(event)].sort((one, other) => one - other);
    start = null;
    band.hidden = true;
    if (!isMeant) return;
    const width = element.clientWidth;
    const moment = (x) => momentAt(stretch(), width, x);
    if (to - from < 4) press(moment(from));
    else choose(moment(from), moment(to));
  };
  element.addEventListener("pointerup", (event) => end(event, true));
  element.addEventListener("pointercancel", (event) => end(event, false));
  element.addEventListener("dblclick", () => choose(whole.from, whole.to));
}
