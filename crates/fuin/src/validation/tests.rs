use super::*;
use crate::error::Outcome;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/validation.md");

fn exit(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Environment => 1,
        Outcome::Usage => 2,
        Outcome::Malformed => 3,
        Outcome::NotAuthentic => 4,
        Outcome::NoKey => 5,
        Outcome::NotTrusted => 6,
        Outcome::Refused => 7,
        Outcome::CannotTell => 8,
    }
}

//= spec/validation.md#exit-codes
//= type=test
//# The exit code of `fuin verify` MUST be the one of its sub-indication in this table.
#[test]
fn the_table_of_the_page_is_that_of_the_code() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.split('|').count() == 5);
    let rows: Vec<(String, String, u8)> = rows
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            Some((cells[1].to_owned(), cells[2].to_owned(), cells[3].parse().ok()?))
        })
        .collect();
    let code: Vec<(String, String, u8)> = SubIndication::ALL
        .iter()
        .map(|reason| (reason.name().to_owned(), reason.verdict().word().to_owned(), exit(reason.outcome())))
        .collect();
    assert_eq!(rows, code);
}

#[test]
fn what_an_error_comes_to_has_the_exit_code_of_the_error() {
    for error in crate::message::tests::samples::errors() {
        if let Some(reason) = SubIndication::of(&error) {
            assert_eq!(reason.outcome(), error.outcome(), "{error}: {}", reason.name());
        }
    }
}

//= spec/validation.md#verdicts
//= type=test
//# A signature that is proven to be older than its signer's certificate MUST be invalid.
#[test]
fn a_certificate_that_came_after_the_signature_makes_it_invalid_and_a_ca_does_not() {
    let problem = |certificate: &str| SignatureProblem::NotTrusted {
        role: "the signer",
        subject: "CN=A".into(),
        source: Box::new(fuin_pki::PathError::NotYetValid {
            certificate: certificate.into(),
            not_before: Timestamp::UNIX_EPOCH,
        }),
        path: Box::new(BrokenPath { certificates: Vec::new(), concerned: None, reaches_anchor: false }),
        fingerprint: crate::home::CertificateFingerprint { subject: certificate.into(), sha256: String::new() },
        contact: None,
    };
    let findings = |certificate: &str, proven: bool| {
        let mut times = SignatureTimes::default();
        times.proven = proven.then_some(Timestamp::UNIX_EPOCH);
        let signature = SignatureFindings {
            signer: None,
            authentic: None,
            content_digest: None,
            algorithms: Vec::new(),
            claimed_time: None,
            times,
            level: SignatureLevel::B,
            path: None,
            problem: Some(problem(certificate)),
            countersignatures: Vec::new(),
        };
        Findings { signatures: vec![signature], ..Findings::default() }
    };
    let concluded = |certificate: &str, proven: bool| {
        let findings = findings(certificate, proven);
        let outcome: Result<(), Error> = Err(problem(certificate).to_error());
        Validation { outcome, findings }.conclusion().unwrap()
    };
    let found = concluded("CN=A", true);
    assert_eq!((found.verdict, found.sub_indication), (Verdict::Invalid, Some(SubIndication::NotYetValid)));
    for (certificate, proven) in [("CN=A", false), ("CN=CA", true)] {
        let found = concluded(certificate, proven);
        assert_eq!((found.verdict, found.sub_indication), (Verdict::CannotTell, Some(SubIndication::OutOfBoundsNoPoe)));
    }
}

/// Anybody can add a countersignature whose references are digests that nothing here computes: that is a question of
/// algorithms, which the verdict answers, and no failure of this machine.
#[test]
fn a_digest_without_support_is_a_matter_of_policy_and_not_of_the_machine() {
    let unsupported = fuin_crypto::Error::Unsupported { algorithm: "sha-1".into(), provider: "here" };
    let problem = SignatureProblem::from(fuin_cms::Error::Crypto(unsupported));
    assert_eq!(problem.to_error().outcome(), Outcome::Refused);
    assert_eq!(problem.sub_indication(false), SubIndication::CryptoConstraintsFailureNoPoe);
}
