import Testing

@Suite("The engine, left running", .serialized)
struct SoakTests {
    @Test("stays exact, and within its bounds, while everything goes wrong at once", .timeLimit(.minutes(10)))
    func soak() async {
        let plan = SoakPlan()
        let run = SoakRun(plan)
        for tenth in 0..<SoakPlan.tenths { await run.make(tenth) }
        await run.close()
        print(run.report)
        for (check, problems) in run.problems.sorted(by: { $0.key < $1.key }) {
            for problem in problems.prefix(5) { Issue.record("\(check): \(problem)") }
            if problems.count > 5 { Issue.record("\(check): \(problems.count - 5) more") }
        }
    }
}
