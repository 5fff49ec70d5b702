import CallLifecycle
import HTTPTypes
import Hummingbird
import Logging

/// Who waits to be forwarded: `POST /callers`, `DELETE /callers/{callId}`.
///
/// Whatever answers Daily's `room_creation_api` for a number posts on what it was told: the call's ID and domain.
struct CallersRoutes: Sendable {
    private struct Call: Decodable {
        let callId: String
        let callDomain: String
        /// The endpoints of the room that was made for the call; any will do where there are none.
        let sipEndpoints: [String]?
    }

    let desk: CallerDesk

    func addRoutes(to group: some RouterMethods<BackendContext>) {
        group.post("/callers") { request, context in
            let call = try await request.decode(as: Call.self, context: context)
            guard !call.callId.isEmpty else { throw HTTPError(.badRequest, message: "callId: expected a text") }
            let caller = WaitingCaller(
                id: CallClaimID(call.callId),
                domain: call.callDomain,
                endpoints: call.sipEndpoints?.map { SIPEndpoint(rawValue: $0) }
            )
            guard desk.add(caller) else { throw HTTPError(.serviceUnavailable, message: "too many callers wait") }
            return Response(status: .accepted)
        }
        group.delete("/callers/:id") { _, context in
            try await desk.remove(CallClaimID(try context.parameters.text("id")))
            return Response(status: .noContent)
        }
    }
}

/// Whom to call: `POST /orders` with `{"order":"order-42","to":"+14155550123","room":"support"}`.
struct OrdersRoute: Sendable {
    private struct Order: Decodable {
        let order: String
        let to: String
        let room: String
    }

    private struct Receipt: Encodable {
        let sessionId: String?
    }

    let dialer: Dialer

    func addRoute(to group: some RouterMethods<BackendContext>) {
        group.post("/orders") { request, context in
            let order = try await request.decode(as: Order.self, context: context)
            guard let room = DailyRoom(order.room), !order.order.isEmpty, !order.to.isEmpty else {
                throw HTTPError(.badRequest, message: "expected an order, a destination, and the name of a room")
            }
            let id: CallSessionID?
            do {
                id = try await dialer.place(CallCorrelationID(order.order), to: CallAddress(order.to), from: room)
            } catch {
                context.logger.error("order not placed", metadata: ["reason": "\(error)"])
                throw Self.answer(to: error)
            }
            return try Response.json(Receipt(sessionId: id?.rawValue), status: .accepted)
        }
    }

    private static func answer(to error: any Error) -> HTTPError {
        switch error as? DailyError {
        case .noAnswer:
            HTTPError(.gatewayTimeout, message: "Daily has not answered: nobody knows whether it calls")
        case .refused, .unexpectedAnswer: HTTPError(.badGateway, message: "not placed: send it again")
        case nil: HTTPError(.serviceUnavailable, message: "not placed: send it again")
        }
    }
}
