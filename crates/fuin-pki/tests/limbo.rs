//! The x509-limbo cases about certification paths, with a list of where this crate differs and why. A case that is not
//! as listed fails the test, whichever way it differs.
//!
//! The cases are for TLS. Those about the server's name, and about rules that only web browsers have, are passed over;
//! keyUsage and extKeyUsage of the target are not looked at.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use fuin_crypto::CryptoProvider;
use fuin_pki::{
    Certificate, Crl, FreshnessRules, Limits, PathRequest, PolicyInputs, Purpose, RevocationCheck, TrustAnchor,
    validate,
};
use serde_json::Value;

/// Cases passed over: by the beginning of their name, and why.
const SKIPPED: &[(&str, &str)] = &[
    ("webpki::cn::", NAME),
    ("webpki::san::", NAME),
    ("rfc5280::ca-as-leaf-wrong-san", NAME),
    ("rfc5280::eku::", USE),
    ("webpki::eku::", USE),
    ("rfc5280::leaf-ku-keycertsign", USE),
    ("webpki::ee-basicconstraints-ca", USE),
    ("webpki::ca-as-leaf", USE),
    ("webpki::forbidden-", STRENGTH),
];

const NAME: &str = "the server's name, or how browsers want it written";
const USE: &str = "the use of the target in TLS";
const STRENGTH: &str = "kinds and sizes of keys, which a policy judges above this crate";

/// Valid cases that are refused here.
const REFUSED: &[(&str, &str)] =
    &[("pathlen::max-chain-depth-1-self-issued", "the depth counts every certificate: it is there to bound the work")];

const DUTY: &str = "a duty of the CA that a verifier need not enforce, and nothing is trusted more for it";

/// Invalid cases that are accepted here.
const ACCEPTED: &[(&str, &str)] = &[
    ("crl::crlnumber-missing", DUTY),
    ("crl::crlnumber-critical", "cRLNumber is processed, so it may be critical"),
    ("rfc5280::aki::leaf-missing-aki", DUTY),
    ("rfc5280::aki::intermediate-missing-aki", DUTY),
    ("rfc5280::aki::cross-signed-root-missing-aki", DUTY),
    ("rfc5280::ski::root-missing-ski", DUTY),
    ("rfc5280::ski::intermediate-missing-ski", DUTY),
    ("rfc5280::serial::zero", DUTY),
    ("rfc5280::root-non-critical-basic-constraints", "processed whether critical or not"),
    ("rfc5280::nc::permitted-dns-match-noncritical", "processed whether critical or not"),
    ("rfc5280::pc::ica-noncritical-pc", "processed whether critical or not"),
    ("rfc5280::san::underscore-dns", "host names with underscores exist, and constraints hold for them as for others"),
    ("rfc5280::san::ip-in-dns", "such a dNSName matters only under a constraint, which then refuses it"),
    ("webpki::aki::root-with-aki-missing-keyidentifier", "a rule of browsers for roots, which are configured here"),
    ("webpki::aki::root-with-aki-authoritycertissuer", "a rule of browsers for roots, which are configured here"),
    ("webpki::aki::root-with-aki-authoritycertserialnumber", "a rule of browsers for roots, which are configured here"),
    ("webpki::aki::root-with-aki-all-fields", "a rule of browsers for roots, which are configured here"),
    ("webpki::aki::root-with-aki-ski-mismatch", "a rule of browsers for roots, which are configured here"),
    ("webpki::v1-cert", "an end entity may have a version 1 certificate; a CA below an anchor may not"),
];

#[test]
fn every_case_about_paths_is_as_listed() {
    let Some(file) = file() else {
        println!("skipped: no path-limbo vectors at ../shared/vectors or FUIN_VECTORS");
        return;
    };
    let limbo: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let (mut as_expected, mut differing) = (0, 0);
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in limbo["testcases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        if let Some((_, why)) = SKIPPED.iter().find(|(begin, _)| id.starts_with(begin)) {
            *skipped.entry(why).or_default() += 1;
            continue;
        }
        let listed = |list: &[(&str, &str)]| list.iter().any(|(name, _)| *name == id);
        let outcome = run(case);
        let success = case["expected_result"] == "SUCCESS";
        let differs = if success { listed(REFUSED) } else { listed(ACCEPTED) };
        if outcome.is_ok() == (success != differs) {
            *(if differs { &mut differing } else { &mut as_expected }) += 1;
        } else {
            wrong.push(format!("{id}, {}: {outcome:?}", case["expected_result"]));
        }
    }
    println!("limbo: {as_expected} as expected, {differing} differing as listed, passed over: {skipped:#?}");
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
    assert_eq!(differing, REFUSED.len() + ACCEPTED.len(), "the lists name cases that are not there");
}

fn run(case: &Value) -> Result<(), String> {
    let pem = |text: &Value| pem_rfc7468::decode_vec(text.as_str().unwrap().as_bytes()).map(|(_, der)| der);
    let certificate = |text: &Value| {
        let der = pem(text).map_err(|error| error.to_string())?;
        Certificate::from_der(&der).map_err(|error| error.to_string())
    };
    let list = |key: &str| case[key].as_array().unwrap().iter();
    let target = certificate(&case["peer_certificate"])?;
    // What cannot be read is not there.
    let intermediates: Vec<Certificate> =
        list("untrusted_intermediates").filter_map(|text| certificate(text).ok()).collect();
    let anchors: Vec<TrustAnchor> =
        list("trusted_certs").filter_map(|text| certificate(text).ok()).map(TrustAnchor::from_certificate).collect();
    let crls: Vec<Crl> = list("crls").filter_map(|text| Crl::from_der(&pem(text).unwrap()).ok()).collect();
    let time = case["validation_time"].as_str().map_or("2026-06-01T00:00:00Z", |time| time).parse().unwrap();
    let max_depth = case["max_chain_depth"].as_u64().map_or(10, |depth| usize::try_from(depth).unwrap() + 1);
    let request = PathRequest {
        target: &target,
        intermediates: &intermediates,
        anchors: &anchors,
        crls: &crls,
        ocsp: &[],
        time,
        revocation_time: time,
        freshness: FreshnessRules::default(),
        purpose: Purpose::UncheckedUse,
        policies: PolicyInputs::default(),
        revocation: if list("crls").len() == 0 { RevocationCheck::WhenAvailable } else { RevocationCheck::Required },
        provider: provider(),
        limits: Limits { max_depth, ..Limits::default() },
    };
    validate(&request).map(|_| ()).map_err(|error| error.to_string())
}

fn provider() -> &'static CryptoProvider {
    static PROVIDER: OnceLock<CryptoProvider> = OnceLock::new();
    PROVIDER.get_or_init(fuin_crypto_aws_lc::provider)
}

#[expect(clippy::disallowed_methods, reason = "a test may look for its vectors")]
fn file() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("FUIN_VECTORS").map_or(beside, PathBuf::from);
    let file = folder.join("path-limbo/limbo.json");
    file.is_file().then_some(file)
}
