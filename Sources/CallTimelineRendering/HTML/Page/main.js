// Puts the page together: what stands at its top, its controls, and the address that tells which call is open.

// MARK: What is shown

// The calls that meet the criteria, whenever they were; the axis then shows a stretch of time.
let found = [];

function drawResult() {
  const places = isChosen()
    ? found.filter((index) => calls[index].until >= view.from && calls[index].start <= view.to) : found;
  const count = `${countText(places.length)} of ${counted(calls.length, "call")}`;
  byID("count").textContent = isChosen() ? `${count} in this stretch` : count;
  byID("clear").hidden = !isFiltering() && !isChosen();
  byID("nothing").hidden = places.length > 0;
  byID("nothing").textContent = calls.length === 0
    ? "The log has no calls." : "No call matches the search, the filters and the stretch of time.";
  grid.hidden = places.length === 0;
  measure();
  drawStrip(found);
  showLanes(sorted(places));
}

function refilter() {
  found = filtered();
  drawResult();
}

function move(change) {
  change();
  drawResult();
}

const choose = (from, to) => move(() => chooseView(from, to));
const fit = () => choose(whole.from, whole.to);
const along = () => move(() => { mode = "list"; });

// MARK: The top

function drawTop() {
  document.title = `${counted(calls.length, "call")} – call timelines`;
  const facts = [counted(calls.length, "call"), counted(log.events, "event")];
  if (log.foreign > 0) facts.push(`${countText(log.foreign)} foreign`);
  if (log.begin !== null) facts.push(stretchText(log.begin, log.end));
  byID("facts").replaceChildren(...facts.map((fact) => make("span", {}, fact)));
  byID("masked").hidden = !log.masked;
  const problems = byID("problems");
  problems.hidden = log.unread === 0;
  problems.querySelector("summary").textContent = `${counted(log.unread, "line")} of the log could not be read`;
  const left = log.unread - log.problems.length;
  problems.querySelector("ul").replaceChildren(
    ...[...log.problems, ...(left > 0 ? [`and ${countText(left)} more`] : [])].map((problem) => make("li", {}, problem)));
  const stray = byID("strays");
  stray.hidden = log.unattributed === 0;
  stray.replaceChildren(glyph("error"), ` ${counted(log.unattributed, "event")} without a call`);
  byID("legend").replaceChildren(
    ...Object.keys(heights).map((state) => make("span", {}, draw("svg", { class: "glyph", width: 22, height: 14, "aria-hidden": "true" },
      draw("rect", { class: `phase ${state}`, x: 1, y: 7 - 6 * heights[state], width: 20, height: 12 * heights[state], rx: 2 })), state)),
    ...Object.keys(shapes).filter((mark) => mark !== "step").map((mark) => make("span", {}, glyph(mark), mark)),
    make("span", {}, draw("svg", { class: "glyph", width: 22, height: 14, "aria-hidden": "true" },
      draw("rect", { class: "phase connected open", x: 1, y: 3, width: 20, height: 8, rx: 2 })), "not ended"));
}

// MARK: Controls

// A button that is a filter, with how many calls it means.
function facet(label, count, isOn, toggle) {
  const element = button(label, "", () => {
    toggle();
    element.setAttribute("aria-pressed", isOn());
    refilter();
  }, { class: "facet", "aria-pressed": "false" });
  element.append(make("span", { class: "number" }, countText(count)));
  element.disabled = count === 0;
  element.refresh = () => element.setAttribute("aria-pressed", isOn());
  return element;
}

const facets = [];

function drawFacets() {
  const choice = (set, place) => () => set.delete(place) || set.add(place);
  const group = (label, ...members) => {
    facets.push(...members);
    return make("div", { role: "group", "aria-label": label }, ...members);
  };
  byID("facets").replaceChildren(
    group("Direction", ...log.directions.map((name, place) =>
      facet(name, calls.filter((call) => call.direction === place).length, () => criteria.directions.has(place),
        choice(criteria.directions, place)))),
    group("Outcome", ...log.dispositions.map((name, place) =>
      facet(name, calls.filter((call) => call.disposition === place).length, () => criteria.dispositions.has(place),
        choice(criteria.dispositions, place)))),
    group("Trouble",
      facet("✗ illegal", calls.filter((call) => call.isIllegal).length, () => criteria.illegal,
        () => { criteria.illegal = !criteria.illegal; }),
      facet("▲ warning or error", calls.filter((call) => call.troubles > 0).length, () => criteria.troubled,
        () => { criteria.troubled = !criteria.troubled; })));
}

function useControls() {
  const search = byID("search");
  let isWaiting = false;
  search.addEventListener("input", () => {
    if (isWaiting) return;
    isWaiting = true;
    // Typing stays ahead of searching.
    setTimeout(() => {
      isWaiting = false;
      criteria.search = search.value;
      refilter();
    }, 80);
  });
  search.addEventListener("keydown", (event) => event.key === "ArrowDown" && (event.preventDefault(), activate(active)));
  const longer = byID("longer");
  longer.addEventListener("input", () => {
    const isEmpty = longer.value.trim() === "";
    const duration = parsedDuration(longer.value);
    longer.setAttribute("aria-invalid", !isEmpty && Number.isNaN(duration));
    criteria.longerThan = isEmpty || Number.isNaN(duration) ? 0 : duration;
    refilter();
  });
  const state = byID("state");
  state.append(...log.states.map((name, place) => make("option", { value: place }, name)));
  state.addEventListener("change", () => { criteria.state = state.value; refilter(); });
  const sort = byID("sort");
  sort.append(...Object.entries(orders).map(([value, [title]]) => make("option", { value }, title)));
  sort.value = criteria.sort;
  sort.addEventListener("change", () => { criteria.sort = sort.value; drawResult(); showTop(); });
  byID("clear").addEventListener("click", () => {
    Object.assign(criteria, { search: "", state: "", illegal: false, troubled: false, longerThan: 0 });
    criteria.directions.clear();
    criteria.dispositions.clear();
    search.value = state.value = longer.value = "";
    longer.removeAttribute("aria-invalid");
    facets.forEach((element) => element.refresh());
    mode = "list";
    refilter();
    search.focus();
  });
  const more = byID("more");
  more.addEventListener("click", () => {
    const isOpen = more.getAttribute("aria-expanded") !== "true";
    more.setAttribute("aria-expanded", isOpen);
    byID("tools").classList.toggle("expanded", isOpen);
  });
  byID("in").addEventListener("click", () => move(() => zoom(2)));
  byID("out").addEventListener("click", () => move(() => zoom(1 / 2)));
  byID("fit").addEventListener("click", fit);
  byID("along").addEventListener("click", along);
  const strip = byID("strip");
  const centre = (moment) => choose(moment - (view.to - view.from) / 2, moment + (view.to - view.from) / 2);
  selectable(strip, () => whole, choose, centre);
  selectable(axis, () => view, choose);
  let isZooming = false;
  const wheel = (element, stretch) => element.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    if (isZooming) return;
    isZooming = true;
    const place = element.getBoundingClientRect();
    const moment = momentAt(stretch(), place.width, event.clientX - place.left);
    requestAnimationFrame(() => {
      isZooming = false;
      move(() => zoom(Math.exp(-event.deltaY / 300), moment));
    });
  }, { passive: false });
  wheel(axis, () => view);
  wheel(strip, () => whole);
  lanes.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    axis.dispatchEvent(new WheelEvent("wheel", event));
  }, { passive: false });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
    if (event.target !== document.body && !event.target.closest("main")) return;
    const actions = {
      "+": () => move(() => zoom(2)),
      "=": () => move(() => zoom(2)),
      "-": () => move(() => zoom(1 / 2)),
      0: fit,
      l: along,
      L: along,
      ArrowLeft: () => move(() => pan(-0.2)),
      ArrowRight: () => move(() => pan(0.2)),
      "/": () => search.focus(),
      Escape: close,
    };
    if (!Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  });
}

// MARK: The open call, which the address tells

const strayAddress = "/unattributed";
let wasOpenedHere = false;

function placeInAddress() {
  const address = location.hash.slice(1);
  if (address === strayAddress && log.unattributed > 0) return -1;
  // Browsers may write some characters of an address in another way than it was given.
  return addresses.get(address) ?? addresses.get(normalised(address)) ?? null;
}

function normalised(address) {
  try {
    return address.split("/").map((part) => encodeURIComponent(decodeURIComponent(part))).join("/");
  } catch {
    return address;
  }
}

function open(index) {
  const address = index < 0 ? strayAddress : calls[index].address;
  if (opened !== null) location.replace(`#${address}`);
  else {
    wasOpenedHere = true;
    location.hash = address;
  }
  // At once: what is pressed next is meant for this call.
  followAddress();
}

function close() {
  if (opened === null) return;
  if (wasOpenedHere) history.back();
  else location.replace("#");
}

// The call before or behind the open one in the list.
function step(by) {
  const place = order.indexOf(opened) + by;
  if (place >= 0 && place < order.length) open(order[place]);
}

// What gets the focus when the panel closes; the row of the call otherwise.
let isLookedFor = false;

// To the search, which a panel may cover.
function find() {
  isLookedFor = isNarrow.matches && opened !== null;
  if (isLookedFor) close();
  else byID("search").focus();
}

function followAddress() {
  const place = placeInAddress();
  const before = opened;
  if (place === before) return;
  // Whoever is busy elsewhere stays there.
  const isLeft = panel.contains(document.activeElement) || document.activeElement === document.body;
  showPanel(place, { close, step });
  if (place !== null && place >= 0) {
    const row = order.indexOf(place);
    if (row >= 0) activate(row, false);
  }
  if (place === null) {
    wasOpenedHere = false;
    if (isLookedFor) byID("search").focus();
    else if (isLeft && before === -1) byID("strays").focus();
    else if (isLeft && before !== null) activate(active);
    isLookedFor = false;
  }
  // The list has another width beside a panel.
  drawResult();
}

function start() {
  drawTop();
  drawFacets();
  useControls();
  useLanes(open);
  usePanel({ close, step, find });
  usePaper();
  byID("strays").addEventListener("click", () => open(-1));
  refilter();
  followAddress();
  addEventListener("hashchange", followAddress);
  const observer = new ResizeObserver(() => measure() && drawResult());
  for (const element of [grid, byID("strip")]) observer.observe(element);
  isNarrow.addEventListener("change", () => {
    coverPage();
    drawResult();
  });
}

start();
