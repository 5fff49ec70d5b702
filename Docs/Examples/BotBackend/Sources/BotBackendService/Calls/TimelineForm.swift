import CallLifecycle
import CallTimelineRendering

/// The forms in which a call's timeline is shown.
enum TimelineForm: String, CaseIterable {
    case json
    case svg
    case html

    /// The form that a client accepts: of several the one that it prefers, JSON where it says nothing.
    ///
    /// - Parameter accept: The values of the request's `Accept` fields (RFC 9110, section 12.5.1).
    init?(accepting accept: [String]) {
        let ranges = accept.flatMap { $0.split(separator: ",") }.map(MediaRange.init)
        guard !ranges.isEmpty else {
            self = .json
            return
        }
        var best: (form: TimelineForm, quality: Double)?
        for form in Self.allCases {
            let quality = form.quality(in: ranges)
            if quality > best?.quality ?? 0 { best = (form, quality) }
        }
        guard let best else { return nil }
        self = best.form
    }

    /// What the form is called in `Content-Type`.
    var mediaType: String {
        switch self {
        case .json: "application/json; charset=utf-8"
        case .svg: "image/svg+xml; charset=utf-8"
        case .html: "text/html; charset=utf-8"
        }
    }

    /// What a browser may do with it.
    ///
    /// The page brings the rest of its policy along: its own script and style by their hashes, and nothing else.
    var policy: String {
        switch self {
        case .json: "default-src 'none'; frame-ancestors 'none'"
        case .svg: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        case .html: "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        }
    }

    /// A timeline in this form, personal data masked; a call that has not ended lasts until a moment.
    func render(_ timeline: CallTimeline, asOf now: CallStamp?) -> String {
        let call = CallReconstruction(timelines: [timeline], asOf: now)
        return switch self {
        case .json: JSONTimelineRenderer().render(timeline) + "\n"
        case .svg: SVGReportRenderer().render(call)
        case .html: HTMLReportRenderer(home: "/").render(call)
        }
    }

    /// How much the form is liked: the quality of the most specific range that it is in.
    private func quality(in ranges: [MediaRange]) -> Double {
        let name = mediaType.prefix { $0 != ";" }
        let type = name.prefix { $0 != "/" }
        let candidates = [String(name), "\(type)/*", "*/*"]
        for candidate in candidates {
            if let range = ranges.first(where: { $0.name == candidate }) { return range.quality }
        }
        return 0
    }
}

/// One range of an `Accept` field: `text/html;q=0.9`.
private struct MediaRange {
    let name: String
    let quality: Double

    init(_ text: Substring) {
        let parts = text.lowercased().filter { $0 != " " && $0 != "\t" }.split(separator: ";")
        name = parts.first.map(String.init) ?? ""
        let parameter = parts.dropFirst().first { $0.hasPrefix("q=") }
        quality = parameter.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
    }
}
