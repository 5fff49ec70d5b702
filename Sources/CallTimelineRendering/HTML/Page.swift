/// The page without what a log says: its frame, style and script, which are files of their own.
enum Page {
    /// The files of the script in the order in which they make one program.
    private static let scripts = [
        PackageResources.format_js, PackageResources.log_js, PackageResources.filter_js, PackageResources.bar_js,
        PackageResources.axis_js, PackageResources.lanes_js, PackageResources.diagram_js, PackageResources.story_js,
        PackageResources.printing_js, PackageResources.main_js,
    ]

    private static let styles = [PackageResources.page_css, PackageResources.print_css]

    /// The SHA-256 of script and style in base64, by which the policy names them.
    ///
    /// Constants, since both are: a test tells what they must be whenever one of the files has changed.
    private static let hashes = (
        script: "T4hqNBa4UleveQpfPI9dePtWFNAG+PnwUEWLasNNur0=",
        style: "uaoWj7YoKNoGCN3JSjG7zJyD62AL2LAxcICr085ye9c="
    )

    /// The document up to the link to another page, up to the state diagrams, and from behind the data on.
    static let frame: (beforeHome: String, beforeDiagrams: String, afterData: String) = {
        let script = text(of: scripts)
        // The diagrams look as they do in files of their own.
        let diagrams = ".diagram {\n\(StateDiagram.style)\n\(StateDiagram.pathStyle)\n}\n"
        let style = text(of: styles) + diagrams
        let parts = text(of: [PackageResources.frame_html]).split(separator: "<!-- DATA -->\n", maxSplits: 1)
            .map { part in
                String(part)
                    .replacing("<!-- POLICY -->", with: policy)
                    .replacing("<!-- STYLE -->", with: style)
                    .replacing("<!-- SCRIPT -->", with: script)
            }
        let top = (parts.first ?? "").split(separator: "<!-- HOME -->\n", maxSplits: 1).map(String.init)
        return (top.first ?? "", top.last ?? "", parts.last ?? "")
    }()

    /// What a browser may do with the page: run this script, use this style, and nothing else whatever it finds.
    ///
    /// With trusted types, the script cannot make markup or code of a text even by mistake.
    private static let policy =
        "default-src 'none'; script-src 'sha256-\(hashes.script)'; style-src 'sha256-\(hashes.style)'; "
        + "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

    private static func text(of files: [[UInt8]]) -> String { String(decoding: files.joined(), as: UTF8.self) }
}
