extension CallEventKind {
    /// The kind that a client event's `action` names.
    init?(action: JSONScanner.Text, in line: Span<UInt8>) {
        self.init(action, in: line, among: WireNames.actions)
    }

    /// The kind that a webhook's `type` names, such as `dialin.connected`.
    init?(webhookType: JSONScanner.Text, in line: Span<UInt8>) {
        self.init(webhookType, in: line, among: WireNames.webhookTypes)
    }

    private init?(_ text: JSONScanner.Text, in line: Span<UInt8>, among names: [WireName]) {
        guard !text.isEscaped else {
            let bytes = JSONScanner.unescaped(line, text.range)
            self.init(JSONScanner.Text(range: 0..<bytes.count, isEscaped: false), in: bytes.span, among: names)
            return
        }
        let found = WireName(line, text.range, .dialInReady)
        guard let name = names.first(where: { $0.hasSameText(as: found) }) else { return nil }
        self = name.kind
    }
}

private enum WireNames {
    static let actions = CallEventKind.allCases.map { WireName($0.rawValue, $0) }
    static let webhookTypes = CallEventKind.allCases.compactMap { kind in kind.webhookType.map { WireName($0, kind) } }
}

/// The name of a kind in three words: the longest has 22 bytes.
private struct WireName {
    private let words: (UInt64, UInt64, UInt64)
    private let count: Int
    let kind: CallEventKind

    init(_ line: Span<UInt8>, _ range: Range<Int>, _ kind: CallEventKind) {
        words = (
            line.word(at: range.lowerBound, limit: range.upperBound),
            line.word(at: range.lowerBound + 8, limit: range.upperBound),
            line.word(at: range.lowerBound + 16, limit: range.upperBound)
        )
        count = range.count
        self.kind = kind
    }

    init(_ name: String, _ kind: CallEventKind) {
        let bytes = Array(name.utf8)
        precondition(bytes.count <= 24)
        self.init(bytes.span, 0..<bytes.count, kind)
    }

    func hasSameText(as other: WireName) -> Bool { count == other.count && words == other.words }
}
