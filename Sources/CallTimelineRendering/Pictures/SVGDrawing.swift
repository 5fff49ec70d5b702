import CallLifecycle

/// An SVG picture of calls, element by element.
///
/// Like the state diagrams it needs no font, script or network of its own, reads on dark and on light, and tells a
/// screen reader what it shows. All text passes through here, and is escaped.
struct SVGDrawing {
    private var elements: [String] = []

    static func document(width: Int, height: Int, title: String, description: String, _ drawing: SVGDrawing) -> String {
        ([
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\""
                + " viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"title description\">",
            "<title id=\"title\">\(title.xmlEscaped)</title>",
            "<desc id=\"description\">\(description.xmlEscaped)</desc>",
            styleSheet,
            "<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\" rx=\"10\"/>",
        ] + drawing.elements + ["</svg>"])
        .joined(separator: "\n") + "\n"
    }

    mutating func text(_ text: String, _ style: String, x: Double, y: Double, tip: String? = nil) {
        let title = tip.map { "<title>\($0.xmlEscaped)</title>" } ?? ""
        elements.append(
            "<text class=\"\(style)\" x=\"\(x.coordinate)\" y=\"\(y.coordinate)\">\(title)\(text.xmlEscaped)</text>"
        )
    }

    /// A box, with what a pointer that rests on it reads.
    mutating func box(_ style: String, x: Double, y: Double, width: Double, height: Double, tip: String = "") {
        let place =
            "x=\"\(x.coordinate)\" y=\"\(y.coordinate)\" width=\"\(width.coordinate)\" height=\"\(height.coordinate)\""
        elements.append(
            tip.isEmpty
                ? "<rect class=\"\(style)\" \(place)/>"
                : "<rect class=\"\(style)\" \(place)><title>\(tip.xmlEscaped)</title></rect>"
        )
    }

    mutating func line(_ style: String, _ points: [(x: Double, y: Double)]) {
        let path = points.map { "\($0.x.coordinate) \($0.y.coordinate)" }.joined(separator: " L ")
        elements.append("<path class=\"\(style)\" d=\"M \(path)\"/>")
    }

    /// A mark of an event: a shape of its own for each kind, so that nothing is told by colour alone.
    mutating func mark(_ mark: CallStory.Mark, x: Double, y: Double, tip: String = "") {
        let shape =
            switch mark {
            case .step: "m -4 0 a 4 4 0 1 0 8 0 a 4 4 0 1 0 -8 0 z"
            case .skip: "m 0 -5 l 5 5 l -5 5 l -5 -5 z"
            case .warning: "m 0 -5.5 l 5.5 10 h -11 z"
            case .error: "m -4.5 -4.5 h 9 v 9 h -9 z"
            case .illegal: "m -4.5 -4.5 l 9 9 m 0 -9 l -9 9"
            case .note: "m -3 -3 h 6 v 6 h -6 z"
            }
        let title = tip.isEmpty ? "/>" : "><title>\(tip.xmlEscaped)</title></path>"
        elements.append(
            "<path class=\"mark mark-\(mark.rawValue)\" d=\"M \(x.coordinate) \(y.coordinate) \(shape)\"\(title)"
        )
    }

    private static let styleSheet = """
        <style>
        .ground { fill: #ffffff } .band { fill: #f6f8fa }
        .ready { fill: #ddf4ff; stroke: #0969da } .connected { fill: #fff1c2; stroke: #9a6700 }
        .answered { fill: #c9f2d3; stroke: #1a7f37 } .phase { stroke-width: 1 } .open { stroke-dasharray: 3 3 }
        .grid { fill: none; stroke: #d8dee4; stroke-width: 1 } .lead { fill: none; stroke: #8c959f; stroke-width: 1 }
        .mark { fill: #57606a; stroke: #ffffff; stroke-width: 1 } .mark-skip { fill: #8250df }
        .mark-warning { fill: #bf8700 } .mark-error { fill: #cf222e } .mark-note { fill: #0969da }
        .mark-illegal { fill: none; stroke: #cf222e; stroke-width: 2.4 }
        text { font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; font-size: 12px; fill: #1f2328 }
        .title { font-size: 17px; font-weight: 600 } .faint { fill: #57606a } .tick { fill: #57606a; font-size: 11px }
        .time { text-anchor: end; font-variant-numeric: tabular-nums } .middle { text-anchor: middle }
        .strong { font-weight: 600 } .bad { fill: #cf222e } .inside { fill: #1f2328; text-anchor: middle }
        @media (prefers-color-scheme: dark) {
        .ground { fill: #0d1117 } .band { fill: #161b22 } text, .inside { fill: #e6edf3 }
        .ready { fill: #12304f; stroke: #58a6ff } .connected { fill: #3d3112; stroke: #d29922 }
        .answered { fill: #14381f; stroke: #3fb950 } .grid { stroke: #30363d } .lead { stroke: #6e7681 }
        .mark { fill: #b1bac4; stroke: #0d1117 } .mark-skip { fill: #bc8cff } .mark-warning { fill: #d29922 }
        .mark-error { fill: #f85149 } .mark-note { fill: #58a6ff } .mark-illegal { fill: none; stroke: #f85149 }
        .faint, .tick { fill: #9198a1 } .bad { fill: #ff7b72 }
        }
        </style>
        """
}

extension Double {
    /// The number with at most one decimal, which no picture needs more of.
    fileprivate var coordinate: String {
        let tenths = Int((self * 10).rounded())
        let fraction = abs(tenths % 10)
        return "\(tenths < 0 ? "-" : "")\(abs(tenths / 10))\(fraction == 0 ? "" : ".\(fraction)")"
    }
}

extension String {
    /// The text for XML 1.0, between tags and in attributes: what XML forbids, and what would steer a reader, as U+FFFD.
    var xmlEscaped: String {
        var result = ""
        for scalar in printable.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text, or its beginning and … where it is longer than a picture has room for.
    func shortened(to length: Int) -> String {
        // A character may be made of any number of scalars.
        let scalars = unicodeScalars.prefix(length + 1)
        return scalars.count <= length ? self : String(String.UnicodeScalarView(scalars.dropLast())) + "…"
    }
}
