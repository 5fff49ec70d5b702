/// Something that is measured: prepared, and then run once.
///
/// One run consists of many operations, so that what is around them does not count.
public struct Workload: Sendable {
    /// By what name a command line and a threshold know it.
    public let name: String

    /// How many operations a run consists of.
    public let operations: Int

    private let prepare: @Sendable () -> Prepared

    init(_ name: String, operations: Int, prepare: @escaping @Sendable () -> Prepared) {
        self.name = name
        self.operations = operations
        self.prepare = prepare
    }

    /// Makes everything ready for one run.
    public func prepared() -> Prepared { prepare() }

    /// A run that is ready; for one use.
    public struct Prepared: Sendable {
        private enum Body: Sendable {
            case oneThread(@Sendable () -> Void)
            case severalTasks(@Sendable () async -> Void)
        }

        private let body: Body

        /// A run on one thread, whose instructions can be counted.
        init(_ body: @escaping @Sendable () -> Void) { self.body = .oneThread(body) }

        /// A run of several tasks.
        init(concurrent body: @escaping @Sendable () async -> Void) { self.body = .severalTasks(body) }

        /// Runs it.
        public func run() async {
            switch body {
            case .oneThread(let body): measured(body)
            case .severalTasks(let body): await body()
            }
        }

        /// Runs it without any other thread, for callgrind; `false` if it needs some.
        public func runAlone() -> Bool {
            guard case .oneThread(let body) = body else { return false }
            measured(body)
            return true
        }
    }

    /// Finds one by its name.
    public static func named(_ name: String) -> Workload? { all.first { $0.name == name } }

    /// All of them, each followed by what it is held against.
    public static let all: [Workload] = [
        .step, .switchStep,
        .ingestOpen, .dictionaryOpen,
        .ingestOpening, .ingestCallsTenth,
        .ingestCalls, .dictionaryCalls,
        .ingestTelling, .ingestStreaming, .bareStream,
        .decode, .reconstruct, .render,
    ]
}

/// Under this name a profiler finds what is measured: what is around it is not counted.
@inline(never)
func measured(_ body: () -> Void) { body() }

/// Takes a value as if it were used, so that what it comes from is not optimised away.
@inline(never)
func use<Value>(_ value: Value) { withExtendedLifetime(value) {} }
