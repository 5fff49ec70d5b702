import CallLifecycle

/// `call-lifecycle merge`: joins what was read of the parts of a log.
enum MergeCommand {
    static let description = CommandDescription(
        name: "merge",
        summary: "Join the partial results of several machines, or of several parts of a log.",
        operands: .partialResults,
        options: TimelineReport.options,
        discussion: """
            The operands are files that “timeline --partial” wrote, in any order; the result is the same as that of
            “timeline” over the whole log. With --partial they are joined into one such file.
            """,
        examples: [
            Example("merge --format json *.partial", "the calls of all parts"),
            Example("merge --partial a.partial b.partial > ab.partial", "two of them as one"),
        ]
    )

    static func run(_ arguments: Arguments, _ output: Output) throws(Failure) -> ExitStatus {
        let report = try TimelineReport(arguments, of: description, output)
        var files: [PartialFile] = []
        for path in arguments.operands { files.append(try PartialFile(path)) }
        var merge = try PartialFile.merge(files)
        try report.write(&merge, output)
        guard merge.counts.problems > 0 else { return .fine }
        let lines = merge.counts.problems == 1 ? "1 line" : "\(merge.counts.problems) lines"
        warn("\(lines) could not be read when the parts were, which said so; all others were served")
        return .data
    }
}
