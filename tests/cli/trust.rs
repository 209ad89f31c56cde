//! Trust: unknown authorities, expired and revoked certificates, certificates for another use.

use fuin::Home;
use fuin::authority::{Authority, Certified, day};

use crate::world::{World, now};

/// Gives the key of a home another certificate, of this authority and validity (days from today).
fn recertify(world: &World, authority: &Authority, home: &str, first: i64, last: i64) {
    let key = Home::open(&world.path(home)).unwrap().key(home).unwrap();
    let today = day(now());
    let on = |days: i64| today.checked_add(jiff::Span::new().days(days)).unwrap();
    let subject = format!("CN={home},O=elsewhere,C=JP");
    let validity = (on(first), on(last));
    let wanted = Certified { key: key.public_key(), subject: &subject, email: None, validity };
    world.write(&format!("{home}.crt"), authority.certify(&wanted).unwrap());
}

fn other_authority(world: &World) -> Authority {
    let provider = fuin_crypto_aws_lc::provider();
    let authority = Authority::new(&provider, "CN=Other Authority,O=Elsewhere,C=JP", now()).unwrap();
    world.write("other-ca.crt", authority.certificate_pem());
    authority
}

#[test]
fn an_unknown_authority_is_never_answered_with_add_it() {
    let world = World::with_two_agencies();
    let other = other_authority(&world);
    recertify(&world, &other, "b", -1, 300);
    let run = world.fails("a", &["recipient", "add", "stranger", "b.crt"], 6);
    assert!(run.stderr.contains("SHA-256 fingerprint") && !run.stderr.contains("anchor add"), "{run:?}");
    world.ok("a", &["anchor", "add", "other-ca.crt"]);
    world.ok("a", &["recipient", "add", "stranger", "b.crt"]);
}

#[test]
fn whoever_is_to_compare_is_shown_the_authority_that_signed_and_no_namesake() {
    let world = World::with_two_agencies();
    let namesake = other_authority(&world).certificate_pem();
    let other = other_authority(&world);
    recertify(&world, &other, "b", -1, 300);
    let leaf = String::from_utf8(world.read("b.crt")).unwrap();
    world.write("b.crt", [leaf, namesake.clone(), other.certificate_pem()].concat());
    let run = world.fails("a", &["recipient", "add", "stranger", "b.crt"], 6);
    let sha256 = |pem: &str| {
        world.write("one.crt", pem);
        let (certificate, _) = fuin::home::read_certificates(&world.path("one.crt")).unwrap();
        fuin::home::fingerprint(&certificate, &fuin_crypto_aws_lc::provider()).unwrap()
    };
    assert!(run.stderr.contains(&sha256(&other.certificate_pem())), "{run:?}");
    assert!(!run.stderr.contains(&sha256(&namesake)), "{run:?}");
}

//= spec/cms-profile.md#recipients
//= type=test
//# A certificate MUST have a valid path and a fitting keyUsage before anything is sealed to it.
#[test]
fn an_expired_recipient_is_refused_on_entry_and_on_use() {
    let world = World::with_two_agencies();
    let other = other_authority(&world);
    world.ok("a", &["anchor", "add", "other-ca.crt"]);
    recertify(&world, &other, "b", -30, -2);
    let run = world.fails("a", &["recipient", "add", "late", "b.crt"], 6);
    assert!(run.stderr.contains("expired"), "{run:?}");
    // An entry that was good once does not stay good.
    let expired = world.read("b.crt");
    world.write("a/recipients/b/certificate.pem", expired);
    world.write("report.txt", "content");
    let run = world.fails("a", &["seal", "report.txt", "-r", "b", "--label", "C2", "--passphrase-file", "pw"], 6);
    assert!(run.stderr.contains("expired") && !world.exists("report.txt.sealed.p7m"), "{run:?}");
}

#[test]
fn a_certificate_for_another_use_is_not_sealed_to() {
    let world = World::with_two_agencies();
    // The authority's own certificate may sign certificates, and nothing else.
    let run = world.fails("a", &["recipient", "add", "authority", "ca.crt"], 6);
    assert!(run.stderr.contains("keyAgreement"), "{run:?}");
}

#[test]
fn a_signature_is_judged_at_the_time_that_is_asked_for() {
    let world = World::with_two_agencies();
    world.write("notice.txt", "content");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw"]);
    world.ok("b", &["verify", "notice.txt"]);
    let late = ["verify", "notice.txt", "--at", "2031-01-01T00:00:00Z", "--json"];
    let run = world.fails("b", &late, 6);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["verdict"], "cannot tell");
    assert_eq!(report["sub_indication"], "OUT_OF_BOUNDS_NO_POE");
    world.fails("b", &["verify", "notice.txt", "--at", "yesterday"], 2);
    let run = world.fails("b", &["verify", "notice.txt", "--at", "2031-01-01"], 6);
    assert!(run.stdout.contains("as of 2031-01-01T00:00:00Z"), "{run:?}");
}

//= spec/cms-profile.md#nothing-before-the-tag
//= type=test
//# That no key is here MUST be said only when no RecipientInfo names a certificate at hand.
#[test]
fn a_sender_whose_authority_is_unknown_is_not_trusted_and_nothing_is_written() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    world.agency("c", "ecdsa-p256");
    for anchor in std::fs::read_dir(world.path("b/anchors")).unwrap() {
        std::fs::remove_file(anchor.unwrap().path()).unwrap();
    }
    let run = world.fails("b", &["open", &sealed, "--passphrase-file", "pw", "-o", "x"], 6);
    assert!(run.stderr.contains("the signer is not trusted"), "{run:?}");
    assert!(!world.exists("x") && !world.exists("x.label.toml"));
    world.fails("c", &["open", &sealed, "--passphrase-file", "pw", "-o", "x"], 5);
}
