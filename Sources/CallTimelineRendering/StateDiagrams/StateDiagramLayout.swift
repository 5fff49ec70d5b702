import CallLifecycle

/// Where a hand-laid diagram puts its states and leads its edges.
///
/// Only places stand here. What is drawn comes from the transition table: an edge without a route, or a route without
/// an edge, fails a test.
struct StateDiagramLayout {
    /// The way of one edge as SVG path data, and where its label begins.
    struct Route {
        enum Anchor: String {
            case start
            case middle
            case end
        }

        var path: String
        var label: (x: Int, y: Int)
        var anchor = Anchor.middle
    }

    struct Key: Hashable {
        var from: CallState
        var to: CallState
        var style: StateDiagram.Style
    }

    static let boxWidth = 116
    static let boxHeight = 46

    var width: Int
    var height: Int
    /// The middle of each state's box.
    var centres: [CallState: (x: Int, y: Int)]
    var routes: [Key: Route]

    static func of(_ direction: CallDirection) -> StateDiagramLayout {
        switch direction {
        case .dialIn: dialIn
        case .dialOut: dialOut
        }
    }

    /// A side transition is a loop at the lower left of its box; a final state's second border moves it down.
    private static func loop(x: Int, y: Int, border: Int = 0) -> Route {
        let bottom = y + boxHeight / 2 + border
        return Route(
            path: "M \(x - 48) \(bottom) C \(x - 62) \(bottom + 40), \(x - 8) \(bottom + 40), \(x - 22) \(bottom + 1)",
            label: (x - 40, bottom + 45)
        )
    }

    private static let dialIn = StateDiagramLayout(
        width: 800,
        height: 404,
        centres: [.ready: (120, 120), .connected: (400, 120), .stopped: (680, 120), .failed: (400, 310)],
        routes: [
            Key(from: .ready, to: .connected, style: .advance): Route(path: "M 178 120 H 340", label: (259, 111)),
            Key(from: .connected, to: .stopped, style: .advance): Route(path: "M 458 120 H 618", label: (538, 111)),
            Key(from: .ready, to: .stopped, style: .skip): Route(
                path: "M 120 97 C 120 22, 680 22, 680 91",
                label: (400, 34)
            ),
            Key(from: .ready, to: .failed, style: .advance): Route(
                path: "M 150 143 C 170 250, 240 310, 338 310",
                label: (214, 296),
                anchor: .end
            ),
            Key(from: .connected, to: .failed, style: .advance): Route(
                path: "M 420 143 V 281",
                label: (430, 218),
                anchor: .start
            ),
            Key(from: .ready, to: .ready, style: .stay): loop(x: 120, y: 120),
            Key(from: .connected, to: .connected, style: .stay): loop(x: 400, y: 120),
            Key(from: .failed, to: .failed, style: .stay): loop(x: 400, y: 310, border: 4),
        ]
    )

    private static let dialOut = StateDiagramLayout(
        width: 1080,
        height: 500,
        centres: [
            .ready: (120, 180), .connected: (400, 180), .answered: (680, 180), .stopped: (960, 180),
            .failed: (540, 410),
        ],
        routes: [
            Key(from: .ready, to: .connected, style: .advance): Route(path: "M 178 180 H 340", label: (259, 171)),
            Key(from: .connected, to: .answered, style: .advance): Route(path: "M 458 180 H 620", label: (539, 171)),
            Key(from: .answered, to: .stopped, style: .advance): Route(path: "M 738 180 H 898", label: (818, 171)),
            Key(from: .connected, to: .stopped, style: .advance): Route(
                path: "M 420 157 C 440 70, 920 70, 940 151",
                label: (760, 87)
            ),
            Key(from: .ready, to: .answered, style: .skip): Route(
                path: "M 140 157 C 160 70, 640 70, 660 155",
                label: (320, 87)
            ),
            Key(from: .ready, to: .stopped, style: .skip): Route(
                path: "M 100 157 C 100 -6, 980 -6, 980 151",
                label: (540, 27)
            ),
            Key(from: .ready, to: .failed, style: .advance): Route(
                path: "M 160 203 C 190 330, 310 410, 478 410",
                label: (290, 392),
                anchor: .end
            ),
            Key(from: .connected, to: .failed, style: .advance): Route(
                path: "M 436 203 C 446 280, 480 330, 512 381",
                label: (446, 318),
                anchor: .end
            ),
            Key(from: .answered, to: .failed, style: .advance): Route(
                path: "M 728 203 C 728 300, 660 350, 580 381",
                label: (710, 318),
                anchor: .start
            ),
            Key(from: .ready, to: .ready, style: .stay): loop(x: 120, y: 180),
            Key(from: .connected, to: .connected, style: .stay): loop(x: 400, y: 180),
            Key(from: .answered, to: .answered, style: .stay): loop(x: 680, y: 180),
            Key(from: .failed, to: .failed, style: .stay): loop(x: 540, y: 410, border: 4),
        ]
    )
}
