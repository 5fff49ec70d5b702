// The list of calls: a grid of which only the rows exist that can be seen, and the one that has the focus.

const grid = byID("lanes");
const columns = [
  ["direction", "Call"], ["session", "Session"], ["party", "Party"], ["bar", "Time (UTC)"], ["outcome", "Outcome"],
  ["duration", "Length"],
];
const heading = make("div", { role: "row", class: "heading", "aria-rowindex": 1 }, ...columns.map(([name, title]) =>
  make("div", { role: "columnheader", class: name }, make("span", { class: name === "bar" ? "hidden" : "" }, title))));
const axis = heading.children[3];
const lanes = make("div", { role: "rowgroup", class: "rows" });
grid.append(make("div", { role: "rowgroup", class: "heads" }, heading), lanes);

// The places of the calls that are shown, in order.
let order = [];
// Where in that order the focus is, or would be.
let active = 0;
const rows = new Map();
// Rows that have left the screen, to be used again.
const spare = [];

const isNarrow = matchMedia("(max-width: 719px)");
const rowHeight = () => (isNarrow.matches ? 72 : 30);

// What was measured when something last changed its size: asking while drawing would lay the page out again and again.
const sizes = { left: 0, width: 40, height: 0, head: 30, strip: 50, stripHeight: 40 };

// Says whether anything has another size than before.
function measure() {
  const strip = byID("strip");
  // On paper there is none of it.
  if (strip.clientHeight === 0) return false;
  const before = { ...sizes };
  Object.assign(sizes, {
    left: axis.offsetLeft,
    width: Math.max(axis.clientWidth, 40),
    height: grid.clientHeight,
    head: heading.offsetHeight,
    strip: Math.max(strip.clientWidth, 50),
    stripHeight: strip.clientHeight,
  });
  return Object.keys(sizes).some((key) => sizes[key] !== before[key]);
}

function newRow() {
  const cells = columns.map(([name]) => make("div", { role: "gridcell", class: name }));
  const picture = draw("svg", { role: "img" });
  cells[3].append(picture);
  return { element: make("div", { role: "row", class: "lane" }, ...cells), cells, picture };
}

function fill(row, place, height) {
  const call = calls[order[place]];
  const { element, cells } = row;
  const direction = log.directions[call.direction];
  element.dataset.place = place;
  element.setAttribute("aria-rowindex", place + 2);
  element.setAttribute("tabindex", place === active ? 0 : -1);
  element.setAttribute("aria-selected", order[place] === openCall());
  element.classList.toggle("odd", place % 2 === 1);
  element.style.top = `${place * height}px`;
  cells[0].textContent = direction === "dial-in" ? "↘ in" : "↗ out";
  cells[0].setAttribute("aria-label", direction);
  cells[1].textContent = shortened(call.session);
  cells[1].title = shortened(call.session, 1000);
  cells[2].textContent = shortened(call.party);
  cells[2].title = shortened(call.party, 1000);
  row.picture.setAttribute("aria-label", barWords(call));
  const disposition = log.dispositions[call.disposition];
  cells[4].textContent = disposition === "open" ? `open, ${log.states[call.state]}` : disposition;
  cells[4].classList.toggle("bad", disposition === "failed");
  cells[5].textContent = call.end === null ? `> ${durationText(call.until - call.start)}` : durationText(call.end - call.start);
}

function fillBar({ picture }, place) {
  const height = isNarrow.matches ? 24 : 26;
  picture.setAttribute("width", sizes.width);
  picture.setAttribute("height", height);
  picture.replaceChildren(...drawBar(calls[order[place]], placement(view, sizes.width), sizes.width, height, true));
}

// Only in order of starts are the calls in sight near each other in time, and only a list that is longer than what is in
// sight needs more than the whole axis.
function followList(first, last) {
  const isLong = last - first + 1 < order.length;
  if (isLong && criteria.sort === "start") return follow(order[Math.min(first, last)], order[last]);
  const isPart = view.from > whole.from || view.to < whole.to;
  setView(whole.from, whole.to);
  return isPart;
}

// Draws the rows that can be seen; `isNew` if what they show has changed.
function drawLanes(isNew) {
  const height = rowHeight();
  const top = grid.scrollTop;
  const first = Math.max(0, Math.floor(top / height) - 4);
  const last = Math.min(order.length - 1, Math.ceil((top + sizes.height) / height) + 4);
  const sight = [Math.floor(top / height), Math.min(last, Math.floor((top + sizes.height - sizes.head) / height))];
  const hasMoved = mode === "list" && order.length > 0 && followList(...sight);
  if (hasMoved) {
    drawAxis();
    drawWindow();
  }
  const wanted = new Set(order.length > 0 ? [active] : []);
  for (let place = first; place <= last; place += 1) wanted.add(place);
  for (const [place, row] of rows) {
    if (wanted.has(place)) continue;
    rows.delete(place);
    row.element.remove();
    spare.push(row);
  }
  for (const place of wanted) {
    const known = rows.get(place);
    const row = known ?? spare.pop() ?? newRow();
    if (isNew || !known) fill(row, place, height);
    if (isNew || !known || hasMoved) fillBar(row, place);
    if (!known) {
      rows.set(place, row);
      // In the order in which they are seen, as a screen reader goes through them.
      const after = [...rows.keys()].filter((other) => other > place).reduce((one, other) => Math.min(one, other), Infinity);
      lanes.insertBefore(row.element, rows.get(after)?.element ?? null);
    }
  }
}

function drawAxis() {
  const { left, width } = sizes;
  const label = axis.firstElementChild;
  axis.replaceChildren(label, draw("svg", { width, height: 30, "aria-hidden": "true" }, ...drawTicks(view, width, 30, true)));
  // Behind the rows that are in sight, wherever the list is.
  const height = Math.min(sizes.height - sizes.head, order.length * rowHeight());
  lanes.querySelector(".lines")?.remove();
  const svg = draw("svg", { class: "lines", width, height, "aria-hidden": "true" }, ...drawTicks(view, width, height, false));
  svg.style.marginLeft = `${left}px`;
  lanes.prepend(svg);
}

// Shows calls in a new order, and keeps the focus on the call that had it, if that is still there.
function showLanes(places) {
  const held = order[active];
  const offset = active * rowHeight() - grid.scrollTop;
  const isSame = places.length === order.length && places.every((index, place) => index === order[place]);
  order = places;
  const place = order.indexOf(held);
  active = Math.max(place, 0);
  grid.setAttribute("aria-rowcount", order.length + 1);
  grid.setAttribute("aria-colcount", columns.length);
  lanes.style.height = `${order.length * rowHeight()}px`;
  const isVisible = offset >= 0 && offset < sizes.height;
  if (place >= 0 && isVisible) grid.scrollTop = place * rowHeight() - offset;
  else if (!isSame) grid.scrollTop = 0;
  drawAxis();
  drawLanes(true);
}

// Shows what comes first.
function showTop() {
  active = 0;
  grid.scrollTop = 0;
  drawLanes(true);
}

// Moves the focus to a place of the order, and the place into sight.
function activate(place, isFocused = true) {
  if (order.length === 0) return;
  const before = rows.get(active);
  active = Math.min(Math.max(place, 0), order.length - 1);
  before?.element.setAttribute("tabindex", -1);
  const top = active * rowHeight();
  const room = sizes.height - sizes.head - rowHeight();
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top > grid.scrollTop + room) grid.scrollTop = top - room;
  drawLanes(false);
  const row = rows.get(active);
  row.element.setAttribute("tabindex", 0);
  if (isFocused) row.element.focus({ preventScroll: true });
}

const placeOf = (target) => Number(target.closest?.(".lane")?.dataset.place ?? -1);

function useLanes(open) {
  let isWaiting = false;
  grid.addEventListener("scroll", () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      drawLanes(false);
    });
  }, { passive: true });
  grid.addEventListener("click", (event) => {
    const place = placeOf(event.target);
    if (place < 0) return;
    activate(place);
    open(order[place]);
  });
  grid.addEventListener("focusin", (event) => {
    const place = placeOf(event.target);
    if (place >= 0 && place !== active) activate(place, false);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((sizes.height - sizes.head) / rowHeight()) - 1);
    const moves = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
    };
    if (event.key in moves) activate(active + moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") order.length > 0 && open(order[active]);
    else return;
    event.preventDefault();
  });
}
