package import Hummingbird
import NIOCore

/// What the service knows of a request beside the request.
package struct BackendContext: RequestContext {
    package var coreContext: CoreRequestContextStorage

    /// Whom the connection comes from: the client, or a proxy before the service.
    let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }

    /// Orders and logins are small; events have limits of their own.
    package var maxUploadSize: Int { 16 << 10 }
}
