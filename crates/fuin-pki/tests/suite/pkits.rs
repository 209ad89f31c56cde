//! NIST's Public Key Interoperability Test Suite, all of it, with lists of where this crate differs and why. A case
//! that is not as listed fails the test, whichever way it differs.
//!
//! Cases that set the inputs of policy processing (6.1.1 c to g) are counted apart: there are no such inputs here.

use std::fs;
use std::path::{Path, PathBuf};

use fuin_pki::{
    Certificate, Crl, FreshnessRules, Limits, PathError, PathRequest, Purpose, RevocationCheck, TrustAnchor, validate,
};
use serde_json::Value;

use crate::support::provider;

/// Valid cases that are refused: what they need, how they are refused, and which they are.
const REFUSED: &[(&str, &str, &[&str])] = &[
    ("DSA", "UnsupportedKey", &["40104", "40105"]),
    (
        "CRLs signed with another key of the issuer",
        "RevocationUnknown",
        &["40419", "40501", "40503", "40504", "40506", "40615", "40617"],
    ),
    (
        "partial and indirect CRLs",
        "RevocationUnknown",
        &[
            "41401", "41404", "41405", "41407", "41413", "41418", "41419", "41422", "41424", "41425", "41428", "41429",
            "41430", "41433",
        ],
    ),
    ("delta CRLs: a hold that was lifted", "Revoked", &["41505"]),
    (
        "certificate policies",
        "UnsupportedCritical",
        &[
            "40806", "40810", "40811", "40813", "40814", "40901", "40902", "40904", "40906", "41009", "41011", "41013",
            "41014", "41102", "41104", "41107", "41202", "41203", "41207", "41209",
        ],
    ),
    (
        "name constraints",
        "UnsupportedCritical",
        &[
            "41301", "41304", "41305", "41306", "41311", "41314", "41318", "41319", "41321", "41323", "41325", "41327",
            "41330", "41332", "41334", "41336",
        ],
    ),
];

/// Invalid cases that are accepted: why, and which they are.
const ACCEPTED: &[(&str, &[&str])] =
    &[("delta CRLs: revoked there, and not in the complete CRL, which is current", &["41504"])];

/// How invalid cases are refused where the reason is what is being tested.
const REASONS: &[(&str, &[&str])] = &[
    ("Unreadable", &["40102", "40106", "40415"]),
    ("BadSignature", &["40103"]),
    ("NotYetValid", &["40201", "40202"]),
    ("Expired", &["40205", "40206", "40207"]),
    ("NoAnchor", &["40301", "40302"]),
    ("Revoked", &["40402", "40403", "40418"]),
    (
        "RevocationUnknown",
        &["40401", "40404", "40405", "40406", "40408", "40409", "40410", "40411", "40412", "40704", "40705"],
    ),
    ("NotACa", &["40601", "40602", "40603"]),
    ("PathLength", &["40605", "40606", "40609", "40610", "40611", "40612", "40616"]),
    ("KeyUsage", &["40701", "40702"]),
    ("UnsupportedCritical", &["41602"]),
];

#[test]
fn every_case_is_as_listed() {
    let Some(folder) = folder() else {
        println!("skipped: no PKITS vectors at ../shared/vectors or FUIN_VECTORS");
        return;
    };
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("pkits.json")).unwrap()).unwrap();
    let (mut as_expected, mut refused, mut accepted, mut apart) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        if case.get("params").is_some() {
            apart += 1;
            continue;
        }
        let outcome = run(&folder, case);
        let listed_refusal = REFUSED.iter().find(|(_, _, ids)| ids.contains(&id)).map(|(_, kind, _)| *kind);
        let listed_acceptance = ACCEPTED.iter().any(|(_, ids)| ids.contains(&id));
        let reason = REASONS.iter().find(|(_, ids)| ids.contains(&id)).map(|(kind, _)| *kind);
        let expected = match (case.get("error").is_some(), listed_refusal) {
            (false, None) => outcome.as_ref().is_ok_and(|len| Some(*len) == path_len(case)),
            (false, Some(kind)) => outcome.as_ref().is_err_and(|(found, _)| found == kind),
            (true, _) if listed_acceptance => outcome.is_ok(),
            (true, _) => outcome.as_ref().is_err_and(|(found, _)| reason.is_none_or(|kind| found == kind)),
        };
        match (expected, listed_refusal.is_some(), listed_acceptance) {
            (false, _, _) => wrong.push(format!("{id} {}: {outcome:?}", case["name"])),
            (true, true, _) => refused += 1,
            (true, _, true) => accepted += 1,
            (true, false, false) => as_expected += 1,
        }
    }
    println!(
        "PKITS: {as_expected} as NIST says, {refused} refused and {accepted} accepted as listed, {apart} with policy inputs"
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((as_expected, refused, accepted, apart), (152, 60, 1, 33));
}

/// The certificates below the anchor; pkits.json counts the anchor too.
fn path_len(case: &Value) -> Option<usize> {
    case["path_len"].as_u64().and_then(|len| usize::try_from(len).ok()?.checked_sub(1))
}

/// The length of the path, or the kind of refusal and its text.
fn run(folder: &Path, case: &Value) -> Result<usize, (String, String)> {
    let list = |key: &str| -> Vec<String> {
        let names = case.get(key).and_then(Value::as_array).into_iter().flatten();
        names.map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let certificate = |name: &str| {
        let der = fs::read(folder.join("certs").join(name)).unwrap();
        Certificate::from_der(&der).map_err(|error| ("Unreadable".to_owned(), error.to_string()))
    };
    let target = certificate(case["cert"].as_str().unwrap())?;
    let intermediates: Vec<Certificate> =
        list("other_certs").iter().map(|name| certificate(name)).collect::<Result<_, _>>()?;
    let anchor = TrustAnchor::from_certificate(certificate("TrustAnchorRootCertificate.crt")?);
    // A CRL that cannot be read is one that is not there.
    let crls: Vec<Crl> = [list("crls"), vec!["TrustAnchorRootCRL.crl".into()]]
        .concat()
        .iter()
        .filter_map(|name| Crl::from_der(&fs::read(folder.join("crls").join(name)).unwrap()).ok())
        .collect();
    let is_ca = target.basic_constraints().is_some_and(|found| found.ca);
    let answer = validate(&PathRequest {
        target: &target,
        intermediates: &intermediates,
        anchors: &[anchor],
        crls: &crls,
        ocsp: &[],
        time: "2026-06-01T12:00:00Z".parse().unwrap(),
        revocation_time: "2026-06-01T12:00:00Z".parse().unwrap(),
        freshness: FreshnessRules::default(),
        purpose: if is_ca { Purpose::CertificateSigning } else { Purpose::Sign },
        revocation: RevocationCheck::Required,
        provider: provider(),
        limits: Limits::default(),
    });
    answer.map(|path| path.certificates().len()).map_err(|error| (kind(&error), error.to_string()))
}

/// The name of the variant.
fn kind(error: &PathError) -> String {
    let text = format!("{error:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

#[expect(clippy::disallowed_methods, reason = "a test may look for its vectors")]
fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("FUIN_VECTORS").map_or(beside, PathBuf::from).join("pkits");
    folder.is_dir().then_some(folder)
}
