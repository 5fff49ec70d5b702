public import CallLifecycle

/// Draws calls as an SVG picture: one call as its ladder, several as lanes on one axis of time.
///
/// The picture is a file of its own that needs no font, script or network, reads on dark and on light, and has a title
/// and a description for screen readers. It draws no more than ``maximumLanes`` calls and ``maximumRows`` events of a
/// call, and says what it leaves out. Personal data is masked.
public struct SVGReportRenderer: CallReportRenderer {
    /// How many calls are drawn at most: the first.
    public static let maximumLanes = 500

    /// How many events and notes of a ladder are drawn at most: the first.
    public static let maximumRows = 200

    let mask: PersonalDataMask

    /// A renderer that masks personal data, unless told otherwise.
    public init(revealingPersonalData: Bool = false) {
        mask = PersonalDataMask(reveals: revealingPersonalData)
    }

    /// The ladder of the only call, or the overview of all there is.
    public func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure) {
        if calls.timelines.count == 1, calls.unattributed.isEmpty {
            try write(ladder(of: calls.timelines[0]))
        } else {
            try write(overview(of: calls))
        }
    }
}
