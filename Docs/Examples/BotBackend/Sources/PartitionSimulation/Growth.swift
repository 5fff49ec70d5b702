import CallLifecycle

/// One partition more: what of the old ones' logs is copied to it, while everything goes on.
struct Growth {
    /// How much of all calls has a new home.
    let share: Double
    /// Whether nothing has moved between partitions that were there before.
    let movesOnlyToTheNewOne: Bool
    /// Whether the partitions, old and new, know together what one place would know.
    let isWhole: Bool

    init(of round: Round, by partitions: Partitions) {
        let moved = round.partitions.moved(to: partitions)
        share = Double(moved.count) / Double(Partitions.slotCount)
        movesOnlyToTheNewOne = moved.allSatisfy { $0.to == partitions.count - 1 }
        // The first half came before. Then the old partitions' logs are copied, and the second half goes to the new
        // homes. What stays behind in the old ones does no harm: a set merges with a part of itself.
        let half = round.fleet.events.count / 2
        let engines = (0..<partitions.count).map { _ in CallSessionEngine(configuration: .unbounded) }
        for event in round.fleet.events.prefix(half) {
            let (old, new) = (round.partitions.homes(of: event), partitions.homes(of: event))
            for home in old.union(new) { engines[home].ingest(event) }
        }
        for event in round.fleet.events.dropFirst(half) {
            for home in partitions.homes(of: event) { engines[home].ingest(event) }
        }
        isWhole = Round.isWhole(engines, of: round.fleet)
    }
}
