extension CallEventKind {
    /// The kind that a client event's `action` names.
    init?(action: JSONScanner.Text, in line: Span<UInt8>) {
        self.init(action, in: line, among: KindNames.actions)
    }

    /// The kind that a webhook's `type` names, such as `dialin.connected`.
    init?(webhookType: JSONScanner.Text, in line: Span<UInt8>) {
        self.init(webhookType, in: line, among: KindNames.webhookTypes)
    }

    private init?(_ text: JSONScanner.Text, in line: Span<UInt8>, among names: KindNames) {
        guard !text.isEscaped else {
            let bytes = JSONScanner.unescaped(line, text.range)
            self.init(JSONScanner.Text(range: 0..<bytes.count, isEscaped: false), in: bytes.span, among: names)
            return
        }
        guard let number = names.table.number(of: text.range, in: line) else { return nil }
        self = names.kinds[number]
    }
}

/// The kinds, and a table of their names in the same order.
private struct KindNames: Sendable {
    static let actions = KindNames(CallEventKind.allCases) { $0.rawValue }
    static let webhookTypes = KindNames(CallEventKind.allCases.filter { !$0.isApplicationAction }) { $0.webhookType }

    let kinds: ConstantTable<CallEventKind>
    let table: NameTable

    private init(_ kinds: [CallEventKind], _ name: (CallEventKind) -> String?) {
        self.kinds = ConstantTable(kinds)
        table = NameTable(kinds.compactMap(name))
    }
}
