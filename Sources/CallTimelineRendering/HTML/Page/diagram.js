// The state machine of a call's direction with the call's path lit: its events numbered, what was illegal marked.

// The events of the path: all but the redundant ones, which the state machine tolerates and does not draw.
const pathOf = (evidence) => evidence.filter((event) => event.verdict !== "redundant");

// The list under a key, made when it is first asked for.
function listed(map, key) {
  if (!map.has(key)) map.set(key, []);
  return map.get(key);
}

const numbersText = (numbers) => `(${(numbers.length > 4 ? [...numbers.slice(0, 3), "…"] : numbers).join(", ")})`;

function pathSentence({ kind, verdict, state, after }) {
  if (verdict === "illegal") return `${kind} is illegal in ${state}`;
  return state === after ? `${kind} stays in ${state}` : `${kind} leads from ${state} to ${after} (${verdict})`;
}

// The labels of the path are larger than the others, so those of one edge stand further apart.
function spreadLabels(picture) {
  const bottoms = new Map();
  for (const label of picture.querySelectorAll("text[data-edge]")) {
    const edge = label.dataset.edge;
    const y = Math.max(Number(label.getAttribute("y")), (bottoms.get(edge) ?? 0) + (label.classList.contains("lit") ? 17 : 14));
    label.setAttribute("y", y);
    bottoms.set(edge, y);
  }
}

function drawDiagram(direction, evidence) {
  const template = byID(`diagram-${direction}`);
  const picture = document.importNode(template.content, true).querySelector("svg");
  const path = pathOf(evidence);
  const taken = new Map();
  const illegal = new Map();
  const states = new Set(["ready"]);
  path.forEach(({ kind, verdict, state, after }, index) => {
    const isIllegal = verdict === "illegal";
    const edge = isIllegal ? `${kind} ${state}` : `${state} ${verdict} ${after}`;
    const events = isIllegal ? illegal : taken;
    const numbers = events.get(edge) ?? new Map();
    listed(numbers, kind).push(index + 1);
    events.set(edge, numbers);
    states.add(after);
  });
  for (const element of picture.querySelectorAll("[data-edge]")) {
    const numbers = taken.get(element.dataset.edge);
    const own = element.dataset.event ? numbers?.get(element.dataset.event) : numbers;
    element.classList.add(own ? "lit" : "dim");
    if (own && element.dataset.event) element.textContent = `${numbersText(own)} ${element.dataset.event}`;
  }
  // Room for the numbers before the labels at the left.
  const [, , width, height] = picture.getAttribute("viewBox").split(" ");
  picture.setAttribute("viewBox", `-14 0 ${Number(width) + 14} ${height}`);
  spreadLabels(picture);
  for (const element of picture.querySelectorAll("[data-state]")) {
    element.classList.add(states.has(element.dataset.state) ? "lit" : "dim");
  }
  // A cross in the corner of the state that an illegal event met.
  const crosses = new Map();
  path.forEach(({ verdict, state }, index) => verdict === "illegal" && listed(crosses, state).push(index + 1));
  for (const [state, numbers] of crosses) {
    const box = [...picture.querySelectorAll(`rect[data-state="${state}"]`)].at(-1);
    if (!box) continue;
    const x = Number(box.getAttribute("x")) + Number(box.getAttribute("width"));
    picture.append(draw("text", { class: "event illegal", x, y: Number(box.getAttribute("y")) - 8, "text-anchor": "end" },
      `✗ ${numbersText(numbers)}`));
  }
  const sentences = path.slice(0, 100).map((event, index) => `${index + 1}: ${pathSentence(event)}`);
  picture.querySelector("title").textContent = `Path of the call over the states of a ${direction} session`;
  picture.querySelector("desc").textContent = `${sentences.join("; ")}.`;
  const list = [...illegal].flatMap(([, numbers]) => [...numbers].map(([kind, places]) => [kind, places, path[places[0] - 1].state]));
  return make("div", {}, enlarging(make("div", { class: "diagram" }, picture)),
    list.length === 0 ? null : make("ul", { class: "violations" }, ...list.map(([kind, places, state]) =>
      make("li", {}, glyph("illegal"), ` ${numbersText(places)} ${kind} is illegal in ${state}`))));
}

// A picture with a button that shows it as large as the window.
function enlarging(picture) {
  const dialog = make("dialog", { "aria-label": "State diagram" });
  const holder = make("div", {}, picture);
  const close = button("✕", "Close (Esc)", () => dialog.close(), { class: "close", "aria-label": "Close" });
  dialog.addEventListener("close", () => holder.prepend(picture));
  // Escape closes this, and not the panel as well.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  const enlarge = button("Enlarge", "Show the diagram as large as the window", () => {
    dialog.replaceChildren(close, picture);
    dialog.showModal();
  });
  holder.append(enlarge, dialog);
  return holder;
}
