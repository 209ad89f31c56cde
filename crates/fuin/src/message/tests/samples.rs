//! One error of each kind, with which the values that come with its messages are known.

use std::io;
use std::path::PathBuf;

use fuin_pki::{PathError, Position, RevocationReason, UnknownRevocation};
use fuin_policy::PolicyReference;
use fuin_policy::compare::{Aspect, Comparison, Finding, Relation, Value};
use jiff::Timestamp;

use crate::error::Error;
use crate::timestamps::{ObtainedProblem, TimestampProblem};

pub(crate) fn errors() -> Vec<Error> {
    let path = || PathBuf::from("file.txt");
    let name = || "name".to_owned();
    let io = || io::Error::from(io::ErrorKind::NotFound);
    let mut errors = vec![
        Error::Io { action: "read", path: path(), source: io() },
        Error::Stream(io()),
        Error::Exists { path: path() },
        Error::Exists { path: std::path::Path::new(crate::quarantine::FOLDER).join("x") },
        Error::IsDirectory { path: path() },
        Error::NotRegular { path: path() },
        Error::Bundle(crate::bundle::Problem::MediaType),
        Error::Bundle(crate::bundle::Problem::Damaged { name: name() }),
        Error::NameTaken { kind: "key", name: name() },
        Error::NameTaken { kind: "home", name: name() },
        Error::Certificate { name: name(), source: fuin_pki::Error::SerialNumber },
        Error::file("PEM", name(), "not UTF-8"),
        Error::file("label", name(), "not UTF-8"),
        Error::TooLarge { name: name(), limit: 7 },
        Error::NotAuthentic,
        Error::LabelMismatch,
        Error::NotIntended,
        Error::ForeignLabel,
        Error::NoEquivalent {
            policy: name(),
            source: fuin_policy::Untranslatable::Restriction { restriction: name() },
        },
        Error::NoSignerCertificate,
        Error::NoKey { recipients: vec![name()] },
        Error::Policy { name: name(), source: fuin_policy::Error::TooLarge { octets: 2, limit: 1 } },
        Error::Policy { name: name(), source: fuin_policy::Error::Document(vec![]) },
        Error::PassPhrase { name: name() },
        Error::ContentAltered,
        Error::Quarantine { problem: crate::quarantine::Refused::Forbidden },
        Error::Quarantine { problem: crate::quarantine::Refused::Reason },
        Error::Quarantine { problem: crate::quarantine::Refused::NotAcknowledged },
        Error::NoSigningKey,
        Error::CannotRequest { name: name() },
        Error::Unknown { kind: "key", name: name() },
        Error::Unknown { kind: "recipient", name: name() },
        Error::Unknown { kind: "algorithm", name: name() },
        Error::usage("usage-one-file", &[]),
        Error::Name { name: name(), purpose: "a file name here" },
        Error::Name { name: name(), purpose: "a file name inside a message" },
        Error::Name { name: name(), purpose: "an agency's name" },
        Error::OtherKey { name: name() },
        Error::Crypto(fuin_crypto::Error::Failed),
        Error::NoHome { path: path() },
        Error::Unprotected { path: path(), problem: "it is a link" },
        Error::AnchorsLocked { path: path() },
        Error::Baselines { first: name(), second: name() },
        Error::LabelPolicies { machine: name(), home: name() },
        Error::Weaker { name: name(), comparison: Box::new(weaker()) },
        Error::Serial { id: name(), serial: 1, seen: 2 },
        Error::NoAuthority { id: name() },
        Error::NotTheAuthority { id: name(), authority: name(), keys: vec![name()] },
        Error::NotPolicySignature { name: name() },
        Error::Unsigned { name: name() },
        Error::PolicyAltered { name: name() },
        Error::Service { what: "timestamp authority", problem: "x".into() },
        Error::Timestamp { problem: ObtainedProblem::Answer("x".into()) },
        Error::Timestamp { problem: ObtainedProblem::Clock },
        Error::EvidenceMissing { level: "LT", certificate: "CN=A".into() },
        Error::NotYetIssued { id: name(), issued: jiff::civil::date(2030, 1, 1) },
    ];
    errors.extend(messages().into_iter().map(Error::Message));
    errors.extend(labels().into_iter().map(Error::Label));
    let tokens = [
        TimestampProblem::NotAuthentic,
        TimestampProblem::Unsupported { algorithm: "md5".into() },
        TimestampProblem::Future { time: Timestamp::UNIX_EPOCH },
        TimestampProblem::BeforeCertificate { time: Timestamp::UNIX_EPOCH, not_before: Timestamp::UNIX_EPOCH },
        TimestampProblem::NotTrusted(Box::new(PathError::ExtendedKeyUsage { certificate: "CN=TSA".into() })),
        TimestampProblem::NotTrusted(Box::new(PathError::Limits { certificate: "CN=TSA".into(), limit: "depth" })),
    ];
    errors.extend(tokens.map(|problem| Error::Timestamp { problem: ObtainedProblem::Token(Box::new(problem)) }));
    for role in ["the signer", "the countersigner", "recipient b", crate::signer::OWN] {
        errors.extend(paths().into_iter().map(|source| Error::NotTrusted {
            role: role.to_owned(),
            source: Box::new(source),
            fingerprint: crate::home::CertificateFingerprint { subject: "CN=A".into(), sha256: "ab".into() },
            contact: None,
        }));
    }
    errors
}

fn weaker() -> Comparison {
    let reference = || PolicyReference { id: "ministry".into(), serial: 1, sha256: [0; 32] };
    let finding = |region: Vec<String>| Finding {
        subject: "rule recipients-c3".into(),
        aspect: Aspect::Recipients,
        clause: None,
        relation: Relation::Weaker,
        region,
        baseline: Some(Value::Word("listed")),
        overlay: None,
        example: None,
    };
    let findings = vec![finding(Vec::new()), finding(vec!["C3".into()])];
    Comparison { overlay: reference(), baseline: reference(), findings }
}

fn messages() -> Vec<fuin_cms::Error> {
    use fuin_cms::Error as Message;
    vec![
        Message::Malformed { structure: "SignedData", offset: 7 },
        Message::ContentType { structure: "ContentInfo", found: fuin_cms::oids::SIGNED_DATA },
        Message::ContentType { structure: "ContentInfo", found: fuin_cms::oids::AUTH_ENVELOPED_DATA },
        Message::Limit { what: "octets", limit: 7 },
        Message::NotAuthentic,
        Message::NotAuthenticatedEncryption { algorithm: "aes-128-cbc".into() },
        Message::Unsupported { what: "algorithm", found: "1.2.3".into() },
    ]
}

fn labels() -> Vec<fuin_label::Error> {
    use fuin_label::{Axis, Error as Label};
    let text = || "C9".to_owned();
    vec![
        Label::UnknownGrade { text: text(), known: "C1 C2".into() },
        Label::GradedTwice { axis: Axis::Integrity, text: text() },
        Label::NotGraded { axis: Axis::Confidentiality, text: text() },
        Label::LevelNumber { number: 300 },
        Label::UnknownRestriction { id: text() },
        Label::Parameter { id: text(), problem: "takes no value" },
        Label::Text { what: "group" },
        Label::Conflict { first: text(), second: text() },
        Label::DifferentPolicies { first: text(), second: text() },
    ]
}

pub(super) fn paths() -> Vec<PathError> {
    let certificate = || "CN=A".to_owned();
    let time = Timestamp::UNIX_EPOCH;
    let unknown = |reason| PathError::RevocationUnknown { certificate: certificate(), reason };
    vec![
        PathError::NoAnchor { certificate: certificate(), issuer: "CN=CA".into() },
        PathError::NoAnchor { certificate: certificate(), issuer: certificate() },
        PathError::BadSignature { certificate: certificate() },
        PathError::UnsupportedAlgorithm { certificate: certificate(), algorithm: "md5".into() },
        PathError::UnsupportedKey { certificate: certificate(), reason: fuin_pki::Error::SerialNumber },
        PathError::Expired { certificate: certificate(), not_after: time },
        PathError::NotYetValid { certificate: certificate(), not_before: time },
        PathError::NotACa { certificate: certificate() },
        PathError::PathLength { certificate: certificate() },
        PathError::KeyUsage { certificate: certificate(), needed: "digitalSignature" },
        PathError::ExtendedKeyUsage { certificate: certificate() },
        PathError::UnsupportedCritical { certificate: certificate(), oid: fuin_cms::oids::SIGNED_DATA },
        PathError::Revoked {
            certificate: certificate(),
            position: Position::Target,
            when: time,
            reason: RevocationReason::KeyCompromise,
        },
        PathError::Limits { certificate: certificate(), limit: "depth" },
        PathError::NameConstraint { certificate: certificate(), name: "CN=B".into(), authority: "CN=CA".into() },
        PathError::Policy { certificate: certificate(), acceptable: None, stated: Vec::new() },
        PathError::Policy { certificate: certificate(), acceptable: Some(Vec::new()), stated: Vec::new() },
        PathError::Policy {
            certificate: certificate(),
            acceptable: Some(vec!["1.2.392.1".into()]),
            stated: Vec::new(),
        },
        PathError::Policy {
            certificate: certificate(),
            acceptable: Some(vec!["1.2.392.1".into()]),
            stated: vec!["1.2.392.2".into()],
        },
        PathError::PolicyMapping { certificate: certificate() },
        unknown(UnknownRevocation::NotCovered),
        unknown(UnknownRevocation::TooOld { this_update: time }),
        unknown(UnknownRevocation::IssuedAfterExpiry { this_update: time }),
        unknown(UnknownRevocation::UntrustedCrlIssuer { issuer: certificate() }),
        unknown(UnknownRevocation::UnauthorizedResponder),
        unknown(UnknownRevocation::UntrustedResponder { responder: certificate() }),
        unknown(UnknownRevocation::UnknownToResponder),
        unknown(UnknownRevocation::NoCrl),
        unknown(UnknownRevocation::Stale { next_update: time }),
        unknown(UnknownRevocation::NotYetIssued { this_update: time }),
        unknown(UnknownRevocation::IssuerMayNotSignCrls),
        unknown(UnknownRevocation::BadSignature),
        unknown(UnknownRevocation::UnsupportedAlgorithm("md5".into())),
    ]
}
