/// Values that each have a name or a number, and of which there are no others.
///
/// The standard library decodes such values, too, but its error quotes what was found instead, which may be personal
/// data that has come to a wrong place.
protocol ClosedSet: RawRepresentable, Codable where RawValue: Decodable {}

extension ClosedSet {
    /// Decodes the name or the number.
    public init(from decoder: any Decoder) throws {
        guard let value = Self(rawValue: try decoder.singleValueContainer().decode(RawValue.self)) else {
            let expected = "expected one of the values of \(Self.self)"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: expected))
        }
        self = value
    }
}

extension CallDirection: ClosedSet {}
extension CallEventKind: ClosedSet {}
extension CallEviction.Kind: ClosedSet {}
extension CallEviction.Reason: ClosedSet {}
extension CallIngestOutcome.Kind: ClosedSet {}
extension CallMeasure: ClosedSet {}
extension CallMilestone: ClosedSet {}
extension CallSignal: ClosedSet {}
extension CallSource: ClosedSet {}
extension CallStamp.Resolution: ClosedSet {}
extension CallState: ClosedSet {}
extension CallTimeline.Disposition: ClosedSet {}
extension CallTimeline.Ending: ClosedSet {}
