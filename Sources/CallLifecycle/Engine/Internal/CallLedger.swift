/// Everything known about all calls, kept up to date event by event: the engine's state without its subscribers.
///
/// Pure: no clock, no lock, no effects. What it does to sessions equals, at every moment, what ``CallReconstructor``
/// makes of the same events at once.
struct CallLedger: Sendable {
    private(set) var sessions: [CallSessionID: CallSession] = [:]
    private(set) var endpoints = CallEndpoints()
    private var sessionless = SessionlessEvents()
    /// How many transitions were announced so far.
    private var sequence: UInt64 = 0

    /// What an event did: its outcome, and everything that subscribers are to hear of it, in order.
    struct Change {
        var outcome: CallIngestOutcome
        var announcements: [CallNotification] = []
    }

    /// The events that belong to no session so far, by stamp, then name, then message.
    var unattributed: [CallEvent] { sessionless.unattributed }

    /// Takes an event. O(1) for one that comes last in its session.
    mutating func ingest(_ event: CallEvent) -> Change {
        if event.kind == .dialInReady { return ready(event) }
        guard let id = event.sessionID else { return ingestSessionless(event) }
        let sipCallIDBefore = sessions[id]?.ownSIPCallID
        var change = place(event, in: id)
        let sipCallID = sessions[id]?.ownSIPCallID
        if sipCallID != sipCallIDBefore {
            sessionless.reindex(id, from: sipCallIDBefore, to: sipCallID)
            change.announcements += settle([sipCallIDBefore, sipCallID].compactMap(\.self))
        }
        return change
    }

    private mutating func ready(_ event: CallEvent) -> Change {
        guard let endpoint = event.attributes.sipEndpoint else { return Change(outcome: .endpointUnknown) }
        guard endpoints.insert(endpoint, readyAt: event.stamp) else { return Change(outcome: .duplicate) }
        return Change(outcome: .endpointReady(endpoint), announcements: [.endpointReady(endpoint)])
    }

    /// Puts an event into a session, and says what that changed.
    private mutating func place(_ event: CallEvent, in id: CallSessionID) -> Change {
        let insertion: CallSession.Insertion
        if let known = sessions[id]?.insert(event) {
            insertion = known
        } else {
            let session = CallSession(id: id, first: event)
            sessions[id] = session
            insertion = .appended(session.steps[0])
        }
        guard let session = sessions[id] else { return Change(outcome: .duplicate) }
        switch insertion {
        case .duplicate: return Change(outcome: .duplicate)
        case .surplus: return Change(outcome: .surplusWarning)
        case .appended(let step):
            return change(session, step)
        case .refolded(let before, let step):
            guard session.transitionsContinue(before) else {
                let amendment = CallAmendment(before: before, after: session)
                return Change(outcome: .amended(amendment), announcements: [.amended(amendment)])
            }
            return change(session, step)
        }
    }

    private mutating func change(_ session: CallSession, _ step: CallSession.Step) -> Change {
        switch step.verdict {
        case .advance, .skip, .stay:
            sequence += 1
            var transition = session.transition(step, ordinal: session.transitionCount)
            transition.sequence = sequence
            return Change(outcome: .transition(transition), announcements: [.transition(transition)])
        case .redundant: return Change(outcome: .redundant)
        case .illegal:
            let violation = session.violation(step)
            return Change(outcome: .illegal(violation), announcements: [.illegal(violation)])
        }
    }
}

// MARK: - Events without a session ID

extension CallLedger {
    private mutating func ingestSessionless(_ event: CallEvent) -> Change {
        let known = sessionless.insert(event)
        guard let merged = sessionless[event.id] else { return Change(outcome: .duplicate) }
        if let known {
            // A repetition may bring the Call-ID, or a finer stamp.
            if known == merged { return Change(outcome: .duplicate) }
            var change = Change(outcome: .duplicate)
            if let id = sessionless.home(of: event.id) {
                change = place(merged, in: id)
            }
            change.announcements += settle([known, merged].compactMap(\.attributes.sipCallID))
            return change
        }
        guard let id = sessionless.onlySession(with: merged.attributes.sipCallID) else {
            return Change(outcome: .unattributed(event), announcements: [.unattributed(event)])
        }
        sessionless.setHome(of: event.id, to: id)
        return place(merged, in: id)
    }

    /// Moves events whose Call-ID has come to name another session, none, or several.
    private mutating func settle(_ sipCallIDs: [SIPCallID]) -> [CallNotification] {
        var announcements: [CallNotification] = []
        for event in sessionless.displaced(sipCallIDs) {
            if let id = sessionless.home(of: event.id), let before = sessions[id] {
                sessions[id]?.remove(event)
                announcements.append(.detached(event, from: id))
                if let after = sessions[id], !after.transitionsContinue(before) || !before.transitionsContinue(after) {
                    announcements.append(.amended(CallAmendment(before: before, after: after)))
                }
            }
            let id = sessionless.onlySession(with: event.attributes.sipCallID)
            sessionless.setHome(of: event.id, to: id)
            if let id {
                announcements.append(.attributed(event, to: id))
                announcements += place(event, in: id).announcements
            }
        }
        return announcements
    }
}
