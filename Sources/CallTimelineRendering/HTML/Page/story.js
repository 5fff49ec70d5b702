// The panel: one call with its timeline, durations, path and evidence, or the events that belong to no call.

const panel = byID("panel");
// The place of the call that is open; `null` for none, -1 for the events without a call.
let opened = null;
const openCall = () => opened;

const section = (title, ...children) =>
  make("section", { "aria-label": title }, make("h3", {}, title), ...children);

const button = (label, title, press, attributes = {}) => {
  const element = make("button", { type: "button", title, ...attributes }, label);
  element.addEventListener("click", press);
  return element;
};

const table = (kind, caption, heads, ...bodies) =>
  make("table", { class: kind }, make("caption", { class: "hidden" }, caption),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))), ...bodies);

const time = (moment) => make("time", { datetime: stampText(moment), title: stampText(moment) }, clockText(moment));

// MARK: A call

function timelineRow(row) {
  const words = { step: "", skip: "skip: ", warning: "warning: ", error: "error: ", illegal: "", note: "note: " };
  return make("tr", { class: row.mark },
    make("td", { class: "time" }, time(row.at)),
    make("td", { class: "time strong" }, offsetText(row.offset)),
    make("td", { class: "sign" }, glyph(row.mark), make("span", { class: "hidden" }, words[row.mark])),
    make("td", { class: "event" }, make("span", { class: "name" }, row.event),
      row.remark ? make("span", { class: "remark" }, row.remark) : null),
    make("td", { class: "movement" }, row.movement));
}

function timelineTable(story) {
  const body = make("tbody");
  const holder = make("div", {}, table("timeline", "Timeline", ["Time (UTC)", "Offset", "", "Event", "State"], body));
  appendParts(body, story.rows, timelineRow, holder);
  return holder;
}

function measureTable(measures) {
  const longest = Math.max(1, ...measures.map((measure) => measure.milliseconds));
  return table("measures", "Durations", ["Duration", "", "Time", "Uncertainty"], make("tbody", {}, ...measures.map((measure) =>
    make("tr", {},
      make("th", { scope: "row" }, measure.title),
      make("td", { class: "share" }, draw("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
        draw("rect", { class: "track", width: 100, height: 6 }),
        draw("rect", { class: "amount", width: tenth(100 * measure.milliseconds / longest), height: 6 }))),
      make("td", { class: "time strong" }, durationText(measure.milliseconds)),
      make("td", { class: "time" }, `± ${secondsText(measure.uncertainty)} s`)))));
}

// An event as it was reported: when, by whom, how finely stamped, what the state machine says, and all that it told.
function evidenceRow(event, index) {
  const isStray = event.verdict === undefined;
  const move = event.state === event.after ? `in ${event.state}` : `${event.state} → ${event.after}`;
  const facts = [...(event.message ? [["message", event.message]] : []), ...event.facts];
  return make("tbody", { class: isStray ? "" : event.verdict },
    make("tr", {},
      make("td", { class: "number time" }, countText(index + 1)),
      make("td", { class: "when time" }, isStray ? make("time", { datetime: stampText(event.at) }, stampText(event.at)) : time(event.at),
        " ", make("span", { class: "faint" }, `± ${event.resolution === 1000 ? "1 s" : "1 ms"}`)),
      make("td", { class: "what" }, make("span", { class: "strong" }, event.kind), " ",
        make("span", { class: "faint" }, event.source)),
      isStray ? null : make("td", { class: "verdict" }, make("span", {}, event.verdict), " ", make("span", { class: "faint" }, move))),
    facts.length === 0 ? null : make("tr", { class: "facts" },
      make("td", { colspan: isStray ? 3 : 4 }, make("dl", {}, ...facts.flatMap(([name, value]) =>
        [make("dt", {}, name), make("dd", {}, value)])))));
}

function evidenceTable(events, isStray = false) {
  const heads = ["#", "Time (UTC), stamped to", "Event, reported by", ...(isStray ? [] : ["Verdict"])];
  const result = table("evidence", isStray ? "Events without a call" : "Evidence", heads);
  const holder = make("div", { class: "wide", tabindex: 0, role: "group", "aria-label": isStray ? "Events" : "Evidence" }, result);
  const outer = make("div", {}, holder);
  let index = 0;
  appendParts(result, events, (event) => evidenceRow(event, index++), outer);
  return outer;
}

// The call alone along its own axis.
function drawOwnBar(call) {
  const moments = [call.start, call.until, call.last, ...marksOf(call).map((mark) => mark.at)];
  const from = moments.reduce((one, other) => Math.min(one, other));
  const to = Math.max(from + 1, call.end === null ? call.until : call.end, moments.reduce((one, other) => Math.max(one, other)));
  const stretch = { from, to };
  const width = Math.max(panel.clientWidth - 48, 240);
  const place = placement(stretch, width);
  const bar = draw("g", { transform: "translate(0 22)" }, ...drawBar(call, place, width, 40, true));
  return draw("svg", { class: "own", width, height: 64, viewBox: `0 0 ${width} 64`, role: "img", "aria-label": barWords(call) },
    ...drawTicks(stretch, width, 24, true), bar);
}

function drawCall(index) {
  const call = calls[index];
  const story = storyOf(index);
  const direction = log.directions[call.direction];
  const tone = log.dispositions[call.disposition];
  return [
    make("h2", { id: "panel-title", tabindex: -1 }, make("span", { class: "kind" }, direction), " ", call.session),
    make("p", { class: "outcome" }, ...story.outcome.map((word) => make("span", { class: word === tone ? `chip ${tone}` : "chip" }, word)),
      call.isIllegal ? make("span", { class: "chip failed" }, glyph("illegal"), " illegal event") : null),
    make("p", { class: "moment" }, call.end === null ? `since ${stampText(call.start).slice(0, 23).replace("T", " ")} UTC, not ended` : stretchText(call.start, call.end)),
    story.parties.length === 0 ? null : make("ul", { class: "parties" }, ...story.parties.map((fact) => make("li", {}, fact))),
    drawOwnBar(call),
    section("Timeline", timelineTable(story),
      story.remarks.length === 0 ? null : make("p", { class: "faint" }, story.remarks.join(", "))),
    section("Durations", story.measures.length === 0
      ? make("p", { class: "faint" }, "None is known: an end of each is missing.") : measureTable(story.measures)),
    section("Path over the state machine", drawDiagram(direction, story.evidence)),
    section(`Evidence: ${counted(story.evidence.length, "event")} as reported`, evidenceTable(story.evidence)),
  ];
}

function drawStrays() {
  return [
    make("h2", { id: "panel-title", tabindex: -1 }, `${counted(log.unattributed, "event")} without a call`),
    make("p", { class: "faint" }, "Errors and warnings of dial-outs that name no session, and of which no session has the Call-ID. "
      + "Filters do not hide them."),
    evidenceTable(strays(), true),
  ];
}

// MARK: The panel

// Where the panel covers the page, nothing behind it can be reached.
function coverPage() {
  byID("page").inert = opened !== null && isNarrow.matches;
}

function showPanel(place, { close, step }) {
  const before = opened;
  opened = place;
  const isOpen = place !== null;
  panel.hidden = !isOpen;
  document.documentElement.classList.toggle("opened", isOpen);
  coverPage();
  if (!isOpen) {
    panel.replaceChildren();
    return;
  }
  const status = make("span", { role: "status", class: "faint" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      status.textContent = "Copied";
    } catch {
      status.textContent = `Not allowed to copy; the address is ${location.href}`;
    }
  };
  panel.replaceChildren(
    make("div", { class: "bar" },
      place < 0 ? null : button("↑ Previous", "Previous call of the list (P)", () => step(-1)),
      place < 0 ? null : button("↓ Next", "Next call of the list (N)", () => step(1)),
      button("Copy link", "Copy the address of this page and call", copy), status,
      button("✕", "Close (Esc)", close, { class: "close", "aria-label": "Close" })),
    make("div", { class: "body" }, ...(place < 0 ? drawStrays() : drawCall(place)).filter(Boolean)),
  );
  panel.scrollTop = 0;
  if (before !== place) byID("panel-title").focus({ preventScroll: true });
}

function usePanel({ close, step, find }) {
  panel.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = { p: () => step(-1), n: () => step(1), "/": find, Escape: close };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || (opened < 0 && /^[pn]$/i.test(event.key))) return;
    event.preventDefault();
    action();
  });
}
