public import CallLifecycle

/// Writes the figures of a log for a person at a terminal: ratios with the counts behind them, how calls turned out,
/// when there were most, how long things took, and what biases all of it.
///
/// What is unknown, such as a ratio of nothing, is a dash. Providers' names are masked.
public struct TextStatisticsRenderer: CallReportRenderer {
    private let width: Int?
    private let palette: TerminalPalette
    private let mask = PersonalDataMask(reveals: false)

    /// A renderer without colour, unless told otherwise.
    ///
    /// - Parameters:
    ///   - width: How many columns the terminal has: what says least is left out where there is no room. `nil` writes
    ///     everything.
    ///   - usingColour: Whether titles and bars are set off, by escape sequences that terminals understand.
    public init(width: Int? = nil, usingColour: Bool = false) {
        self.width = width
        palette = TerminalPalette(isEnabled: usingColour)
    }

    /// The figures of the calls.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try write(render(CallStatistics(calls)) + "\n")
    }

    /// The figures, over several lines, the last without its end.
    public func render(_ statistics: CallStatistics) -> String {
        let groups = self.groups(statistics)
        let sections = [
            heading(statistics),
            section("Ratios", ratios(groups, statistics.total)),
            section("How calls turned out", outcomes(groups)),
            section("By the hour they began in, UTC", hours(statistics)),
            section("Durations", durations(groups)),
            section("How long", histograms(statistics.total)),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [palette.strong(title)] + lines
    }

    // MARK: What there was, and what biases it

    private func heading(_ statistics: CallStatistics) -> [String] {
        let total = statistics.total
        guard let span = statistics.span else { return [palette.strong("no calls")] }
        let biases = [
            ("not ended, and not counted as completed", total.openSessions),
            ("with events that were lost", total.incompleteSessions),
            ("with illegal events", total.irregularSessions),
            ("failed before they had a session, and counted as attempts", total.sessionlessErrors),
            ("warnings that belong to no session", total.sessionlessWarnings),
        ]
        let busiest = [
            total.peak.map { "busiest moment: \(calls($0.count)) at once, first at \($0.at)" },
            statistics.busiestHour.map { "busiest hour: \(Self.hour($0.key)), \($0.figures.attempts) attempts" },
        ]
        return ["\(palette.strong(calls(total.sessions))), \(span.lowerBound) to \(span.upperBound)"]
            + biases.filter { $0.1 > 0 }.map { "  \($0.0): \($0.1)" }
            + busiest.compactMap { $0.map { "  \($0)" } }
    }

    private func calls(_ count: Int) -> String { count == 1 ? "1 call" : "\(count) calls" }

    // MARK: Tables

    /// All calls, then those of each direction and provider, by what they are called.
    private func groups(_ statistics: CallStatistics) -> [(name: String, figures: CallFigures)] {
        [("all calls", statistics.total)] + statistics.byDirection.map { ("\($0.key)", $0.figures) }
            + statistics.byProvider.map {
                ($0.key.map { "by \(mask.text($0).printable)" } ?? "by none told", $0.figures)
            }
    }

    private static let ratioColumns = [
        TextTable.Column(title: ["attempts"], alignment: .right),
        TextTable.Column(title: ["answer-seizure", "ratio"], alignment: .right),
        TextTable.Column(title: ["session", "completion ratio"], alignment: .right),
        TextTable.Column(title: ["average", "call duration"], alignment: .right, weight: 3),
        TextTable.Column(title: ["peak", "concurrency"], alignment: .right, weight: 2),
    ]

    private func ratioCells(_ figures: CallFigures) -> [TextTable.Cell] {
        [
            TextTable.Cell("\(figures.attempts)"),
            TextTable.Cell(text(figures.answerSeizureRatio)),
            TextTable.Cell(text(figures.sessionCompletionRatio)),
            TextTable.Cell(
                figures.averageCallDuration
                    .map { "\(CallDuration.text(milliseconds: $0.milliseconds)) of \($0.count)" } ?? Self.unknown
            ),
            TextTable.Cell(figures.peak.map { "\($0.count)" } ?? Self.unknown),
        ]
    }

    private func ratios(_ groups: [(name: String, figures: CallFigures)], _ total: CallFigures) -> [String] {
        guard total.attempts > 0 else { return [] }
        let rows = groups.map { [TextTable.Cell($0.name)] + ratioCells($0.figures) }
        return table([TextTable.Column()] + Self.ratioColumns, rows)
    }

    private func outcomes(_ groups: [(name: String, figures: CallFigures)]) -> [String] {
        let counts: [(title: [String], weight: Int?, count: (CallFigures) -> Int)] =
            CallTimeline.Disposition.allCases.map { disposition in
                ([disposition.rawValue], nil, { $0.dispositions[disposition] ?? 0 })
            } + [
                (["events", "lost"], 3, \.incompleteSessions), (["illegal", "events"], 2, \.irregularSessions),
                (["warnings"], 1, \.warnings),
            ]
        let columns =
            [TextTable.Column()]
            + counts.map { TextTable.Column(title: $0.title, alignment: .right, weight: $0.weight) }
        let rows = groups.filter { $0.figures.sessions > 0 }
            .map { group in
                [TextTable.Cell(group.name)] + counts.map { TextTable.Cell("\($0.count(group.figures))") }
            }
        return rows.isEmpty ? [] : table(columns, rows)
    }

    private func hours(_ statistics: CallStatistics) -> [String] {
        guard let most = statistics.busiestHour?.figures.attempts else { return [] }
        let columns =
            [TextTable.Column()] + Self.ratioColumns.prefix(1) + [TextTable.Column(weight: 1, elastic: 5...20)]
        let rows = statistics.byHour.map { hour in
            let cells = ratioCells(hour.figures)
            return [TextTable.Cell(Self.hour(hour.key)), cells[0], bar(hour.figures.attempts, of: most)]
                + cells.dropFirst()
        }
        return table(columns + Self.ratioColumns.dropFirst(), rows)
    }

    /// Each measure over all calls, then over those of each group that not all of them belong to.
    private func durations(_ groups: [(name: String, figures: CallFigures)]) -> [String] {
        let percents = JSONStatisticsRenderer.percents
        let titles: [(title: String, weight: Int?)] =
            [("calls", nil), ("shortest", 4)]
            + percents.map { ("\($0) %", $0 == 50 ? nil : $0 == 90 ? 1 : $0) }
            + [("longest", nil), ("mean", 3), ("± at most", 2)]
        let columns =
            [TextTable.Column(), TextTable.Column()]
            + titles.map { TextTable.Column(title: [$0.title], alignment: .right, weight: $0.weight) }
        var rows: [[TextTable.Cell]] = []
        for measure in CallMeasure.allCases {
            let known = groups.compactMap { group in group.figures.durations[measure].map { (group.name, $0) } }
            for (index, (name, distribution)) in known.enumerated()
            where index == 0 || distribution.count < known[0].1.count {
                let milliseconds =
                    [distribution.minimumMilliseconds] + percents.map { distribution.percentileMilliseconds($0) }
                    + [
                        distribution.maximumMilliseconds, distribution.meanMilliseconds,
                        distribution.uncertaintyMilliseconds,
                    ]
                let texts =
                    [index == 0 ? measure.title : "", name, "\(distribution.count)"]
                    + milliseconds.map { CallDuration.text(milliseconds: $0) }
                rows.append(texts.map { TextTable.Cell($0) })
            }
        }
        return rows.isEmpty ? [] : table(columns, rows)
    }

    /// How many of the durations are in each class, from the first class with any to the last.
    private func histograms(_ figures: CallFigures) -> [String] {
        let bounds = CallDurationDistribution.bounds.map { $0 * 1000 }
        let names = bounds.map { "≤ \(Self.bound($0))" } + ["> \(bounds.last.map(Self.bound) ?? "")"]
        var rows: [[TextTable.Cell]] = []
        for measure in CallMeasure.allCases {
            guard let counts = figures.durations[measure]?.histogram,
                let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 })
            else { continue }
            for index in first...last {
                rows.append([
                    TextTable.Cell(index == first ? measure.title : ""), TextTable.Cell(names[index]),
                    TextTable.Cell("\(counts[index])"), bar(counts[index], of: counts.max() ?? 0),
                ])
            }
        }
        guard !rows.isEmpty else { return [] }
        return table(
            [
                TextTable.Column(), TextTable.Column(alignment: .right), TextTable.Column(alignment: .right),
                TextTable.Column(elastic: 5...40),
            ],
            rows
        )
    }

    private func table(_ columns: [TextTable.Column], _ rows: [[TextTable.Cell]]) -> [String] {
        TextTable(columns, rows).lines(indent: "  ", within: width, title: palette.faint)
    }

    // MARK: Texts

    private static let unknown = "–"

    /// A share in per cent, with the counts behind it.
    private func text(_ ratio: CallRatio) -> String {
        guard let value = ratio.value else { return Self.unknown }
        let perMille = Int((value * 1000).rounded())
        return "\(perMille / 10).\(perMille % 10) % (\(ratio.count) of \(ratio.total))"
    }

    /// A bar that is as long as there is room for the most; what there is any of has some.
    private func bar(_ count: Int, of most: Int) -> TextTable.Cell {
        TextTable.Cell(drawing: { [palette] width in
            guard count > 0, most > 0 else { return ("", "") }
            let bar = String(repeating: "█", count: max(1, (width * count + most / 2) / most))
            return (bar, palette.faint(bar))
        })
    }

    /// An hour of a day, such as `2026-03-01 10:00`.
    private static func hour(_ stamp: CallStamp) -> String {
        let text = "\(stamp)"
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }

    /// A bound of a class: `30 s`, `5 min`, `1 h`.
    private static func bound(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        return seconds < 60 ? "\(seconds) s" : seconds < 3600 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }
}
