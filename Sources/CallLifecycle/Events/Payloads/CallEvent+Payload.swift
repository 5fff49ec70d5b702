extension CallEvent {
    /// An event's fields by the names of its kind.
    ///
    /// Only what every wire form keeps is not optional: the session ID, where Daily promises one.
    public enum Payload: Sendable, Hashable {
        /// `dialin-ready`.
        case dialInReady(DialInReady)
        /// `dialin-connected`.
        case dialInConnected(DialInConnected)
        /// `dialin-warning`.
        case dialInWarning(DialInWarning)
        /// `dialin-error`.
        case dialInError(DialInError)
        /// `dialin-stopped`.
        case dialInStopped(DialInStopped)
        /// `dialout-requested`, recorded by the application.
        case dialOutRequested(DialOutRequested)
        /// `dialout-connected`.
        case dialOutConnected(DialOutConnected)
        /// `dialout-answered`.
        case dialOutAnswered(DialOutAnswered)
        /// `dialout-warning`.
        case dialOutWarning(DialOutWarning)
        /// `dialout-stop-requested`, recorded by the application.
        case dialOutStopRequested(DialOutStopRequested)
        /// `dialout-error`.
        case dialOutError(DialOutError)
        /// `dialout-stopped`.
        case dialOutStopped(DialOutStopped)
    }

    /// An event with this payload.
    ///
    /// - Parameters:
    ///   - payload: What happened.
    ///   - stamp: When it happened.
    ///   - source: Who reported it; the application's own actions always come from the application.
    public init(_ payload: Payload, at stamp: CallStamp, source: CallSource = .client) {
        func event(
            _ kind: CallEventKind,
            _ sessionID: CallSessionID?,
            _ fields: some PayloadFields,
            _ message: CallErrorMessage? = nil
        ) -> CallEvent {
            CallEvent(
                kind: kind,
                sessionID: sessionID,
                stamp: stamp,
                source: kind.isApplicationAction ? .application : source,
                message: message,
                attributes: fields.attributes
            )
        }
        self =
            switch payload {
            case .dialInReady(let it): event(.dialInReady, nil, it)
            case .dialInConnected(let it): event(.dialInConnected, it.sessionID, it)
            case .dialInWarning(let it): event(.dialInWarning, it.sessionID, it, it.errorMessage)
            case .dialInError(let it): event(.dialInError, it.sessionID, it, it.errorMessage)
            case .dialInStopped(let it): event(.dialInStopped, it.sessionID, it)
            case .dialOutRequested(let it): event(.dialOutRequested, it.sessionID, it)
            case .dialOutConnected(let it): event(.dialOutConnected, it.sessionID, it)
            case .dialOutAnswered(let it): event(.dialOutAnswered, it.sessionID, it)
            case .dialOutWarning(let it): event(.dialOutWarning, it.sessionID, it, it.errorMessage)
            case .dialOutStopRequested(let it): event(.dialOutStopRequested, it.sessionID, it)
            case .dialOutError(let it): event(.dialOutError, it.sessionID, it, it.errorMessage)
            case .dialOutStopped(let it): event(.dialOutStopped, it.sessionID, it)
            }
    }

    /// An event of a kind that is known only when the program runs, for what tests are made of.
    ///
    /// - Parameters:
    ///   - kind: What happened.
    ///   - sessionID: The session. Where Daily promises one and it is `nil`, it is `unknown`; `dialin-ready` has none.
    ///   - stamp: When it happened.
    ///   - source: Who reported it; the application's own actions always come from the application.
    ///   - message: The message; only errors and warnings have one.
    ///   - attributes: What else is told, of which an event has what its kind has fields for.
    package init(
        _ kind: CallEventKind,
        of sessionID: CallSessionID?,
        at stamp: CallStamp,
        source: CallSource = .client,
        message: CallErrorMessage? = nil,
        attributes: CallAttributes = CallAttributes()
    ) {
        let all = CallEvent(
            kind: kind,
            sessionID: sessionID ?? (kind.requiresSession ? "unknown" : nil),
            stamp: stamp,
            source: source,
            message: message,
            attributes: attributes
        )
        self.init(all.payload, at: stamp, source: source)
    }

    /// The event's fields by the names of its kind.
    ///
    /// Fields that only other wire forms carry are in ``attributes``.
    public var payload: Payload {
        // Both ways to make an event see to it that the session ID is there where its kind requires one.
        let id = sessionID ?? ""
        return switch kind {
        case .dialInReady: .dialInReady(fill(DialInReady(sipEndpoint: nil)))
        case .dialInConnected: .dialInConnected(fill(DialInConnected(sessionID: id)))
        case .dialInWarning: .dialInWarning(fill(DialInWarning(sessionID: id, errorMessage: message)))
        case .dialInError: .dialInError(fill(DialInError(sessionID: id, errorMessage: message)))
        case .dialInStopped: .dialInStopped(fill(DialInStopped(sessionID: id)))
        case .dialOutRequested: .dialOutRequested(fill(DialOutRequested(sessionID: id)))
        case .dialOutConnected: .dialOutConnected(fill(DialOutConnected(sessionID: id)))
        case .dialOutAnswered: .dialOutAnswered(fill(DialOutAnswered(sessionID: id)))
        case .dialOutWarning: .dialOutWarning(fill(DialOutWarning(sessionID: sessionID, errorMessage: message)))
        case .dialOutStopRequested: .dialOutStopRequested(fill(DialOutStopRequested(sessionID: id)))
        case .dialOutError: .dialOutError(fill(DialOutError(sessionID: sessionID, errorMessage: message)))
        case .dialOutStopped: .dialOutStopped(fill(DialOutStopped(sessionID: id)))
        }
    }

    private func fill<Fields: PayloadFields>(_ empty: Fields) -> Fields {
        Fields.fields.reduce(into: empty) { filled, field in field.load(attributes, &filled) }
    }
}
