public import CallLifecycle

/// Writes what a log says of its calls as a document of some format.
///
/// Renderers are values that see no more than public timelines. They mask personal data unless they are told to reveal
/// it, and what a hostile sender put into an event is text in their format, never markup, a control or a formula.
///
/// All of them work on the caller's thread, in a time that grows as the number of events does. JSON, CSV, ladders, traces
/// and the page are handed over while they are written; tables, pictures and figures are made whole first.
public protocol CallReportRenderer: Sendable {
    /// Writes the document, piece by piece.
    ///
    /// - Parameters:
    ///   - calls: What was reconstructed, or the part of it that somebody asked for.
    ///   - write: Takes each piece, which ends anywhere; together they are the document, with a line feed at its end.
    /// - Throws: What `write` throws.
    func render<Failure>(
        _ calls: CallReconstruction,
        to write: (String) throws(Failure) -> Void
    ) throws(Failure)
}

extension CallReportRenderer {
    /// The document as a whole.
    public func render(_ calls: CallReconstruction) -> String {
        var document = ""
        render(calls) { document += $0 }
        return document
    }
}
