//! OCSP responses without a network: stapled to a message (RFC 5940), and handed over as files.

use fuin_cms::signed::{Augmenter, parse_detached};
use serde_json::Value;

use crate::tsa::Pki;
use crate::world::{Run, World, now};

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

/// A signer `a` with a signature `b.p7s` that brings nothing along, and a verifier `b` who knows nothing but the anchor.
/// There is no CRL anywhere.
fn scene() -> Option<(World, Pki)> {
    let world = World::new();
    let pki = Pki::new(&world)?;
    for name in ["a", "b"] {
        pki.agency(&world, name, 300);
    }
    pki.enter(&["a", "b", "tsa"]);
    world.write("notice.txt", "The programme begins.");
    sign(&world, &["--level", "B"], "b.p7s");
    Some((world, pki))
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

fn sign(world: &World, level: &[&str], out: &str) {
    world.ok("a", &[&["sign", "notice.txt", "--label", "C1I2A1", "-o", out], level, &PASS[..]].concat());
}

/// Staples a response to `b.p7s`.
fn staple(world: &World, response: &str, out: &str) {
    let mut message = Augmenter::new(parse_detached(&world.read("b.p7s")).unwrap()).unwrap();
    message.add_ocsp_response(&world.read(response)).unwrap();
    world.write(out, message.write_detached().unwrap());
}

fn verify(world: &World, signature: &str, more: &[&str]) -> Run {
    let args = ["verify", "notice.txt", "--signature", signature, "--offline", "--json"];
    world.fuin("b", &[&args, more].concat())
}

/// Whether the revocation of every certificate was found out, in a signature that is valid.
fn checked(run: &Run) -> bool {
    let report = json(run);
    assert_eq!((run.code, &report["verdict"]), (0, &"valid".into()), "{run:?}");
    report["signers"][0]["revocation_checked"].as_bool().unwrap()
}

fn in_days(days: i64) -> String {
    (now() + jiff::SignedDuration::from_hours(24 * days)).to_string()
}

#[test]
fn a_stapled_response_says_what_no_crl_does() {
    let Some((world, pki)) = scene() else { return };
    assert!(!checked(&verify(&world, "b.p7s", &[])));
    staple(&world, &pki.response("a", 7), "good.p7s");
    assert!(checked(&verify(&world, "good.p7s", &[])));
    // What is required of every certificate can be had in this way.
    let rule = "[[rule]]\nid = \"strict\"\nrevocation = \"required\"\n";
    world.write("strict.toml", crate::support::overlay("strict", 1, rule));
    let strict = ["--policy", "strict.toml"];
    assert!(checked(&verify(&world, "good.p7s", &strict)));
    let run = verify(&world, "b.p7s", &strict);
    assert_eq!((run.code, &json(&run)["error"]["code"]), (8, &"certificate.revocation-unknown".into()), "{run:?}");
}

#[test]
fn a_stapled_response_that_says_revoked_sinks_the_signature() {
    let Some((world, pki)) = scene() else { return };
    pki.revoke("a");
    staple(&world, &pki.response("a", 7), "revoked.p7s");
    let run = verify(&world, "revoked.p7s", &[]);
    assert_eq!((run.code, &json(&run)["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{run:?}");
    assert_eq!(json(&run)["error"]["code"], "certificate.revoked");
}

#[test]
fn a_response_that_does_not_answer_leaves_revocation_unknown() {
    let Some((world, pki)) = scene() else { return };
    let unknown = |response: &str, more: &[&str]| {
        staple(&world, response, "stapled.p7s");
        assert!(!checked(&verify(&world, "stapled.p7s", more)), "{response} {more:?}");
    };
    // About another certificate of the same authority.
    unknown(&pki.response("b", 7), &[]);
    // Out of date, and not before.
    let response = pki.response("a", 7);
    unknown(&response, &["--at", &in_days(8)]);
    assert!(checked(&verify(&world, "stapled.p7s", &["--at", &in_days(6)])));
    // Still current by its own word, but older than the policy takes.
    let response = pki.response("a", 60);
    let rule = "[[rule]]\nid = \"recent\"\nrevocation-max-age = 10\n";
    world.write("recent.toml", crate::support::overlay("recent", 1, rule));
    unknown(&response, &["--policy", "recent.toml", "--at", &in_days(11)]);
    assert!(checked(&verify(&world, "stapled.p7s", &["--policy", "recent.toml", "--at", &in_days(9)])));
    assert!(checked(&verify(&world, "stapled.p7s", &["--at", &in_days(11)])));
    // About a certificate that is identified by SHA-1.
    let command = "ocsp -index index.txt -CA ca.crt -rsigner ca.crt -rkey ca.key -rmd sha384 -issuer ca.crt";
    pki.openssl(&format!("{command} -sha1 -cert a.crt -ndays 7 -respout sha1.ocsp"));
    staple(&world, "pki/sha1.ocsp", "stapled.p7s");
    assert!(checked(&verify(&world, "stapled.p7s", &[])));
    // Changed in one octet of its signature, which comes last where no certificate is sent along.
    pki.openssl(&format!("{command} -sha256 -cert a.crt -ndays 7 -resp_no_certs -respout bare.ocsp"));
    staple(&world, "pki/bare.ocsp", "stapled.p7s");
    assert!(checked(&verify(&world, "stapled.p7s", &[])));
    let mut forged = world.read("pki/bare.ocsp");
    *forged.last_mut().unwrap() ^= 1;
    world.write("forged.ocsp", forged);
    unknown("forged.ocsp", &[]);
    // By somebody whose certificate this authority did issue, but not for this.
    let command = "ocsp -index index.txt -CA ca.crt -rsigner tsa.crt -rkey tsa.key -rmd sha384 -issuer ca.crt";
    pki.openssl(&format!("{command} -sha256 -cert a.crt -ndays 7 -respout usurped.ocsp"));
    unknown("pki/usurped.ocsp", &[]);
}

#[test]
fn a_responder_that_the_authority_appointed_may_answer() {
    let Some((world, pki)) = scene() else { return };
    world.write(
        "pki/responder.ext",
        "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\nkeyUsage=critical,digitalSignature\n",
    );
    pki.openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout r.key -out r.csr -subj /CN=Responder");
    pki.openssl("x509 -req -in r.csr -CA ca.crt -CAkey ca.key -sha384 -days 30 -extfile responder.ext -out r.crt");
    let command =
        "ocsp -index index.txt -CA ca.crt -rsigner r.crt -rkey r.key -rmd sha384 -issuer ca.crt -sha256 -cert a.crt";
    pki.openssl(&format!("{command} -ndays 7 -respout appointed.ocsp"));
    staple(&world, "pki/appointed.ocsp", "good.p7s");
    assert!(checked(&verify(&world, "good.p7s", &[])));
}

#[test]
fn responses_from_files_are_used_and_stapled() {
    let Some((world, pki)) = scene() else { return };
    let add = |home: &str, response: &str| json(&world.ok(home, &["ocsp", "add", response, "--json"]));
    // For who verifies.
    let added = add("b", &pki.response("a", 7));
    assert_eq!((&added["answers"][0]["status"], added["answers"].as_array().unwrap().len()), (&"good".into(), 1));
    assert_eq!(added["signature_verified"], true);
    assert!(checked(&verify(&world, "b.p7s", &[])));
    // Where nobody is known, that is said.
    world.ok("d", &["init", "--agency", "d"]);
    let stranger = world.ok("d", &["ocsp", "add", "pki/a.ocsp"]);
    assert!(stranger.stderr.contains("no authority known here has signed this OCSP response"), "{stranger:?}");
    // For who signs: all that it takes to validate goes into the message.
    world.ok("a", &["tsa", "set", &pki.address]);
    let lt = [&["sign", "notice.txt", "--label", "C1I2A1", "--level", "LT", "-o", "lt.p7s"][..], &PASS].concat();
    world.fails("a", &lt, 8);
    add("a", &pki.response("a", 7));
    let run = world.fails("a", &lt, 8);
    assert!(!world.exists("lt.p7s"), "nothing is known of the authority's own certificate: {run:?}");
    add("a", &pki.response("tsa", 7));
    world.ok("a", &lt);
    world.ok("c", &["init", "--agency", "c"]);
    world.ok("c", &["anchor", "add", "ca.crt"]);
    let stapled = ["verify", "notice.txt", "--signature", "lt.p7s", "--offline", "--json"];
    let run = world.ok("c", &stapled);
    assert!(checked(&run));
    assert_eq!(json(&run)["signers"][0]["level"], "LT");
    assert_eq!(parse_detached(&world.read("lt.p7s")).unwrap().ocsp_responses.len(), 2);
    assert!(parse_detached(&world.read("lt.p7s")).unwrap().crls.is_empty());
    // A later one stands beside the first, and what it says counts.
    std::thread::sleep(std::time::Duration::from_secs(2));
    pki.revoke("a");
    let added = add("b", &pki.response("a", 7));
    assert_eq!(added["answers"][0]["status"], "revoked");
    let run = verify(&world, "b.p7s", &[]);
    assert_eq!((run.code, &json(&run)["error"]["code"]), (6, &"certificate.revoked".into()), "{run:?}");
    // The stamped one is older than the revocation.
    assert_eq!(verify(&world, "lt.p7s", &[]).code, 0);
}

#[test]
fn what_is_no_response_is_not_added() {
    let Some((world, pki)) = scene() else { return };
    let refused = |file: &str, code| {
        let run = world.fails("b", &["ocsp", "add", file], code);
        assert!(!world.exists("b/ocsp"), "{run:?}");
    };
    refused("b.p7s", 3);
    refused("missing.ocsp", 1);
    // A responder that says to try later: OCSPResponse { responseStatus tryLater }.
    world.write("later.ocsp", [0x30, 0x03, 0x0a, 0x01, 0x03]);
    refused("later.ocsp", 3);
    let whole = world.read(&pki.response("a", 7));
    world.write("cut.ocsp", &whole[..whole.len() - 1]);
    refused("cut.ocsp", 3);
    // What was changed after it was added is not passed over.
    world.ok("b", &["ocsp", "add", "pki/a.ocsp"]);
    let name = std::fs::read_dir(world.path("b/ocsp")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(name, "nothing").unwrap();
    assert_eq!(verify(&world, "b.p7s", &[]).code, 3);
}
