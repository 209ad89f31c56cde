//! The level of a valid signature (EN 319 122-1).

use fuin_pki::Purpose;
use fuin_policy::SignatureLevel;

use crate::context::Context;
use crate::timestamps::{ProvenTimestamp, SignatureTimes, TimestampKind};
use crate::trust::PathQuestion;

/// The level of a signature that is valid: T with a proven time, LT where the message holds all that its paths rest on,
/// LTA where an archive timestamp covers it.
pub(super) fn level(context: &Context, question: &PathQuestion<'_>, times: &SignatureTimes) -> SignatureLevel {
    let stamped = times.proven_by(TimestampKind::Signature).next().is_some();
    let archived = times.proven_by(TimestampKind::Archive).next().is_some();
    if !stamped && !archived {
        return SignatureLevel::B;
    }
    // With nothing but what the message brings along: newer evidence at hand must not make it look incomplete.
    let alone = Context {
        intermediates: Vec::new(),
        crls: Vec::new(),
        ocsp: Vec::new(),
        services: None,
        recorder: None,
        ..context.clone()
    };
    let suffices = |question: &PathQuestion<'_>| question.answer(&alone).is_ok_and(|path| !path.revocation_unknown());
    let authority = |proof: &ProvenTimestamp| {
        let (certificate, purpose, time) = (proof.path.target(), Purpose::TimeStamping, proof.latest);
        suffices(&PathQuestion { certificate, purpose, time, ..*question })
    };
    let self_contained = suffices(question) && times.proven_by(TimestampKind::Signature).all(authority);
    match (self_contained, archived) {
        (false, _) => SignatureLevel::T,
        (true, false) => SignatureLevel::LT,
        (true, true) => SignatureLevel::LTA,
    }
}
