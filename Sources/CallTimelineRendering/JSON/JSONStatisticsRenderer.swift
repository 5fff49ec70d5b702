public import CallLifecycle

/// Writes the figures of a log as one JSON object, on one line.
///
/// The keys and their order are those of `Docs/Statistics.md`. Durations are in seconds, ratios from 0 to 1 with the
/// counts behind them; what is unknown, such as a ratio of nothing, is `null`. Providers' names are masked.
public struct JSONStatisticsRenderer: CallReportRenderer {
    /// The percentiles that are written.
    static let percents = [50, 90, 95, 99]

    private let mask = PersonalDataMask(reveals: false)

    /// A renderer.
    public init() {}

    /// The figures of the calls.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        try write(render(CallStatistics(calls)) + "\n")
    }

    /// The figures, on one line without its end.
    public func render(_ statistics: CallStatistics) -> String {
        let object = JSONObject([
            "from": stamp(statistics.span?.lowerBound),
            "to": stamp(statistics.span?.upperBound),
            "total": .object(figures(statistics.total, JSONObject())),
            "byDirection": groups(statistics.byDirection) { JSONObject(["direction": .string($0.rawValue)]) },
            "byProvider": groups(statistics.byProvider) { provider in
                JSONObject(["provider": provider.map { .string(mask.text($0)) } ?? .null])
            },
            "byHour": groups(statistics.byHour) { JSONObject(["hour": stamp($0)]) },
            "busiestHour": stamp(statistics.busiestHour?.key),
        ])
        return JSONValue.object(object).text
    }

    private func groups<Key>(
        _ groups: [CallStatistics.Group<Key>],
        _ key: (Key) -> JSONObject
    ) -> JSONValue {
        .array(groups.map { .object(figures($0.figures, key($0.key))) })
    }

    private func figures(_ figures: CallFigures, _ object: JSONObject) -> JSONObject {
        var object = object
        object.append("attempts", number(figures.attempts))
        object.append("sessions", number(figures.sessions))
        object.append("sessionlessErrors", number(figures.sessionlessErrors))
        object.append("sessionlessWarnings", number(figures.sessionlessWarnings))
        object.append("openSessions", number(figures.openSessions))
        object.append("incompleteSessions", number(figures.incompleteSessions))
        object.append("irregularSessions", number(figures.irregularSessions))
        object.append("warnings", number(figures.warnings))
        var dispositions = JSONObject()
        for disposition in CallTimeline.Disposition.allCases {
            dispositions.append(disposition.rawValue, number(figures.dispositions[disposition] ?? 0))
        }
        object.append("dispositions", .object(dispositions))
        object.append("answerSeizureRatio", ratio(figures.answerSeizureRatio))
        object.append("sessionCompletionRatio", ratio(figures.sessionCompletionRatio))
        object.append("averageCallDuration", figures.averageCallDuration.map(average) ?? .null)
        object.append("peakConcurrency", figures.peak.map(peak) ?? .null)
        var durations = JSONObject()
        for measure in CallMeasure.allCases {
            durations.append(measure.rawValue, figures.durations[measure].map(distribution) ?? .null)
        }
        object.append("durations", .object(durations))
        return object
    }

    private func ratio(_ ratio: CallRatio) -> JSONValue {
        .object(
            JSONObject([
                "value": ratio.value.map { .number("\($0)") } ?? .null,
                "count": number(ratio.count),
                "total": number(ratio.total),
            ])
        )
    }

    private func average(_ average: CallFigures.Average) -> JSONValue {
        .object(JSONObject(["seconds": .seconds(average.milliseconds), "count": number(average.count)]))
    }

    private func peak(_ peak: CallConcurrency) -> JSONValue {
        .object(JSONObject(["count": number(peak.count), "at": stamp(peak.at)]))
    }

    private func distribution(_ distribution: CallDurationDistribution) -> JSONValue {
        var object = JSONObject([
            "count": number(distribution.count),
            "minimum": .seconds(distribution.minimumMilliseconds),
        ])
        for percent in Self.percents {
            object.append("p\(percent)", .seconds(distribution.percentileMilliseconds(percent)))
        }
        object.append("maximum", .seconds(distribution.maximumMilliseconds))
        object.append("mean", .seconds(distribution.meanMilliseconds))
        object.append("uncertainty", .seconds(distribution.uncertaintyMilliseconds))
        let bounds = CallDurationDistribution.bounds.map { JSONValue.number("\($0)") } + [.null]
        let classes = zip(bounds, distribution.histogram)
            .map { bound, count in
                JSONValue.object(JSONObject(["upTo": bound, "count": number(count)]))
            }
        object.append("histogram", .array(classes))
        return .object(object)
    }

    private func number(_ count: Int) -> JSONValue { .number("\(count)") }

    private func stamp(_ stamp: CallStamp?) -> JSONValue { stamp.map { .string("\($0)") } ?? .null }
}

extension JSONValue {
    /// Milliseconds as seconds, exact and without trailing zeros.
    static func seconds(_ milliseconds: Int64) -> JSONValue {
        var digits = CallDuration.seconds(milliseconds)
        while digits.last == "0" { digits.removeLast() }
        if digits.last == "." { digits.removeLast() }
        return .number(digits)
    }
}
