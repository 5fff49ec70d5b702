import CallLifecycle
import PersonalDataMarks
import Testing

@Suite("Personal data, sent through every output,")
struct PrivacyTests {
    /// Types that have no values.
    private static let namespaces: Set = ["PersonalData", "CallTransitionTable"]

    @Test("shows in nothing that is printed, interpolated, debugged, dumped or mirrored")
    func outputs() async throws {
        for value in try await Specimens().values {
            for text in writings(of: value) {
                let leaks = Mark.leaks(in: text)
                #expect(leaks.isEmpty, "\(name(of: value)): \(text.prefix(2000))")
                if !leaks.isEmpty { break }
            }
        }
    }

    @Test("passes through values of every public type")
    func types() async throws {
        let covered = Set(try await Specimens().values.map(name))
        let declared = try PublicTypes.names(in: "CallLifecycle")
        #expect(declared.count > 70)
        #expect(declared.subtracting(covered) == Self.namespaces, "add a specimen of a type that is new")
    }

    @Test("passes through every outcome, and everything that can be evicted")
    func cases() async throws {
        let values = try await Specimens().values
        let outcomes = Set(values.compactMap { ($0 as? CallIngestOutcome)?.kind })
        // These carry nothing.
        let bare: Set<CallIngestOutcome.Kind> = [
            .duplicate, .endpointUnknown, .surplusWarning, .sessionFull, .tooLarge,
        ]
        #expect(outcomes.union(bare) == Set(CallIngestOutcome.Kind.allCases))
        let evicted = Set(values.compactMap { ($0 as? CallEviction.Subject)?.kind })
        #expect(evicted == Set(CallEviction.Kind.allCases))
    }

    @Test("would be noticed: what is stored as it was received shows it")
    func noticed() async throws {
        let values = try await Specimens().values
        #expect(values.compactMap { ($0 as? CallEvent)?.json }.contains { Mark.leaks(in: $0).count > 1 })
        #expect(values.compactMap { ($0 as? ForeignCallEvent)?.json }.contains { Mark.leaks(in: $0).count > 1 })
        for notation in Mark.notations { #expect(!Mark.leaks(in: notation).isEmpty, "\(notation)") }
        #expect(!Mark.leaks(in: "\(Array(Mark.user.utf8))").isEmpty)
    }

    private func name(of value: Any) -> String {
        let name = String(reflecting: type(of: value)).prefix { $0 != "<" }
        return name.hasPrefix("CallLifecycle.") ? String(name.dropFirst("CallLifecycle.".count)) : String(name)
    }
}
