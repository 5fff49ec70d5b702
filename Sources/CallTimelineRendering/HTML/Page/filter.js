// Which calls are shown, and in what order.

const criteria = {
  search: "",
  directions: new Set(),
  dispositions: new Set(),
  state: "",
  illegal: false,
  troubled: false,
  longerThan: 0,
  sort: "start",
};

const isFiltering = () =>
  criteria.search !== "" || criteria.directions.size > 0 || criteria.dispositions.size > 0 || criteria.state !== "" ||
  criteria.illegal || criteria.troubled || criteria.longerThan > 0;

// A report may have been written in another order than that of the starts.
const isInOrder = calls.every((call, index) => index === 0 || calls[index - 1].start <= call.start);
if (!isInOrder) criteria.sort = "given";

const orders = {
  ...(isInOrder ? {} : { given: ["As written", () => 0] }),
  start: ["Start", (one, other) => one.start - other.start],
  latest: ["Latest start", (one, other) => other.start - one.start],
  longest: ["Longest", (one, other) => other.until - other.start - (one.until - one.start)],
  shortest: ["Shortest", (one, other) => one.until - one.start - (other.until - other.start)],
  session: ["Session ID", (one, other) => (one.session < other.session ? -1 : one.session > other.session ? 1 : 0)],
  party: ["Party", (one, other) => (one.party < other.party ? -1 : one.party > other.party ? 1 : 0)],
  outcome: ["Outcome", (one, other) => one.disposition - other.disposition],
  trouble: ["Most trouble", (one, other) => other.isIllegal - one.isIllegal || other.troubles - one.troubles],
};

// Everything that is looked for, put together when somebody first looks.
function haystack(call) {
  call.haystack ??= [call.session, call.party, call.provider, call.callID, ...call.words].join("\n").toLowerCase();
  return call.haystack;
}

// Every word must be there, in any of the places.
function matches(call, words) {
  return (criteria.directions.size === 0 || criteria.directions.has(call.direction)) &&
    (criteria.dispositions.size === 0 || criteria.dispositions.has(call.disposition)) &&
    (criteria.state === "" || Number(criteria.state) === call.state) &&
    (!criteria.illegal || call.isIllegal) &&
    (!criteria.troubled || call.troubles > 0) &&
    (criteria.longerThan === 0 || call.until - call.start > criteria.longerThan) &&
    words.every((word) => haystack(call).includes(word));
}

// The places of the calls that meet the criteria, whenever they were, as they stand in the page.
function filtered() {
  const words = criteria.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [];
  calls.forEach((call, index) => matches(call, words) && found.push(index));
  return found;
}

// Sorting is stable: what is equal stays as it stands.
function sorted(places) {
  if (criteria.sort === (isInOrder ? "start" : "given")) return places;
  const order = orders[criteria.sort][1];
  return [...places].sort((one, other) => order(calls[one], calls[other]));
}
