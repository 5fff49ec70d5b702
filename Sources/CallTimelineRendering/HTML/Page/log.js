// What the log says: the blocks of JSON in the page. The overview's are read at once, the others when they are needed.

const block = (kind) => [...document.querySelectorAll(`script[data-kind="${kind}"]`)];
const log = JSON.parse(block("log")[0].textContent);
const stories = block("stories");
const strayBlocks = block("strays");

const troubles = new Set(["warning", "error"]);

// One call of the overview. Moments are milliseconds since 1970; an `end` of null is a call that has not ended.
function lane(columns, strings) {
  const [session, direction, state, disposition, begin, end, last, phases, marks, party, provider, callID, words] = columns;
  const start = log.begin + begin;
  return {
    session,
    direction,
    state,
    disposition,
    start,
    end: end === null ? null : start + end,
    // Where pictures let the call end: an open one lasts until the log ends.
    until: end === null ? Math.max(log.end, start) : start + end,
    last: start + last,
    phases,
    marks,
    party: strings[party],
    provider: strings[provider],
    callID: strings[callID],
    words: words.map((number) => strings[number]),
    isIllegal: marks.some((mark, index) => index % 2 === 0 && log.marks[mark] === "illegal"),
    troubles: marks.filter((mark, index) => index % 2 === 0 && troubles.has(log.marks[mark])).length,
    haystack: null,
  };
}

const calls = [];
for (const element of block("lanes")) {
  const { calls: rows, strings } = JSON.parse(element.textContent);
  for (const row of rows) calls.push(lane(row, strings));
  element.remove();
}

// By the address of a call. Two session IDs may look the same once their control characters are gone.
const addresses = new Map();
calls.forEach((call, index) => {
  let address = encodeURIComponent(call.session);
  for (let copy = 2; addresses.has(address); copy += 1) address = `${encodeURIComponent(call.session)}/${copy}`;
  addresses.set(address, index);
  call.address = address;
});

let lastBlock = { element: null };

function blockOf(elements, index) {
  const element = elements[Math.floor(index / log.callsPerBlock)];
  if (lastBlock.element !== element) lastBlock = { element, ...JSON.parse(element.textContent) };
  return [lastBlock.items[index % log.callsPerBlock], lastBlock.strings];
}

function report([offset, kind, source, resolution, message, facts, verdict, state, after], strings, start) {
  const pairs = [];
  for (let index = 0; index < facts.length; index += 2) pairs.push([log.fields[facts[index]], strings[facts[index + 1]]]);
  return {
    at: start + offset,
    kind: log.kinds[kind],
    source: log.sources[source],
    resolution,
    message: strings[message],
    facts: pairs,
    verdict: log.verdicts[verdict],
    state: log.states[state],
    after: log.states[after],
  };
}

// All that is known of a call: what `timeline` says in text, and every event as it was reported.
function storyOf(index) {
  const [[outcome, parties, measures, remarks, rows, evidence], strings] = blockOf(stories, index);
  const start = calls[index].start;
  const texts = (numbers) => numbers.map((number) => strings[number]);
  return {
    outcome: texts(outcome),
    parties: texts(parties),
    measures: measures.map(([measure, milliseconds, uncertainty]) => ({
      title: log.measures[measure],
      milliseconds,
      uncertainty,
    })),
    remarks: texts(remarks),
    rows: rows.map(([offset, event, movement, remark, mark]) => ({
      at: start + offset,
      offset,
      event: strings[event],
      movement: strings[movement],
      remark: strings[remark],
      mark: log.marks[mark],
    })),
    evidence: evidence.map((event) => report(event, strings, start)),
  };
}

// The events that belong to no call.
function strays() {
  return Array.from({ length: log.unattributed }, (_, index) => {
    const [item, strings] = blockOf(strayBlocks, index);
    return report(item, strings, log.begin);
  });
}
