//! Messages with several signers and countersignatures: what passes, and what is reported of each when one does not.

use fuin::crypto::{DigestAlgorithm, SignatureAlgorithm};
use fuin_cms::der_values as dv;
use fuin_cms::oids;
use fuin_cms::signed::{Augmenter, UnsignedAttribute, parse_detached};
use serde_json::Value;

use crate::forge::{CONTENT, Ground, Signer, attribute, digest_identifier, issuer_and_serial};
use crate::world::Run;

/// A SignerInfo of `b` with this key about a signature.
fn countersignature(ground: &Ground, key: &str, signature: &[u8], unsigned: &[u8]) -> Vec<u8> {
    let mut signed = dv::set_of(vec![
        attribute(&oids::MESSAGE_DIGEST, &[dv::octet_string(&ground.sha256(signature))]),
        attribute(&oids::SIGNING_TIME, &[dv::value(dv::tag::UTC_TIME, b"260101000000Z")]),
    ]);
    let signing = ground.b.private(key).signing.as_ref().unwrap();
    let made = signing.sign(SignatureAlgorithm::EcdsaP256Sha256, &signed).unwrap();
    signed[0] = 0xa0;
    dv::sequence(&[
        &dv::unsigned(1),
        &issuer_and_serial(ground.b.certificate(key)),
        &digest_identifier(DigestAlgorithm::Sha256),
        &signed,
        &dv::algorithm_identifier(&oids::ECDSA_WITH_SHA256, None),
        &dv::octet_string(&made),
        unsigned,
    ])
}

/// The signature octets of a countersignature.
fn octets_of(countersignature: &[u8]) -> Vec<u8> {
    let mut fields = dv::DerReader::new(countersignature, "SignerInfo", 0).sequence("SignerInfo").unwrap();
    for _ in 0..5 {
        fields.element().unwrap();
    }
    fields.octet_string().unwrap().to_vec()
}

fn unsigned(countersignatures: &[Vec<u8>]) -> Vec<u8> {
    dv::value(0xa1, &attribute(&oids::COUNTERSIGNATURE, countersignatures))
}

/// `letter.txt` signed by `a`, with countersignatures made for its signature and the certificate of `b2`.
fn countersigned(ground: &Ground, make: impl FnOnce(&[u8]) -> Vec<Vec<u8>>) {
    let world = &ground.world;
    world.write("letter.txt", CONTENT);
    let sign = ["sign", "letter.txt", "--label", "C1I1A1", "--passphrase-file", "pw", "-i", "a", "--overwrite"];
    world.ok("a", &sign);
    let mut augmenter = Augmenter::new(parse_detached(&world.read("letter.txt.p7s")).unwrap()).unwrap();
    augmenter.add_certificate(ground.b.certificate("b2")).unwrap();
    let signature = augmenter.signed().signers[0].signature().to_vec();
    for value in make(&signature) {
        let attribute = UnsignedAttribute::new(oids::COUNTERSIGNATURE, &value).unwrap();
        augmenter.add_unsigned_attribute(0, attribute).unwrap();
    }
    world.write("letter.txt.p7s", augmenter.write_detached().unwrap());
}

fn verified(ground: &Ground, file: &str) -> (Run, Value) {
    let run = ground.world.fuin("b", &["verify", file, "--json"]);
    let report = serde_json::from_str(&run.stdout).unwrap();
    (run, report)
}

//= spec/validation.md#countersignatures
//= type=test
//# Every countersignature of a message MUST pass, or the message does not.
#[test]
fn countersignatures_must_all_pass_and_are_all_reported() {
    let ground = Ground::new();
    countersigned(&ground, |signature| {
        let inner = countersignature(&ground, "b2", signature, &[]);
        let on_it = countersignature(&ground, "b2", &octets_of(&inner), &[]);
        // The same one again, now with another one on it: ECDSA signs anew, so it is about what is there.
        let mut fields = dv::DerReader::new(&inner, "SignerInfo", 0).sequence("SignerInfo").unwrap();
        let parts: Vec<&[u8]> = (0..6).map(|_| fields.element().unwrap().raw).collect();
        vec![dv::sequence(&[&parts.concat(), &unsigned(&[on_it])])]
    });
    let (run, report) = verified(&ground, "letter.txt");
    assert_eq!((run.code, &report["verdict"]), (0, &"valid".into()), "{run:?}");
    let outer = &report["signers"][0]["countersignatures"][0];
    assert_eq!((&outer["verdict"], &outer["authentic"]), (&"valid".into(), &true.into()), "{report}");
    assert_eq!(outer["countersignatures"][0]["verdict"], "valid");
    let text = ground.world.ok("b", &["verify", "letter.txt"]).stdout;
    assert_eq!(text.lines().filter(|line| line.contains("countersigned")).count(), 2, "{text}");

    // About another signature; by a key without the certificate that it names; no SignerInfo at all.
    type Make<'a> = Box<dyn Fn(&[u8]) -> Vec<u8> + 'a>;
    let cases: [(&str, i32, &str, &str, Make<'_>); 4] = [
        (
            "about another signature",
            4,
            "invalid",
            "SIG_CRYPTO_FAILURE",
            Box::new(|_| countersignature(&ground, "b2", b"another signature", &[])),
        ),
        (
            "by a key nobody certifies here",
            6,
            "cannot tell",
            "NO_SIGNING_CERTIFICATE_FOUND",
            Box::new(|signature| countersignature(&ground, "b", signature, &[])),
        ),
        ("no SignerInfo", 3, "invalid", "FORMAT_FAILURE", Box::new(|_| dv::null())),
        (
            "an altered one on a good one",
            4,
            "invalid",
            "SIG_CRYPTO_FAILURE",
            Box::new(|signature| {
                let good = countersignature(&ground, "b2", signature, &[]);
                let on_it = countersignature(&ground, "b2", b"another", &[]);
                let mut fields = dv::DerReader::new(&good, "SignerInfo", 0).sequence("SignerInfo").unwrap();
                let parts: Vec<&[u8]> = (0..6).map(|_| fields.element().unwrap().raw).collect();
                dv::sequence(&[&parts.concat(), &unsigned(&[on_it])])
            }),
        ),
    ];
    for (name, code, verdict, reason, make) in cases {
        countersigned(&ground, |signature| vec![make(signature)]);
        let (run, report) = verified(&ground, "letter.txt");
        assert_eq!((run.code, &report["verdict"]), (code, &verdict.into()), "{name}: {run:?}");
        assert_eq!(report["sub_indication"], reason, "{name}: {report}");
        // The signature itself is what it was, and is reported so.
        assert_eq!((&report["signers"][0]["verdict"], &report["signers"][0]["level"]), (&"valid".into(), &"B".into()));
    }
}

//= spec/validation.md#countersignatures
//= type=test
//# A message with more than 16 countersignatures on one signature, those on others included, MUST fail.
#[test]
fn countersignatures_are_bounded() {
    let ground = Ground::new();
    let make = |count: usize| {
        countersigned(&ground, |signature| {
            (0..count).map(|_| countersignature(&ground, "b2", signature, &[])).collect()
        });
        verified(&ground, "letter.txt").0.code
    };
    assert_eq!((make(16), make(17)), (0, 3));
    // One within the other, deeper than anybody needs.
    countersigned(&ground, |_| {
        let mut chain = countersignature(&ground, "b2", b"the innermost", &[]);
        for _ in 0..200 {
            chain = countersignature(&ground, "b2", b"the next", &unsigned(&[chain]));
        }
        vec![chain]
    });
    assert_ne!(verified(&ground, "letter.txt").0.code, 0);
}

//= spec/validation.md#verdicts
//= type=test
//# A signature MUST NOT be valid unless it is authentic, its certificate trusted and the message permitted by every policy.
#[test]
fn of_several_signers_each_has_its_own_verdict() {
    let ground = Ground::new();
    ground.world.key("a", "a2", "ecdsa-p256");
    let ground = Ground { a: crate::library::Agency::of(&ground.world, "a"), ..ground };
    let message = || {
        let mut message = ground.message();
        message.certificates.push(ground.a.certificate("a2").to_vec());
        message.signers.push(Signer::new(&ground, "a2"));
        message
    };
    ground.world.write("two.signed.p7m", message().signed());
    let (run, report) = verified(&ground, "two.signed.p7m");
    let verdicts = |report: &Value| -> Vec<String> {
        let signers = report["signers"].as_array().unwrap().iter();
        signers.map(|signer| signer["verdict"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((run.code, verdicts(&report)), (0, vec!["valid".to_owned(), "valid".to_owned()]), "{run:?}");
    // One of them altered, its certificate absent, revoked: each is told from the other.
    let mut altered = message();
    altered.signers[1].signature = Box::new(|mut signature| {
        let last = signature.len() - 1;
        signature[last] ^= 1;
        signature
    });
    ground.world.write("two.signed.p7m", altered.signed());
    let (run, report) = verified(&ground, "two.signed.p7m");
    assert_eq!((run.code, &report["indication"]), (4, &"TOTAL-FAILED".into()), "{run:?}");
    let mut found = verdicts(&report);
    found.sort();
    assert_eq!(found, ["invalid", "valid"]);
    // Nothing is said to be stated by all of them.
    assert_eq!((&report["label"], &report["file_name"]), (&Value::Null, &Value::Null));
    let mut absent = message();
    absent.certificates.pop();
    ground.world.write("two.signed.p7m", absent.signed());
    let (run, report) = verified(&ground, "two.signed.p7m");
    assert_eq!((run.code, &report["sub_indication"]), (6, &"NO_SIGNING_CERTIFICATE_FOUND".into()), "{run:?}");
    // Two labels: the message states none.
    let mut labels = message();
    labels.signers[1].replace(&oids::SECURITY_LABEL, &[attribute(&oids::SECURITY_LABEL, &[ground.label("C1I2A1")])]);
    ground.world.write("two.signed.p7m", labels.signed());
    let (run, report) = verified(&ground, "two.signed.p7m");
    assert_eq!((run.code, &report["sub_indication"]), (3, &"FORMAT_FAILURE".into()), "{run:?}");
}
