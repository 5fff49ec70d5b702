// How the page writes times and makes elements. All text goes through `textContent`: nothing is ever read as markup.

const pad = (number, width = 2) => String(number).padStart(width, "0");

// RFC 3339 in UTC with three decimals, as everywhere in this tool.
const stampText = (moment) => new Date(moment).toISOString();
const dayText = (moment) => stampText(moment).slice(0, 10);
const clockText = (moment) => stampText(moment).slice(11, 23);

// A stretch for a headline: the day once where it is the same, and the zone in words.
function stretchText(from, to) {
  const [one, other] = [from, to].map((moment) => stampText(Math.round(moment)).slice(0, 23).split("T"));
  return `${one.join(" ")} – ${one[0] === other[0] ? other[1] : other.join(" ")} UTC`;
}

function secondsText(milliseconds) {
  const size = Math.abs(milliseconds);
  return `${milliseconds < 0 ? "-" : ""}${Math.floor(size / 1000)}.${pad(size % 1000, 3)}`;
}

// Seconds up to a minute, then minutes or hours and what remains, as in text: `52.625`, `1:20.572`.
function clockLikeText(milliseconds) {
  const size = Math.abs(milliseconds);
  if (size < 60000) return secondsText(milliseconds);
  const minutes = Math.floor(size / 60000);
  const rest = secondsText(size % 60000).padStart(6, "0");
  const front = minutes < 60 ? `${minutes}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}`;
  return `${milliseconds < 0 ? "-" : ""}${front}:${rest}`;
}

const durationText = (milliseconds) => clockLikeText(milliseconds) + (milliseconds < 60000 ? " s" : "");
const offsetText = (milliseconds) => (milliseconds < 0 ? "" : "+") + clockLikeText(milliseconds);

// Milliseconds from `90s`, `15m`, or a number of seconds; NaN for anything else.
function parsedDuration(text) {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)?$/.exec(text.trim());
  const units = { ms: 1, s: 1000, m: 60000, h: 3600000, d: 86400000 };
  return match ? Number(match[1]) * units[match[2] ?? "s"] : NaN;
}

const countText = (count) => count.toLocaleString("en-US");
const counted = (count, one, many = `${one}s`) => `${countText(count)} ${count === 1 ? one : many}`;

// A text of which a row has room for the beginning: a sender may have put in a megabyte.
const shortened = (text, length = 200) => (text.length > length ? `${text.slice(0, length)}…` : text);

// An element with attributes and children; a text among the children is text.
function make(name, attributes = {}, ...children) {
  return furnish(document.createElement(name), attributes, children);
}

const drawing = "http://www.w3.org/2000/svg";

function draw(name, attributes = {}, ...children) {
  return furnish(document.createElementNS(drawing, name), attributes, children);
}

function furnish(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const byID = (id) => document.getElementById(id);

// A list of which the beginning is shown, and more when it is asked for: hostile calls have events without end.
function appendParts(list, items, row, after, first = 200) {
  let shown = 0;
  const more = make("button", { type: "button", class: "more" });
  const show = (count) => {
    list.append(...items.slice(shown, shown + count).map(row));
    shown = Math.min(items.length, shown + count);
    more.hidden = shown === items.length;
    more.textContent = `Show more: ${countText(items.length - shown)} left`;
  };
  more.addEventListener("click", () => show(1000));
  show(first);
  after.append(more);
}
