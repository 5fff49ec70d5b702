"use strict";

// What the page knows: the open calls by ID, what happened, and how far its clock is from the service's.
const calls = new Map();
const shownEvents = 30;
let skew = 0;
let openCount = 0;

const byID = (id) => document.getElementById(id);
const rows = document.querySelector("#open tbody");
const happened = document.querySelector("#happened ol");
const alarms = document.querySelector("#alarms ul");

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

const now = () => Date.now() + skew;
const timeOfDay = (at) => new Date(at).toLocaleTimeString([], { hour12: false });
const addressOf = (id) => `/calls/${encodeURIComponent(id)}/timeline.html#${encodeURIComponent(id)}`;

function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function link(id, name) {
  const anchor = make("a", "", name);
  anchor.href = addressOf(id);
  return anchor;
}

// MARK: Open calls

const isOverdue = (call) => call.overdueAt !== undefined && call.overdueAt !== null && now() > call.overdueAt;

function rowOf(call) {
  const row = make("tr");
  row.dataset.id = call.id;
  const name = make("td");
  name.append(link(call.id, call.name));
  const state = make("td");
  state.append(make("span", `state ${call.state}`, call.state));
  if (call.illegal > 0) state.append(" ", make("span", "flag", call.illegal === 1 ? "illegal" : `${call.illegal} illegal`));
  const time = make("td", "time");
  row.append(name, make("td", "", call.direction), state, time, make("td", "with", call.remarks.join(", ")));
  return row;
}

function drawTime(row) {
  const call = calls.get(row.dataset.id);
  if (!call) return;
  const text = duration(now() - call.since);
  const cell = row.children[3];
  if (cell.textContent !== text) cell.textContent = text;
  const flag = row.querySelector(".overdue");
  if (isOverdue(call) && !flag) {
    row.children[2].append(" ", make("span", "flag overdue", "overdue"));
    drawAlarms();
  }
}

function drawCount() {
  byID("count").textContent = openCount === 1 ? "1 open" : `${openCount} open`;
  document.querySelector("#open .empty").hidden = openCount > 0;
  document.querySelector("#open table").hidden = calls.size === 0;
  const rest = openCount - calls.size;
  byID("more").hidden = rest <= 0;
  byID("more").textContent = `and ${rest} more`;
}

function change(call) {
  const row = rows.querySelector(`[data-id="${CSS.escape(call.id)}"]`);
  if (call.isOver) {
    calls.delete(call.id);
    row?.remove();
    return;
  }
  calls.set(call.id, call);
  const fresh = rowOf(call);
  // A link that has the focus keeps it.
  const isFocused = row?.contains(document.activeElement);
  if (row) row.replaceWith(fresh);
  else rows.prepend(fresh);
  if (isFocused) fresh.querySelector("a").focus();
  drawTime(fresh);
}

// MARK: What happened, and what is wrong

const keyOf = (what) => `${what.at} ${what.text}`;

function entry(what) {
  const item = make("li", what.kind);
  item.dataset.at = what.at;
  item.dataset.key = keyOf(what);
  const time = make("time", "", timeOfDay(what.at));
  time.dateTime = new Date(what.at).toISOString();
  const text = make("span", "text");
  const place = what.name ? what.text.indexOf(what.name) : -1;
  if (place < 0) text.textContent = what.text;
  else text.append(what.text.slice(0, place), link(what.id, what.name), what.text.slice(place + what.name.length));
  item.append(time, text);
  return item;
}

let illegal = [];

function drawAlarms() {
  const overdue = [...calls.values()].filter(isOverdue).map((call) => ({
    at: call.overdueAt, id: call.id, name: call.name, kind: "overdue",
    text: `${call.direction} ${call.name} has been ${call.state} for too long`,
  }));
  const all = [...overdue, ...illegal].sort((left, right) => right.at - left.at).slice(0, shownEvents);
  // Only what is new is put in, so that a screen reader says only that.
  const wanted = new Map(all.map((what) => [keyOf(what), what]));
  for (const item of [...alarms.children]) {
    if (!wanted.delete(item.dataset.key)) item.remove();
  }
  for (const what of [...wanted.values()].reverse()) alarms.prepend(entry(what));
  byID("alarms").hidden = all.length === 0;
}

function tell(what) {
  const others = [...happened.children];
  // What is overdue may be in the snapshot, and be told once more a moment later.
  if (what.kind === "overdue" && others.some((other) => other.dataset.key === keyOf(what))) return;
  // By the time of what happened, as in a snapshot: some things are heard of late.
  happened.insertBefore(entry(what), others.find((other) => Number(other.dataset.at) <= what.at) ?? null);
  while (happened.children.length > shownEvents) happened.lastChild.remove();
  document.querySelector("#happened .empty").hidden = true;
  if (what.kind === "illegal") illegal = [what, ...illegal].slice(0, shownEvents);
}

// MARK: The stream

function begin(snapshot) {
  skew = snapshot.at - Date.now();
  openCount = snapshot.openCount;
  calls.clear();
  for (const call of snapshot.calls) calls.set(call.id, call);
  rows.replaceChildren(...snapshot.calls.map(rowOf));
  for (const row of rows.children) drawTime(row);
  happened.replaceChildren(...snapshot.happened.map(entry));
  document.querySelector("#happened .empty").hidden = snapshot.happened.length > 0;
  illegal = snapshot.alarms;
  drawCount();
  drawAlarms();
}

function follow(news) {
  openCount = news.openCount;
  if (news.call) change(news.call);
  tell(news.what);
  drawCount();
  drawAlarms();
}

function say(state, text) {
  const element = byID("link");
  if (element.dataset.state === state) return;
  element.dataset.state = state;
  element.textContent = text;
}

let silence;

function listen() {
  const source = new EventSource("/live");
  const isAlive = () => {
    say("live", "live");
    clearTimeout(silence);
  };
  source.addEventListener("open", isAlive);
  source.addEventListener("snapshot", (event) => begin(JSON.parse(event.data)));
  source.addEventListener("happened", (event) => follow(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    say("lost", "connection lost, trying again");
    // A browser comes back by itself, but for an answer that is no stream: the service may be starting, or the token
    // have changed.
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(silence);
    silence = setTimeout(listen, 2000);
  });
}

setInterval(() => {
  for (const row of rows.children) drawTime(row);
}, 1000);
listen();
