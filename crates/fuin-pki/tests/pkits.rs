//! NIST's Public Key Interoperability Test Suite, all of it: what is valid there is valid here, what is invalid there
//! is invalid here and for the reason that is being tested. The one difference is DSA, which is not supported.
//!
//! The folder is the one that `FUIN_PKITS` names (the set may have been issued anew with other algorithms), else
//! `pkits` in `FUIN_VECTORS` or ../shared/vectors.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use fuin_crypto::{CryptoProvider, Oid};
use fuin_pki::{
    Certificate, Crl, FreshnessRules, Limits, PathError, PathRequest, PolicyInputs, Purpose, RevocationCheck,
    TrustAnchor, validate,
};
use serde_json::Value;

const TIME: &str = "2026-06-01T12:00:00Z";
/// The content octets of id-dsa (RFC 3279, 2.3.2).
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];

/// How a case may be refused, by what its expectation says. Each word is from the expectations of pkits.json.
const REASONS: &[(&str, &[&str])] = &[
    ("signature of", &["BadSignature", "Unreadable"]),
    ("not valid until", &["NotYetValid"]),
    ("expired", &["Expired"]),
    ("issuer name could not be matched", &["NoAnchor"]),
    ("is not a CA", &["NotACa"]),
    ("not allowed to sign certificates", &["KeyUsage"]),
    ("maximum path length", &["PathLength"]),
    ("no valid set of policies", &["Policy"]),
    ("policy mapping for the \"any policy\"", &["PolicyMapping"]),
    ("permitted namespace", &["NameConstraint"]),
    ("excluded from the namespace", &["NameConstraint"]),
    ("unsupported critical extension", &["UnsupportedCritical"]),
];

//= spec/trust.md#certification-paths
//= type=test
//# A path MUST satisfy the path validation of RFC 5280, section 6.1, with the valid policy graph of RFC 9618.
#[test]
fn every_case_is_as_nist_says() {
    let Some(folder) = folder() else {
        println!("skipped: no PKITS at FUIN_PKITS, FUIN_VECTORS/pkits or ../shared/vectors/pkits");
        return;
    };
    // Read once for all cases: what was verified in one of them is known in the next.
    let mut documents = Documents::default();
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("pkits.json")).unwrap()).unwrap();
    let (mut valid, mut invalid, mut with_inputs, mut dsa) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for case in &cases {
        let outcome = run(&folder, case, &mut Documents::default());
        let again = run(&folder, case, &mut documents);
        assert_eq!(outcome, again, "{} {}: known signatures changed the answer", case["id"], case["name"]);
        let outcome = outcome.map(|found| found.len);
        let as_expected = match (case.get("error"), &outcome) {
            (None, Ok(len)) => Some(*len) == path_len(case),
            (None, Err(refusal)) if refusal.kind == "UnsupportedKey" && uses_dsa(&folder, case) => {
                dsa += 1;
                continue;
            }
            (None, Err(_)) | (Some(_), Ok(_)) => false,
            (Some(expectation), Err(refusal)) => reasons(expectation).contains(&refusal.kind.as_str()),
        };
        if !as_expected {
            wrong.push(format!("{} {}: {:?}, {outcome:?}", case["id"], case["name"], case.get("error")));
        }
        let count = if case.get("error").is_none() { &mut valid } else { &mut invalid };
        *count += 1;
        with_inputs += usize::from(case.get("params").is_some());
    }
    println!(
        "PKITS: {valid} valid and {invalid} invalid as NIST says, {with_inputs} of them with policy inputs; {dsa} with DSA not supported"
    );
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), cases.len());
    assert_eq!((cases.len(), with_inputs), (246, 33));
    assert!(dsa <= 2, "{dsa} cases with DSA");
}

/// Certificates and CRLs by the name of their file.
#[derive(Default)]
struct Documents {
    certificates: HashMap<String, Certificate>,
    crls: HashMap<String, Option<Crl>>,
}

/// A path: its length, and everything that was found out about it, as text.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    len: usize,
    facts: String,
}

/// A refusal: the variant of the error, and its text.
#[derive(Debug, PartialEq, Eq)]
struct Refusal {
    kind: String,
    text: String,
}

/// The kinds of refusal that fit an expectation.
fn reasons(expectation: &Value) -> Vec<&'static str> {
    match expectation["class"].as_str() {
        // A negative serial number cannot be read here, whether it is revoked or not.
        Some("RevokedError") => vec!["Revoked", "Unreadable"],
        Some("InsufficientRevinfoError" | "StaleRevinfoError") => vec!["RevocationUnknown", "Unreadable"],
        _ => {
            let text = expectation["msg_regex"].as_str().expect("an expectation has a text");
            let found: Vec<_> = REASONS.iter().filter(|(word, _)| text.contains(word)).collect();
            assert!(!found.is_empty(), "no kind of refusal for {text}");
            found.iter().flat_map(|(_, kinds)| kinds.iter().copied()).collect()
        }
    }
}

/// The certificates below the anchor; pkits.json counts the anchor too.
fn path_len(case: &Value) -> Option<usize> {
    case["path_len"].as_u64().and_then(|len| usize::try_from(len).ok()?.checked_sub(1))
}

/// The path, or how it is refused.
fn run(folder: &Path, case: &Value, documents: &mut Documents) -> Result<Found, Refusal> {
    let mut certificate = |name: &str| documents.certificate(folder, name);
    let target = certificate(case["cert"].as_str().unwrap())?;
    let intermediates: Vec<Certificate> =
        list(case, "other_certs").iter().map(|name| certificate(name)).collect::<Result<_, _>>()?;
    let anchor = TrustAnchor::from_certificate(certificate("TrustAnchorRootCertificate.crt")?);
    // A CRL that cannot be read is one that is not there.
    let crls: Vec<Crl> = [list(case, "crls"), vec!["TrustAnchorRootCRL.crl".into()]]
        .concat()
        .iter()
        .filter_map(|name| documents.crl(folder, name))
        .collect();
    let is_ca = target.basic_constraints().is_some_and(|found| found.ca);
    let inputs = case.get("params").cloned().unwrap_or_default();
    let acceptable: Option<Vec<Oid>> = inputs
        .get("user_initial_policy_set")
        .map(|list| list.as_array().unwrap().iter().map(|text| Oid::parse(text.as_str().unwrap()).unwrap()).collect());
    let set = |name: &str| inputs.get(name).and_then(Value::as_bool).unwrap_or_default();
    let time = TIME.parse().unwrap();
    let answer = validate(&PathRequest {
        target: &target,
        intermediates: &intermediates,
        anchors: &[anchor],
        crls: &crls,
        ocsp: &[],
        time,
        revocation_time: time,
        freshness: FreshnessRules::default(),
        purpose: if is_ca { Purpose::CertificateSigning } else { Purpose::Sign },
        policies: PolicyInputs {
            acceptable: acceptable.as_deref(),
            require_explicit: set("initial_explicit_policy"),
            inhibit_mapping: set("initial_policy_mapping_inhibit"),
            inhibit_any: set("initial_any_policy_inhibit"),
        },
        revocation: RevocationCheck::Required,
        provider: provider(),
        limits: Limits::default(),
    });
    let path = answer.map_err(|error| Refusal { kind: kind(&error), text: error.to_string() })?;
    // With a set that constrains nothing, what is acceptable is what the authorities have.
    let user: Vec<_> = path.user_constrained_policies().collect();
    match &acceptable {
        None => assert_eq!(user, path.authority_constrained_policies().collect::<Vec<_>>()),
        Some(acceptable) => assert!(user.iter().all(|policy| acceptable.contains(policy)), "{user:?}"),
    }
    let revocation: Vec<_> = path.revocation().collect();
    let evidence: Vec<_> = path.evidence().into_iter().map(|found| (found.source(), found.signer())).collect();
    let authority: Vec<_> = path.authority_constrained_policies().collect();
    let uses = path.algorithm_uses();
    let facts = format!("{path:?} {revocation:?} {evidence:?} {authority:?} {user:?} {uses:?}");
    Ok(Found { len: path.certificates().len(), facts })
}

impl Documents {
    fn certificate(&mut self, folder: &Path, name: &str) -> Result<Certificate, Refusal> {
        if let Some(known) = self.certificates.get(name) {
            return Ok(known.clone());
        }
        let read = certificate(folder, name)?;
        self.certificates.insert(name.to_owned(), read.clone());
        Ok(read)
    }

    fn crl(&mut self, folder: &Path, name: &str) -> Option<Crl> {
        let read = || Crl::from_der(&fs::read(folder.join("crls").join(name)).unwrap()).ok();
        self.crls.entry(name.to_owned()).or_insert_with(read).clone()
    }
}

fn list(case: &Value, key: &str) -> Vec<String> {
    let names = case.get(key).and_then(Value::as_array).into_iter().flatten();
    names.map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn certificate(folder: &Path, name: &str) -> Result<Certificate, Refusal> {
    let der = fs::read(folder.join("certs").join(name)).unwrap();
    Certificate::from_der(&der).map_err(|error| Refusal { kind: "Unreadable".into(), text: error.to_string() })
}

/// Whether a certificate of the case has a DSA key.
fn uses_dsa(folder: &Path, case: &Value) -> bool {
    let mut names = list(case, "other_certs");
    names.push(case["cert"].as_str().unwrap().to_owned());
    names.iter().any(|name| {
        let found = certificate(folder, name).unwrap();
        found.subject_public_key_info().windows(DSA.len()).any(|window| window == DSA)
    })
}

/// The name of the variant.
fn kind(error: &PathError) -> String {
    let text = format!("{error:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

fn provider() -> &'static CryptoProvider {
    static PROVIDER: OnceLock<CryptoProvider> = OnceLock::new();
    PROVIDER.get_or_init(fuin_crypto_aws_lc::provider)
}

#[expect(clippy::disallowed_methods, reason = "a test may look for its vectors")]
fn folder() -> Option<PathBuf> {
    let own = std::env::var_os("FUIN_PKITS").map(PathBuf::from);
    let shared = std::env::var_os("FUIN_VECTORS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = own.clone().unwrap_or_else(|| shared.unwrap_or(beside).join("pkits"));
    assert!(own.is_none() || folder.is_dir(), "no folder at FUIN_PKITS");
    folder.is_dir().then_some(folder)
}
