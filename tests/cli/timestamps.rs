//! Signatures that outlive certificates: timestamps, validation data, archive timestamps, against a live authority.

use fuin_cms::signed::{Augmenter, UnsignedAttribute};
use serde_json::Value;

use crate::tsa::Pki;
use crate::world::{Run, World};

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

/// A signer `a` whose authority answers, and a verifier `b` who knows nothing but the anchor.
fn scene() -> Option<(World, Pki)> {
    let world = World::new();
    let pki = Pki::new(&world)?;
    pki.agency(&world, "a", 30);
    pki.agency(&world, "b", 30);
    world.ok("a", &["tsa", "set", &pki.address]);
    world.write("notice.txt", "The programme begins.");
    Some((world, pki))
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

fn sign(world: &World, level: &[&str], out: &str) -> Run {
    world.ok("a", &[&["sign", "notice.txt", "--label", "C1I2A1", "-o", out], level, &PASS[..]].concat())
}

/// The level that a verifier finds, with nothing at hand but the anchor.
fn level(world: &World, signature: &str) -> String {
    let run = world.ok("b", &["verify", "notice.txt", "--signature", signature, "--offline", "--json"]);
    json(&run)["signers"][0]["level"].as_str().unwrap().to_owned()
}

#[test]
fn a_signature_takes_a_timestamp_where_one_can_be_had() {
    let Some((world, _pki)) = scene() else { return };
    let stamped = sign(&world, &["--json"], "t.p7s");
    assert_eq!(json(&stamped)["level"], "T");
    assert_eq!(level(&world, "t.p7s"), "T");
    // Not where it is not wanted, and not offline: then it is said what is lost.
    sign(&world, &["--level", "B"], "b.p7s");
    assert_eq!(level(&world, "b.p7s"), "B");
    let offline = sign(&world, &["--offline"], "offline.p7s");
    assert!(offline.stderr.contains("cannot be shown to be valid after"), "{offline:?}");
    assert_eq!(level(&world, "offline.p7s"), "B");
    let refused =
        [&["sign", "notice.txt", "--label", "C1", "--level", "T", "--offline", "-o", "x"][..], &PASS].concat();
    let run = world.fails("a", &refused, 1);
    assert!(run.stderr.contains("no answer from a timestamp authority") && !world.exists("x"), "{run:?}");
    // What is sealed has one too.
    world.ok("a", &["recipient", "add", "b", "pki/b.crt"]);
    world.ok("a", &[&["seal", "notice.txt", "-r", "b", "--label", "C2"][..], &PASS].concat());
    let run = world.ok("b", &[&["open", "notice.txt.sealed.p7m", "-o", "x.txt", "--json"][..], &PASS].concat());
    assert_eq!(json(&run)["signers"][0]["level"], "T");
}

//= spec/trust.md#proof-of-existence
//= type=test
//# A signer's certification path MUST be judged at the time proven for the signature, or now.
#[test]
fn what_happens_to_the_certificate_later_does_not_undo_a_stamped_signature() {
    let Some((world, pki)) = scene() else { return };
    sign(&world, &["--level", "B"], "b.p7s");
    sign(&world, &[], "t.p7s");
    let verify = |signature: &str, more: &[&str]| {
        let args = [&["verify", "notice.txt", "--signature", signature, "--json", "--offline"], more].concat();
        world.fuin("b", &args)
    };
    assert_eq!((verify("b.p7s", &[]).code, verify("t.p7s", &[]).code), (0, 0));
    // Revoked, after the timestamp.
    let between = crate::world::now().to_string();
    std::thread::sleep(std::time::Duration::from_secs(3));
    pki.revoke("a");
    world.ok("b", &["crl", "add", pki.crl()]);
    let run = verify("b.p7s", &[]);
    assert_eq!((run.code, &json(&run)["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{run:?}");
    let run = verify("t.p7s", &[]);
    assert_eq!((run.code, &json(&run)["verdict"]), (0, &"valid".into()), "{run:?}");
    let text = world.ok("b", &["verify", "notice.txt", "--signature", "t.p7s", "--offline"]).stdout;
    assert!(text.contains("; revoked at ") && text.contains(", after this signature"), "{text}");
    world.ok("b", &["verify", "notice.txt", "--signature", "t.p7s", "--offline", "--report", "html=r.html"]);
    assert!(String::from_utf8(world.read("r.html")).unwrap().contains("was revoked since. That does not harm"));
    // As of before, it was not revoked yet; nothing says that the signature is older than that.
    let run = world.ok("b", &["verify", "notice.txt", "--signature", "b.p7s", "--offline", "--at", &between]);
    assert!(run.stdout.contains(", after the time it is judged at"), "{run:?}");
    // Expired: the signer's certificate lives 30 days, the authority's much longer.
    let later = (crate::world::now() + jiff::SignedDuration::from_hours(24 * 60)).to_string();
    let run = verify("b.p7s", &["--at", &later]);
    assert_eq!(run.code, 6, "{run:?}");
    assert_eq!(verify("t.p7s", &["--at", &later]).code, 0);
    // Whoever does not take the timestamp does not call what is left a level, nor what it proves proven.
    let text =
        |signature: &str| world.fuin("b", &["verify", "notice.txt", "--signature", signature, "--offline"]).stdout;
    assert_eq!(json(&verify("b.p7s", &[]))["signers"][0]["level"], Value::Null);
    assert!(text("b.p7s").contains("nothing proves it") && !text("b.p7s").contains("(level"), "{}", text("b.p7s"));
    let args =
        ["verify", "notice.txt", "--signature", "t.p7s", "--offline", "--at", &later, "--report", "html=late.html"];
    world.ok("b", &args);
    assert!(String::from_utf8(world.read("late.html")).unwrap().contains("has ended since. That does not harm"));
    // When the authority's own certificate has ended, nothing is proven any more.
    let much_later = (crate::world::now() + jiff::SignedDuration::from_hours(24 * 3100)).to_string();
    let run = verify("t.p7s", &["--at", &much_later]);
    assert!(run.code == 6 || run.code == 7, "{run:?}");
}

//= spec/trust.md#proof-of-existence
//= type=test
//# A timestamp that is not authentic, not trusted or not permitted MUST prove nothing.
#[test]
fn a_timestamp_of_a_stranger_or_over_something_else_proves_nothing() {
    let Some((world, _pki)) = scene() else { return };
    sign(&world, &[], "t.p7s");
    // One octet of the token's imprint, and one of its signature.
    let message = world.read("t.p7s");
    let found = message.windows(2).rposition(|pair| pair == [0x04, 0x30]).unwrap();
    let mut changed = message.clone();
    changed[found + 10] ^= 1;
    world.write("changed.p7s", changed);
    let run = world.ok("b", &["verify", "notice.txt", "--signature", "changed.p7s", "--json"]);
    let signer = &json(&run)["signers"][0];
    assert_eq!((&signer["level"], &signer["proven_time"]), (&"B".into(), &Value::Null), "{run:?}");
    assert!(run.stderr.contains("a timestamp proves nothing"), "{run:?}");
    // Somebody who trusts the signer's authority, and not that of timestamps, judges at the present.
    let strangers = World::new();
    let Some(other) = Pki::new(&strangers) else { return };
    world.ok("a", &["tsa", "set", &other.address]);
    let run = world.fails("a", &[&["sign", "notice.txt", "--label", "C1I2A1", "-o", "s.p7s"][..], &PASS].concat(), 6);
    assert!(run.stderr.contains("the timestamp cannot be used") && !world.exists("s.p7s"), "{run:?}");
}

//= spec/trust.md#raising-a-level
//= type=test
//# Level LT MUST NOT be claimed for a signature with a certificate whose revocation is unknown.
//= spec/trust.md#raising-a-level
//= type=test
//# A signature that is not valid MUST NOT be raised.
//= spec/trust.md#proof-of-existence
//= type=test
//# What an archive timestamp covers MUST be judged at the time it proves, and the timestamp itself at a later one's, or now.
#[test]
fn a_signature_is_raised_step_by_step_and_stays_what_it_was() {
    let Some((world, pki)) = scene() else { return };
    sign(&world, &["--level", "B"], "notice.txt.p7s");
    let extend = |level: &str, code| world.fails("a", &["extend", "notice.txt", "--level", level, "--json"], code);
    // No CRL yet: nothing is claimed, and nothing is changed.
    let before = world.read("notice.txt.p7s");
    let run = extend("LT", 8);
    assert_eq!(json(&run)["error"]["code"], "timestamp.evidence-missing");
    assert_eq!(world.read("notice.txt.p7s"), before);
    assert_eq!(json(&extend("T", 0))["before"], "B");
    assert_eq!(level(&world, "notice.txt.p7s"), "T");
    world.ok("a", &["crl", "add", pki.crl()]);
    for (wanted, archive) in [("LT", 0), ("LTA", 1), ("LTA", 1)] {
        let raised = json(&extend(wanted, 0));
        assert_eq!((&raised["level"], &raised["added"]["archive_timestamps"]), (&wanted.into(), &archive.into()));
        assert_eq!(level(&world, "notice.txt.p7s"), wanted);
    }
    // Nothing to add is no change, and is said; so is a further archive timestamp.
    let before = world.read("notice.txt.p7s");
    let run = world.ok("a", &["extend", "notice.txt", "--level", "LT"]);
    assert!(run.stdout.starts_with("nothing to add to notice.txt.p7s"), "{run:?}");
    assert_eq!(world.read("notice.txt.p7s"), before);
    let run = world.ok("b", &["verify", "notice.txt", "--json"]);
    let stamps = json(&run)["signers"][0]["timestamps"].as_array().unwrap().clone();
    assert_eq!(stamps.len(), 3);
    assert!(stamps.iter().all(|stamp| stamp["problem"].is_null()), "{stamps:?}");
    // OpenSSL still verifies it; the purpose is not the point here.
    world.write("pki/notice.txt", "The programme begins.");
    std::fs::copy(world.path("notice.txt.p7s"), world.path("pki/n.p7s")).unwrap();
    pki.openssl("cms -verify -inform DER -in n.p7s -content notice.txt -binary -CAfile ca.crt -purpose any -out o");
    // Content of another name is named.
    sign(&world, &["--level", "B"], "other.p7s");
    world.fails("a", &["extend", "other.p7s", "--level", "T"], 2);
    world.ok("a", &["extend", "other.p7s", "--level", "T", "--content", "notice.txt"]);
    assert_eq!(level(&world, "other.p7s"), "T");
    world.fails("a", &["extend", "other.p7s", "notice.txt.p7s", "--content", "notice.txt"], 2);
    // A signature over other content is not raised.
    world.write("notice.txt", "The programme ends.");
    let before = world.read("notice.txt.p7s");
    extend("LTA", 4);
    assert_eq!(world.read("notice.txt.p7s"), before);
}

#[test]
fn messages_with_their_content_and_whole_folders_are_raised_too() {
    let Some((world, pki)) = scene() else { return };
    world.ok("a", &["crl", "add", pki.crl()]);
    std::fs::create_dir_all(world.path("archive/deep")).unwrap();
    let attached = ["sign", "notice.txt", "--attached", "--label", "C1I2A1", "--level", "LT"];
    world.ok("a", &[&attached[..], &["-o", "archive/deep/notice.txt.signed.p7m"], &PASS].concat());
    let verify = ["verify", "archive/deep/notice.txt.signed.p7m", "--json", "--offline"];
    // What comes along is what it was, when the list that it holds is no longer the newest.
    let later = (crate::world::now() + jiff::SignedDuration::from_hours(24 * 45)).to_string();
    for more in [&[][..], &["--at", &later]] {
        assert_eq!(json(&world.ok("b", &[&verify[..], more].concat()))["signers"][0]["level"], "LT");
    }
    std::fs::copy(world.path("notice.txt"), world.path("archive/notice.txt")).unwrap();
    world.ok("a", &[&["sign", "archive/notice.txt", "--label", "C1I2A1"][..], &PASS].concat());
    let run = world.ok("a", &["extend", "archive"]);
    assert_eq!(run.stdout.lines().count(), 2, "{run:?}");
    assert_eq!(json(&world.ok("b", &verify))["signers"][0]["level"], "LTA");
    assert!(run.stdout.contains("level LT -> LTA") && run.stdout.contains("level T -> LTA"), "{run:?}");
    let content = ["verify", "archive/deep/notice.txt.signed.p7m", "-o", "out.txt"];
    world.ok("b", &content);
    assert_eq!(world.read("out.txt"), b"The programme begins.");
}

//= spec/trust.md#proof-of-existence
//= type=test
//# Algorithms of certificates, CRLs and responses MUST be judged at a time when those are proven to have existed, or now.
#[test]
fn an_algorithm_that_is_cut_off_later_sinks_only_what_is_not_proven_to_be_older() {
    let world = World::new();
    let Some(pki) = Pki::new(&world) else { return };
    pki.agency_with(&world, "a", "ecdsa-p256", 300);
    pki.agency(&world, "b", 300);
    world.ok("a", &["tsa", "set", &pki.address]);
    world.write("notice.txt", "The programme begins.");
    sign(&world, &["--level", "B"], "b.p7s");
    sign(&world, &[], "t.p7s");
    let day = |days: i64| (crate::world::now() + jiff::SignedDuration::from_hours(24 * days)).to_string();
    let cut = |algorithm: &str| {
        let row = format!("{algorithm} = {{ write = \"never\", verify = {}, open = \"never\" }}\n", &day(10)[..10]);
        let policy = crate::support::overlay("cut", 1, &format!("[algorithms]\n{row}"));
        world.write(&format!("{algorithm}.toml"), policy);
    };
    ["ecdsa-p256", "ecdsa-p384"].into_iter().for_each(cut);
    let verify = |signature: &str, algorithm: &str, at: &str| {
        let policy = format!("{algorithm}.toml");
        let args = ["verify", "notice.txt", "--signature", signature, "--policy", &policy, "--at", at, "--json"];
        world.fuin("b", &[&args[..], &["--offline"]].concat())
    };
    let (before, after) = (day(5), day(20));
    // The signer's own algorithm: what is stamped was made before.
    assert_eq!(verify("b.p7s", "ecdsa-p256", &before).code, 0);
    let run = verify("b.p7s", "ecdsa-p256", &after);
    assert_eq!((run.code, &json(&run)["error"]["code"]), (7, &"policy.algorithm.cutoff".into()), "{run:?}");
    assert!(json(&run)["error"]["hint"].as_str().unwrap().contains("fuin extend FILE"), "{run:?}");
    assert_eq!(verify("t.p7s", "ecdsa-p256", &after).code, 0);
    // That of the authorities: a stamp that anyone could forge by then proves nothing.
    assert_eq!(verify("t.p7s", "ecdsa-p384", &before).code, 0);
    assert_eq!(verify("t.p7s", "ecdsa-p384", &after).code, 7);
}

//= spec/trust.md#proof-of-existence
//= type=test
//# What a valid archive timestamp does not cover MUST be judged as if that timestamp were not there.
#[test]
fn a_timestamp_that_a_newer_one_does_not_cover_is_judged_now() {
    let Some((world, pki)) = scene() else { return };
    let elsewhere = World::new();
    let Some(second) = Pki::new(&elsewhere) else { return };
    for home in ["a", "b"] {
        world.write("second.crt", elsewhere.read("ca.crt"));
        world.ok(home, &["anchor", "add", "second.crt"]);
    }
    world.ok("a", &["crl", "add", pki.crl()]);
    std::fs::copy(elsewhere.path(second.crl()), world.path("second.crl")).unwrap();
    world.ok("a", &["crl", "add", "second.crl"]);
    sign(&world, &["--level", "LT"], "notice.txt.p7s");
    let valid_data = world.read("notice.txt.p7s");
    // An archive timestamp by the second authority, and in another copy a newer one by the first.
    let extended_by = |address: &str| {
        world.write("notice.txt.p7s", &valid_data);
        world.ok("a", &["tsa", "set", address]);
        world.ok("a", &["extend", "notice.txt"]);
        world.read("notice.txt.p7s")
    };
    let older = extended_by(&second.address);
    std::thread::sleep(std::time::Duration::from_secs(2));
    let newer = extended_by(&pki.address);
    let archive = |message: &[u8]| {
        let signed = fuin_cms::signed::parse_detached(message).unwrap();
        signed.signers[0].archive_time_stamps().next().unwrap().to_vec()
    };
    let mut merged = Augmenter::new(fuin_cms::signed::parse_detached(&newer).unwrap()).unwrap();
    let attribute = UnsignedAttribute::new(fuin_cms::oids::ARCHIVE_TIME_STAMP_V3, &archive(&older)).unwrap();
    merged.add_unsigned_attribute(0, attribute).unwrap();
    world.write("notice.txt.p7s", merged.write_detached().unwrap());
    let problems = || {
        let run = world.ok("b", &["verify", "notice.txt", "--offline", "--json"]);
        let stamps = json(&run)["signers"][0]["timestamps"].as_array().unwrap().clone();
        let archives = stamps.into_iter().filter(|stamp| stamp["kind"] == "archive");
        archives.map(|stamp| (stamp["authority"].clone(), stamp["problem"].is_null())).collect::<Vec<_>>()
    };
    let both = |older: bool| vec![("CN=TSA".into(), true), ("CN=TSA".into(), older)];
    assert_eq!(problems(), both(true));
    // The second authority's key is stolen, long after the newer timestamp: who has it can make any older one.
    std::thread::sleep(std::time::Duration::from_secs(2));
    second.revoke("tsa");
    std::fs::copy(elsewhere.path(second.crl()), world.path("second.crl")).unwrap();
    world.ok("b", &["crl", "add", "second.crl"]);
    assert_eq!(problems(), both(false));
}

#[test]
fn a_batch_is_stamped_however_many_files_it_has() {
    let Some((world, _pki)) = scene() else { return };
    let names: Vec<String> = (0..70).map(|number| format!("{number}.txt")).collect();
    names.iter().for_each(|name| world.write(name, name));
    let mut args = vec!["sign", "--label", "C1I2A1", "--level", "T"];
    args.extend(names.iter().map(String::as_str));
    world.ok("a", &[&args[..], &PASS].concat());
    let run = world.ok("b", &["verify", "69.txt", "--json", "--offline"]);
    assert_eq!(json(&run)["signers"][0]["level"], "T");
}

#[test]
fn a_signature_is_raised_to_what_a_policy_asks_of_signatures() {
    let Some((world, pki)) = scene() else { return };
    world.ok("a", &["crl", "add", pki.crl()]);
    sign(&world, &["--level", "B"], "notice.txt.p7s");
    let rule = "[[rule]]\nid = \"lasting\"\nwhen = { operation = \"verify\" }\nsignature-level = \"LT\"\n";
    world.write("lasting.toml", crate::support::overlay("lasting", 1, rule));
    let verify = || world.fuin("a", &["verify", "notice.txt", "--policy", "lasting.toml", "--offline"]).code;
    assert_eq!(verify(), 7);
    // Too low is refused as it would be afterwards.
    world.fails("a", &["extend", "notice.txt", "--level", "T", "--policy", "lasting.toml"], 7);
    world.ok("a", &["extend", "notice.txt", "--level", "LT", "--policy", "lasting.toml"]);
    assert_eq!(verify(), 0);
}
