// The states and marks of a call along a line. The shapes and colours are those of the SVG pictures, and a state is also
// told by its height: a call that gets further stands taller.

const shapes = {
  step: "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
  skip: "m0-5l5 5l-5 5l-5-5z",
  warning: "m0-5.5l5.5 10h-11z",
  error: "m-4.5-4.5h9v9h-9z",
  illegal: "m-4.5-4.5l9 9m0-9l-9 9",
  note: "m-3-3h6v6h-6z",
};

const heights = { ready: 0.4, connected: 0.7, answered: 1 };

const markShape = (mark, x, y, tip) =>
  draw("path", { class: `mark mark-${mark}`, d: `M${x} ${y}${shapes[mark]}` }, tip ? draw("title", {}, tip) : null);

// A mark of its own size, for tables and the legend; words stand beside it.
const glyph = (mark) =>
  draw("svg", { class: "glyph", viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, markShape(mark, 0, 0));

const tenth = (number) => Math.round(number * 10) / 10;

// The phases of a call with their moments.
function phasesOf(call) {
  const phases = [];
  let from = call.start;
  for (let index = 0; index < call.phases.length; index += 2) {
    const isOpen = call.phases[index + 1] === null;
    const to = isOpen ? Math.max(call.until, from) : call.start + call.phases[index + 1];
    phases.push({ state: log.states[call.phases[index]], from, to, isOpen });
    from = to;
  }
  return phases;
}

function marksOf(call) {
  const marks = [];
  for (let index = 0; index < call.marks.length; index += 2) {
    marks.push({ mark: log.marks[call.marks[index]], at: call.start + call.marks[index + 1] });
  }
  return marks;
}

// Draws a call from x = 0 to the width, where `place` says at which x a moment lies.
function drawBar(call, place, width, height, labels = false) {
  const middle = height / 2;
  const full = height - 8;
  const nodes = [];
  const marks = marksOf(call);
  for (const { state, from, to, isOpen } of phasesOf(call)) {
    const left = Math.max(place(from), -2);
    const right = Math.min(place(to), width + 2);
    if (right < 0 || left > width) continue;
    // A call must be seen, however short it is beside the others.
    const size = Math.max(right - left, 2);
    const tall = full * (heights[state] ?? 1);
    nodes.push(draw("rect", {
      class: `phase ${state}${isOpen ? " open" : ""}`,
      x: tenth(left),
      y: tenth(middle - tall / 2),
      width: tenth(size),
      height: tenth(tall),
      rx: Math.min(2, tenth(size / 5)),
    }, draw("title", {}, `${state}: ${isOpen ? "not ended" : durationText(to - from)}`)));
    const centre = (Math.max(left, 0) + Math.min(right, width)) / 2;
    const isFree = marks.every(({ at }) => Math.abs(place(at) - centre) > 38);
    if (labels && isFree && tall > 12 && Math.min(right, width) - Math.max(left, 0) > 84) {
      nodes.push(draw("text", { class: "inside", x: tenth(centre), y: middle + 4 }, state));
    }
  }
  // Marks that would lie upon each other are one.
  const taken = new Set();
  for (const { mark, at } of marks) {
    const x = place(at);
    const key = `${mark} ${Math.round(x / 3)}`;
    if (x < -6 || x > width + 6 || taken.has(key)) continue;
    taken.add(key);
    nodes.push(markShape(mark, tenth(x), middle, `${mark}, ${offsetText(at - call.start)}`));
  }
  return nodes;
}

// What the bar shows, in words.
function barWords(call) {
  const stays = phasesOf(call)
    .map(({ state, from, to, isOpen }) => `${state} ${isOpen ? "since, not ended" : durationText(to - from)}`);
  const counts = new Map();
  for (const { mark } of marksOf(call)) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  const marks = [...counts].map(([mark, count]) => `${count} ${mark}`);
  return [`starts ${stampText(call.start)}`, ...stays, ...marks].join(", ");
}
