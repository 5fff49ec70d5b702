import CallLifecycle
import PersonalDataMarks

/// Values of every public type, with marked personal data wherever there can be any.
struct Specimens {
    private(set) var values: [Any] = []

    /// What the marked log reports, and the engine that took it.
    let reports: [DecodedCallEvent]
    let engine: CallSessionEngine

    init() async throws {
        var configuration = CallSessionEngine.Configuration()
        configuration.maximumUnattributed = 1
        configuration.maximumEndpoints = 1
        engine = CallSessionEngine(configuration: configuration)
        reports = try MarkedLog.calls.map { try CallEventDecoder().decode($0) }
        addTexts()
        addNames()
        addEvents()
        try addReaders()
        addReconstruction()
        addEngine()
        try await addJournal()
    }

    mutating func add(_ more: [Any]) { values += more }

    var events: [CallEvent] { reports.compactMap { if case .event(let event) = $0 { event } else { nil } } }

    var foreign: [ForeignCallEvent] { reports.compactMap { if case .foreign(let event) = $0 { event } else { nil } } }

    // MARK: Texts and names

    private mutating func addTexts() {
        add([CallAddress(Mark.number), CallAddress(Mark.uri), CallUserID(Mark.userID), SIPEndpoint(Mark.endpoint)])
        add(Mark.notations.map { CallErrorMessage("no route to \($0), giving up") })
        add([SIPHeaders([Mark.text: Mark.secret]), CallEventDetails([Mark.text: Mark.secret])])
        add([CallProvider(Mark.text), CallErrorType(Mark.text), CallCorrelationID(Mark.text)])
        add(Mark.notations.map { CallClaimID($0) })
        // Identifiers that Daily or a SIP peer made are shown.
        add([CallSessionID("in-1"), SIPCallID("call-1"), CallClientID("1722.94"), CallTraceID("trace")])
    }

    private mutating func addNames() {
        add(CallEventKind.allCases)
        add(CallDirection.allCases)
        add(CallSource.allCases)
        add(CallSignal.allCases)
        add(CallState.allCases)
        add(CallMeasure.allCases)
        add(CallMilestone.allCases)
        add(CallTimeline.Disposition.allCases)
        add(CallTimeline.Ending.allCases)
        add(CallEviction.Reason.allCases)
        add(CallEviction.Kind.allCases)
        add(CallIngestOutcome.Kind.allCases)
        add(CallStamp.Resolution.allCases)
        add(CallWebhookError.allCases)
        add([CallTimelineFilter()])
        add(CallTimelineOrder.allCases)
        add([CallVerdict.advance(to: .connected), CallVerdict.stay, CallNotificationScope.everything])
        add([at(0), CallDuration(from: at(0), to: at(1)), CallStateLimit.none, CallStateLimits()])
    }

    // MARK: What is decoded

    private mutating func addEvents() {
        add(reports)
        add(events)
        add(foreign)
        add(foreign.compactMap { CallAnnotation($0) })
        add(events.map(\.id))
        add(events.map(\.attributes))
        add(events.compactMap(\.attributes.errorDetails))
        add(events.map(\.payload))
        add(events.map { fields(of: $0.payload) })
    }

    private func fields(of payload: CallEvent.Payload) -> Any {
        switch payload {
        case .dialInReady(let fields): fields
        case .dialInConnected(let fields): fields
        case .dialInWarning(let fields): fields
        case .dialInError(let fields): fields
        case .dialInStopped(let fields): fields
        case .dialOutRequested(let fields): fields
        case .dialOutConnected(let fields): fields
        case .dialOutAnswered(let fields): fields
        case .dialOutWarning(let fields): fields
        case .dialOutStopRequested(let fields): fields
        case .dialOutError(let fields): fields
        case .dialOutStopped(let fields): fields
        }
    }

    private mutating func addReaders() throws {
        var reader = CallLogReader()
        var lines: [CallLogReader.Line] = []
        reader.read(MarkedLog.whole) { lines.append($0) }
        // It holds what was cut off the last line.
        add([reader, CallEventDecoder()])
        reader.finish { lines.append($0) }
        add(lines)
        let problems = lines.compactMap { if case .failure(let problem) = $0.result { problem } else { nil } }
        add(problems)
        add(problems.map(\.code))
        let webhook = try VerifiedCallWebhook(
            body: MarkedLog.whole,
            signature: "c2VjcmV0",
            timestamp: "\(start)",
            receivedAt: at(0)
        ) { _, _ in true }
        add([webhook])
    }

    private mutating func addReconstruction() {
        let reconstruction = CallTimeline.reconstruct(jsonLines: MarkedLog.whole)
        let sessions = reconstruction.timelines.map(\.session)
        var reconstructor = CallReconstructor()
        for event in events { reconstructor.add(event) }
        for event in foreign { reconstructor.add(event) }
        add([reconstruction, reconstructor])
        add(reconstruction.timelines)
        add(reconstruction.timelines.flatMap(\.phases))
        add(CallStatistics(reconstruction))
        add(reconstruction.timelines.map(\.notes))
        add(sessions)
        add(sessions.flatMap(\.steps))
        add(sessions.flatMap(\.transitions))
        add(sessions.flatMap(\.violations))
        add(sessions.flatMap { session -> [CallFinding] in session.findings(strictly: true) })
        var places = CallEventPlaces<Int>()
        for event in events { places.note(event, at: 1) }
        add([places])
    }

    private mutating func add(_ statistics: CallStatistics) {
        add([statistics])
        add(statistics.byDirection)
        add(statistics.byProvider)
        add(statistics.byHour)
        add([statistics.total])
        add([statistics.total.answerSeizureRatio])
        add([statistics.total.averageCallDuration].compactMap(\.self))
        add([statistics.total.peak].compactMap(\.self))
        add(Array(statistics.total.durations.values))
    }
}
