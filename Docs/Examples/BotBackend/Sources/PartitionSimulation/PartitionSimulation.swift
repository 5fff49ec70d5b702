#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Shows what an event costs when a fleet is divided among more and more databases, each with as many calls as before.
///
/// Each partition is an engine of the library that is given what would be routed to it, one after the other: what is
/// measured is the processor's time for finding homes, and for folding, per event that arrived, and per copy of it. Then
/// all that the partitions know is merged, and must be what a reconstruction of all events in one place makes of them,
/// also while another partition is being added.
@main
enum PartitionSimulation {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let calls = max(10, arguments.first ?? 1000)
        let largest = max(1, arguments.dropFirst().first ?? 64)
        print("\(calls) calls a partition; costs relative to one partition, in one run")
        print("partitions     events  copies/event  routing  folding  a copy   fullest  a partition more moves   equal")
        var base: (routing: Double, folding: Double)?
        var isRight = true
        for count in sequence(first: 1, next: { $0 * 2 <= largest ? $0 * 2 : nil }) {
            let fleet = Fleet(calls: calls * count, aSecond: 8 * count, seed: UInt64(count))
            let round = Round(fleet, among: Partitions(count))
            let cost = base ?? (round.routing, round.folding)
            base = cost
            let growth = Growth(of: round, by: Partitions(count + 1))
            let isEqual = round.isWhole && growth.isWhole && growth.movesOnlyToTheNewOne
            isRight = isRight && isEqual
            print(
                right("\(count)", 10),
                right("\(round.fleet.events.count)", 10),
                right(hundredths(round.copies), 13),
                right(hundredths(round.routing / cost.routing), 8),
                right(hundredths(round.folding / cost.folding), 8),
                right(hundredths(round.folding / round.copies / cost.folding), 7),
                right(hundredths(round.fullest), 9),
                right("\(hundredths(growth.share * 100)) % of calls", 23),
                right(isEqual ? "yes" : "NO", 7)
            )
        }
        if !isRight { exit(1) }
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func hundredths(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
