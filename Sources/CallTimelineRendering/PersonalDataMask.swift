package import CallLifecycle

/// How a renderer shows what may be personal data: masked, or as it is.
///
/// The texts may hold anything that a sender put in: every format escapes them as it must.
package struct PersonalDataMask: Sendable {
    let reveals: Bool

    package init(reveals: Bool) { self.reveals = reveals }

    /// A phone number or a SIP address.
    package func address(_ address: CallAddress) -> String {
        reveals ? address.rawValue : PersonalData.maskedAddress(address.rawValue)
    }

    /// A SIP endpoint.
    func address(_ endpoint: SIPEndpoint) -> String { address(CallAddress(endpoint.rawValue)) }

    /// What a sender or the application chose to call something, or wrote: it may hold a number.
    func text(_ text: String) -> String { reveals ? text : PersonalData.masked(text) }

    func text(_ identifier: some CallIdentifier) -> String { text(identifier.rawValue) }

    func text(_ message: CallErrorMessage) -> String { text(message.rawValue) }

    /// The details of a note, by name; the values are not shown at all where they are not to be revealed.
    func details(_ details: CallEventDetails) -> [(name: String, value: String)] {
        reveals
            ? details.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            : details.maskedNames.map { ($0, PersonalData.bullets) }
    }
}
