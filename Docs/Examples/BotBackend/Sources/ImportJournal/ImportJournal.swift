import ArgumentParser
import CallLifecycle
import PostgresCallStorage

/// Moves the calls of one machine to where several can have them.
@main
struct ImportJournal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-journal",
        abstract: "Copy what a journal holds into an empty database.",
        discussion: """
            The service must not run meanwhile. Everything is copied, or nothing; the journal stays as it is.

            Give a password by PGPASSWORD or a password file, and not in the address, where `ps` shows it.
            """
    )

    @Option(help: "The folder of the journal.")
    var journal: String

    @Option(help: "The address of the database, such as postgresql://bot@db.internal/calls.")
    var database: String

    func run() async throws {
        // A folder that is not there is a slip, and no journal without entries.
        guard try !CallJournal.fileNames(at: journal).isEmpty else {
            throw ValidationError("--journal: there is no journal in \(journal)")
        }
        let source = try CallJournal(at: journal)
        let (position, damage) = try await PostgresImport(into: database).run(from: source)
        try await source.close()
        print("the log ends at position \(position)")
        guard damage == 0 else {
            print("\(damage) places of the journal could not be read: `call-lifecycle check` names them")
            throw ExitCode(1)
        }
    }
}
