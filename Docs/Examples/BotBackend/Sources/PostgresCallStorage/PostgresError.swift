/// Why the database did not do what it was asked.
///
/// Says what the server or the connection said in one sentence, and never what was sent: that is personal data.
package struct PostgresError: Error, Hashable {
    /// What kind of problem it is.
    package enum Kind: Sendable, Hashable {
        /// There is no connection: the server is down, starting, cannot be reached, or does not let this client in.
        case noConnection

        /// The server has not answered in time, and may or may not have done what it was asked.
        case timedOut

        /// The server refused, with its SQLSTATE.
        case refused(String)

        /// What the database holds cannot be gone on with.
        ///
        /// It was replaced by an older copy of itself, it was written by a later version of this service, or it does
        /// not keep what it says it has kept.
        case unusable
    }

    /// What kind of problem it is.
    package let kind: Kind

    /// What happened, in a sentence.
    package let explanation: String

    init(_ kind: Kind, _ explanation: String) {
        self.kind = kind
        self.explanation = explanation
    }
}

extension PostgresError: CustomStringConvertible {
    /// `no connection: connection to server at "10.0.0.7", port 5432 failed: Connection refused`.
    package var description: String {
        switch kind {
        case .noConnection: "no connection: \(explanation)"
        case .timedOut: "no answer in time: \(explanation)"
        case .refused(let state): "refused (\(state)): \(explanation)"
        case .unusable: "unusable: \(explanation)"
        }
    }
}
