import CallLifecycle

/// A log by its name.
struct Log: Sendable {
    /// `nil` for standard input.
    var path: String?

    var name: String { path ?? "standard input" }

    /// Does something with the log's file; `nil` for standard input, which is open already.
    @discardableResult
    func open<Result>(_ open: (String) throws(SystemError) -> Result) throws(Failure) -> Result? {
        guard let path else { return nil }
        do throws(SystemError) {
            return try open(path)
        } catch {
            throw Failure(status: .noInput, message: "\(path.printable): \(error.message)")
        }
    }

    /// What to do about a log whose first bytes say that it is no text in UTF-8; `nil` if they do not.
    static func hint(for bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x1F, 0x8B]) { return "compressed with gzip; try zcat, and - for the log" }
        if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            return "compressed with zstd; try zstdcat, and - for the log"
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return "UTF-16; try iconv -f UTF-16 -t UTF-8, and - for the log"
        }
        return nil
    }
}
