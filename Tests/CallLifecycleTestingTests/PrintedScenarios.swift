// swift-format-ignore-file
// What `swiftCode` prints, one after the other, written by SwiftCodeTests.
import CallLifecycle
import CallLifecycleTesting

let printedScenarios: [@Sendable () throws -> CallScenario] = [
    {
        CallScenario.dialOut()
            .requested()
            .connected()
            .waits(for: .seconds(8))
            .answered()
            .waits(for: .seconds(60))
            .stopped()
    },
    {
        CallScenario.dialOut()
            .requested()
            .connected()
            .waits(for: .seconds(45))
            .stopRequested()
            .stopped()
    },
    {
        CallScenario.dialOut()
            .requested()
            .connected()
            .waits(for: .seconds(2))
            .stopped()
    },
    {
        CallScenario.dialOut()
            .failsToStart()
    },
    {
        CallScenario.dialOut()
            .requested()
            .failed("no route to destination")
    },
    {
        CallScenario.dialOut()
            .requested()
            .connected()
            .waits(for: .seconds(8))
            .answered()
            .waits(for: .seconds(20))
            .failed()
            .stopped()
    },
    {
        CallScenario.dialOut()
            .requested()
            .connected()
            .waits(for: .seconds(8))
            .answered()
            .waits(for: .seconds(5))
            .warned("no media from far end")
            .waits(for: .seconds(55))
            .stopped()
    },
    {
        CallScenario.dialOut()
            .requested()
            .connected()
            .waits(for: .milliseconds(300))
            .answered()
            .waits(for: .seconds(4))
            .stopRequested()
            .stopped()
    },
    {
        CallScenario.dialIn()
            .endpointReady()
            .waits(for: .seconds(3))
            .connected()
            .waits(for: .seconds(60))
            .stopped()
    },
    {
        CallScenario.dialIn()
            .endpointReady()
            .connected()
            .warned()
            .waits(for: .seconds(60))
            .stopped()
    },
    {
        CallScenario.dialIn()
            .stopped()
    },
    {
        try CallScenario(
            jsonLines: #"""
            {"action":"dialin-ready","callClientId":"client-1","provider":"daily","sipEndpoint":"sip:front-desk@sip.daily.co","timestamp":"2026-03-01T10:00:00.000Z"}
            {"action":"dialin-error","sessionId":"in-1","callClientId":"client-1","provider":"daily","sipCallId":"in-1@sip.daily.co","type":"start-failed","details":{"sipEndpoint":"sip:front-desk@sip.daily.co"},"errorMsg":"failed to start pipeline","timestamp":"2026-03-01T10:00:01.000Z"}
            """#
        )
    },
    {
        CallScenario.dialIn()
            .connected()
            .waits(for: .seconds(20))
            .failed()
            .stopped()
    },
    {
        CallScenario.dialIn()
            .waits(for: .seconds(1))
            .stopped()
            .waits(for: .seconds(16))
            .warned()
            .waits(for: .milliseconds(5750))
            .warned("no route to destination")
            .waits(for: .milliseconds(5500))
            .then(.dialOutStopped)
            .waits(for: .milliseconds(14750))
            .then(.dialOutStopped)
            .waits(for: .milliseconds(16500))
            .warned("no route to destination")
            .waits(for: .milliseconds(18750))
            .then(.dialOutWarning, message: "no route to destination")
            .waits(for: .milliseconds(18500))
            .requested()
            .alsoAsWebhooks()
    },
    {
        CallScenario.dialOut()
            .answered()
            .waits(for: .milliseconds(19250))
            .answered()
            .waits(for: .milliseconds(8750))
            .stopped()
            .waits(for: .seconds(8))
            .failed("no route to destination")
            .waits(for: .milliseconds(16250))
            .stopRequested()
            .waits(for: .milliseconds(11250))
            .requested()
            .waits(for: .milliseconds(15750))
            .connected()
            .waits(for: .milliseconds(7750))
            .stopRequested()
            .waits(for: .seconds(20))
            .stopRequested()
            .waits(for: .milliseconds(17750))
            .connected()
    },
    {
        try CallScenario(
            jsonLines: #"""
            {"action":"dialout-connected","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:00:04.250Z"}
            {"action":"dialin-connected","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","timestamp":"2026-03-01T10:01:47.250Z"}
            {"action":"dialin-warning","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","errorMsg":"media pipeline failed","wireSource":"webhook","timestamp":"2026-03-01T10:00:19Z"}
            {"action":"dialin-connected","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","timestamp":"2026-03-01T10:02:00.750Z"}
            {"action":"dialout-requested","sessionId":"out-1","destination":"+14155550123","timestamp":"2026-03-01T10:00:00.000Z"}
            {"action":"dialin-connected","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","timestamp":"2026-03-01T10:01:47.250Z"}
            {"action":"dialin-stopped","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:01:14Z"}
            {"action":"dialin-warning","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","errorMsg":"media pipeline failed","wireSource":"webhook","timestamp":"2026-03-01T10:00:19Z"}
            {"action":"dialin-connected","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:02:00Z"}
            {"action":"dialin-connected","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:01:47Z"}
            {"action":"dialin-error","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","errorMsg":"Dialin codec did not match, using fallback.","timestamp":"2026-03-01T10:00:27.750Z"}
            {"action":"dialout-stopped","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:45Z"}
            {"action":"dialin-error","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","errorMsg":"Dialin codec did not match, using fallback.","wireSource":"webhook","timestamp":"2026-03-01T10:00:27Z"}
            {"action":"dialin-error","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","errorMsg":"Dialin codec did not match, using fallback.","timestamp":"2026-03-01T10:00:27.750Z"}
            {"action":"dialout-connected","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:01:05.750Z"}
            {"action":"dialout-answered","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:01:31.250Z"}
            {"action":"dialin-error","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","errorMsg":"no route to destination","wireSource":"webhook","timestamp":"2026-03-01T10:00:10Z"}
            {"action":"dialin-error","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","errorMsg":"no route to destination","timestamp":"2026-03-01T10:00:10.500Z"}
            {"action":"dialout-warning","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:54Z"}
            {"action":"dialout-connected","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:01:05.750Z"}
            {"action":"dialout-requested","sessionId":"out-1","destination":"+14155550123","timestamp":"2026-03-01T10:00:00.000Z"}
            {"action":"dialout-warning","sessionId":"out-1","callClientId":"client-1","provider":"daily","errorMsg":"no route to destination","timestamp":"2026-03-01T10:00:54.250Z"}
            {"action":"dialin-connected","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:01:47Z"}
            {"action":"dialout-connected","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:01:05Z"}
            {"action":"dialout-stopped","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:00:45.500Z"}
            {"action":"dialout-connected","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:04Z"}
            {"action":"dialin-connected","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","timestamp":"2026-03-01T10:02:00.750Z"}
            {"action":"dialout-answered","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:01:31Z"}
            {"action":"dialin-warning","sessionId":"out-1","callClientId":"client-1","provider":"daily","errorMsg":"media pipeline failed","timestamp":"2026-03-01T10:00:19.500Z"}
            {"action":"dialout-connected","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:04Z"}
            {"action":"dialin-stopped","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","timestamp":"2026-03-01T10:01:14.500Z"}
            {"action":"dialin-warning","sessionId":"out-1","callClientId":"client-1","provider":"daily","errorMsg":"media pipeline failed","timestamp":"2026-03-01T10:00:19.500Z"}
            {"action":"dialout-connected","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:01:05Z"}
            {"action":"dialout-stopped","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:00:45.500Z"}
            {"action":"dialout-stopped","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:45Z"}
            {"action":"dialout-warning","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:54Z"}
            {"action":"dialout-answered","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:01:31Z"}
            {"action":"dialin-error","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","errorMsg":"no route to destination","wireSource":"webhook","timestamp":"2026-03-01T10:00:10Z"}
            {"action":"dialout-answered","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:01:31.250Z"}
            {"action":"dialout-connected","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:00:04.250Z"}
            {"action":"dialin-connected","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:02:00Z"}
            {"action":"dialin-error","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","errorMsg":"no route to destination","timestamp":"2026-03-01T10:00:10.500Z"}
            {"action":"dialout-warning","sessionId":"out-1","callClientId":"client-1","provider":"daily","errorMsg":"no route to destination","timestamp":"2026-03-01T10:00:54.250Z"}
            {"action":"dialin-stopped","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","timestamp":"2026-03-01T10:01:14.500Z"}
            {"action":"dialin-error","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","errorMsg":"Dialin codec did not match, using fallback.","wireSource":"webhook","timestamp":"2026-03-01T10:00:27Z"}
            {"action":"dialin-stopped","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:01:14Z"}
            """#
        )
    },
    {
        CallScenario.dialIn()
            .connected()
            .waits(for: .milliseconds(14250))
            .answered()
            .warned("no route to destination")
            .waits(for: .milliseconds(6750))
            .warned("media pipeline failed")
            .waits(for: .seconds(4))
            .connected()
            .waits(for: .seconds(5))
            .stopRequested()
    },
    {
        try CallScenario(
            jsonLines: #"""
            {"action":"dialin-warning","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","errorMsg":"no route to destination","wireSource":"webhook","timestamp":"2026-03-01T10:00:22Z"}
            {"action":"dialout-stopped","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:00:00.000Z"}
            {"action":"dialout-stopped","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:46Z"}
            {"action":"dialout-error","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","errorMsg":"Dialin codec did not match, using fallback.","wireSource":"webhook","timestamp":"2026-03-01T10:00:16Z"}
            {"action":"dialin-warning","sessionId":"out-1","callClientId":"client-1","provider":"daily","errorMsg":"no route to destination","timestamp":"2026-03-01T10:00:22.250Z"}
            {"action":"dialout-warning","sessionId":"out-1","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:33Z"}
            {"action":"dialout-stopped","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","destination":"+14155550123","timestamp":"2026-03-01T10:00:46.750Z"}
            {"action":"dialout-stopped","sessionId":"out-1","destination":"+14155550123","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:00Z"}
            {"action":"dialout-warning","sessionId":"out-1","callClientId":"client-1","provider":"daily","timestamp":"2026-03-01T10:00:33.000Z"}
            {"action":"dialout-error","sessionId":"out-1","callClientId":"client-1","provider":"daily","sipCallId":"out-1@sip.daily.co","errorMsg":"Dialin codec did not match, using fallback.","timestamp":"2026-03-01T10:00:16.500Z"}
            """#
        )
    },
    {
        CallScenario.dialOut()
            .stopped()
            .waits(for: .milliseconds(3750))
            .stopped()
            .waits(for: .milliseconds(15750))
            .stopped()
            .waits(for: .milliseconds(13750))
            .stopped()
            .waits(for: .milliseconds(15750))
            .then(.dialInWarning, message: "no route to destination")
            .alsoAsWebhooks()
    },
    {
        CallScenario.dialOut()
            .stopped()
            .waits(for: .milliseconds(3500))
            .stopRequested()
            .waits(for: .milliseconds(3500))
            .stopRequested()
            .waits(for: .seconds(13))
            .stopped()
            .waits(for: .milliseconds(4500))
            .stopped()
            .waits(for: .milliseconds(11500))
            .stopped()
            .waits(for: .seconds(20))
            .stopped()
            .waits(for: .seconds(16))
            .stopped()
            .waits(for: .milliseconds(10250))
            .stopRequested()
            .waits(for: .milliseconds(8250))
            .stopped()
            .waits(for: .seconds(15))
            .stopRequested()
            .waits(for: .milliseconds(14750))
            .then(.dialOutWarning)
    },
    {
        CallScenario.dialOut()
            .then(.dialOutError)
            .waits(for: .seconds(13))
            .stopped()
    },
    {
        CallScenario.dialIn()
            .warned()
            .waits(for: .milliseconds(29750))
            .stopped()
            .waits(for: .milliseconds(8250))
            .then(.dialOutStopped)
            .waits(for: .seconds(7))
            .warned("media pipeline failed")
            .waits(for: .milliseconds(7500))
            .answered()
            .waits(for: .milliseconds(12500))
            .stopped()
    },
    {
        CallScenario.dialOut()
            .stopped()
            .waits(for: .seconds(17))
            .stopRequested()
            .waits(for: .seconds(19))
            .stopped()
            .waits(for: .milliseconds(7250))
            .stopRequested()
    },
    {
        CallScenario.dialOut()
            .connected()
            .waits(for: .milliseconds(18750))
            .stopRequested()
    },
    {
        CallScenario.dialOut()
            .then(.dialOutError)
    },
    {
        CallScenario.dialIn(session: "a \"quoted\" \\(id)")
            .connected()
            .warned("“\\n\"\"\"#\u{07}\n#\"\"\"##")
            .stopped()
    },
    {
        try CallScenario(
            jsonLines: #"""
            {"action":"dialout-answered","sessionId":"out-1","destination":"sip:ann@example.com","room":"front-desk","domainId":"04b8a1","wireSource":"webhook","timestamp":"2026-03-01T10:00:00Z"}
            """#
        )
    },
    {
        try CallScenario(
            jsonLines: #"""
            {"action":"dialout-error","callClientId":"client-1","provider":"daily","details":{"destination":"+14155550123"},"errorMsg":"\"\"\"# no","timestamp":"2026-03-01T10:00:05.000Z"}
            """#
        )
    },
    {
        CallScenario.dialIn()
            .waits(for: .milliseconds(250))
            .endpointReady()
            .waits(for: .milliseconds(1250))
            .connected()
    },
    {
        CallScenario.dialOut()
            .connected()
            .waits(for: .zero)
            .answered()
            .waits(for: .zero)
            .warned()
            .stopped()
    },
]
