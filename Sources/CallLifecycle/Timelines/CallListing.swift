/// Calls in an order, for whoever looks at one after the other.
package protocol CallListing: Sendable {
    /// How many calls there are.
    var callCount: Int { get }

    /// The events that belong to no call.
    var unattributed: [CallEvent] { get }

    /// Lends some of the calls in their order.
    func forEachCall(in range: Range<Int>, _ body: (borrowing CallTimeline) -> Void)

    /// About how many bytes a report of some of the calls will have.
    ///
    /// To ask for it before they are read one by one makes them cheaper: it touches the memory of each, and does not wait
    /// for one before it asks for the next, so that all of it is near by when it is needed.
    func reportSize(of range: Range<Int>) -> Int
}

extension CallReconstruction: CallListing {
    package var callCount: Int { timelines.count }

    package func forEachCall(in range: Range<Int>, _ body: (borrowing CallTimeline) -> Void) {
        let timelines = timelines.span
        for index in range { body(timelines[index]) }
    }

    package func reportSize(of range: Range<Int>) -> Int {
        let timelines = timelines.span
        return range.reduce(0) { $0 + timelines[$1].session.reportSize }
    }
}

extension CallSession {
    /// About how many bytes a report of it will have.
    var reportSize: Int { 512 + 128 * steps.count + steps.look(at: 0) { $0.event.told.packedSize } }
}
