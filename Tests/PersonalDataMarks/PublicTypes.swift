import Foundation

/// The public types of a module by what its sources say, protocols aside: none can be forgotten in a table of them.
package enum PublicTypes {
    /// Their names, such as `CallEvent` and `CallEvent.Identity`.
    package static func names(in module: String) throws -> Set<String> {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folder = tests.deletingLastPathComponent().appending(path: "Sources/\(module)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .reduce(into: []) { $0.formUnion(names(of: try String(contentsOf: $1, encoding: .utf8))) }
    }

    /// The formatter indents what is nested, so that indentation tells what stands inside of what.
    private static func names(of source: String) -> Set<String> {
        let declaration = #/^( *)((?:[a-z@]+ )*)(struct|enum|class|actor|extension) ([A-Za-z.]+)/#
        var names: Set<String> = []
        var scopes: [(indentation: Int, name: String)] = []
        for line in source.split(separator: "\n") {
            guard let match = line.firstMatch(of: declaration) else { continue }
            let indentation = match.1.count
            while let scope = scopes.last, scope.indentation >= indentation { scopes.removeLast() }
            let name = (scopes.last.map { "\($0.name)." } ?? "") + match.4
            scopes.append((indentation, name))
            if match.3 != "extension", match.2.contains("public ") { names.insert(name) }
        }
        return names
    }
}
