// Paper has no scrolling: before printing, the list is written out, up to a length that a browser can lay out.

const mostPrinted = 2000;

function printedRow(index) {
  const call = calls[index];
  const disposition = log.dispositions[call.disposition];
  const width = 260;
  return make("tr", {},
    make("td", {}, log.directions[call.direction]),
    make("td", {}, shortened(call.session, 60)),
    make("td", {}, shortened(call.party, 40)),
    make("td", { class: "time" }, stampText(call.start)),
    make("td", {}, draw("svg", { width, height: 18, viewBox: `0 0 ${width} 18` }, ...drawBar(call, placement(view, width), width, 18))),
    make("td", {}, disposition === "open" ? `open, ${log.states[call.state]}` : disposition),
    make("td", { class: "time" }, call.end === null ? "" : durationText(call.end - call.start)));
}

function usePaper() {
  addEventListener("beforeprint", () => {
    const shown = order.slice(0, mostPrinted);
    byID("paper").replaceChildren(
      make("p", {}, `${byID("count").textContent}${shown.length > 0 ? `; bars from ${stretchText(view.from, view.to)}` : ""}`),
      table("printed", "Calls", ["Call", "Session", "Party", "Start (UTC)", "", "Outcome", "Length"],
        make("tbody", {}, ...shown.map(printedRow))),
      shown.length < order.length
        ? make("p", {}, `The first ${countText(shown.length)} of ${countText(order.length)} calls are printed: filter for others.`) : "");
  });
  addEventListener("afterprint", () => byID("paper").replaceChildren());
}
