import Foundation

/// Every way in which Swift writes a value: alone, inside of others, for people, for debugging, and dumped.
package func writings(of value: Any) -> Set<String> {
    var dumped = ""
    dump(value, to: &dumped)
    let wrapped: [Any] = [
        value, [value], ["key": value], Optional(value) as Any, (1, value), Result<Any, Never>.success(value),
    ]
    let error = value as? any Error
    return Set(wrapped.map { "\($0)" })
        .union([String(reflecting: value), dumped, children(of: value)])
        .union(error.map { ["\($0.localizedDescription)", "\($0 as NSError)"] } ?? [])
}

/// What a mirror shows of a value, as far down as it goes.
private func children(of value: Any) -> String {
    Mirror(reflecting: value).children
        .map { "\($0.label ?? ""): \($0.value) \(children(of: $0.value))" }
        .joined(separator: "; ")
}
