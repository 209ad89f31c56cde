//! One file with all that a verifier needs: made here, verified on another machine without a network.

use std::process::Command;

use serde_json::Value;

use crate::tsa::Pki;
use crate::world::{Run, World};

const PASS: [&str; 2] = ["--passphrase-file", "pw"];
const NOTICE: &str = "The programme begins.";
const BUNDLE: &str = "notice.txt.asics";

/// A signer `a` whose timestamp authority answers and who has a CRL, and a verifier `b` with nothing but the CA's anchor.
fn scene() -> Option<(World, Pki)> {
    let world = World::new();
    let pki = Pki::new(&world)?;
    pki.agency(&world, "a", 30);
    world.ok("b", &["init", "--agency", "b"]);
    world.ok("b", &["anchor", "add", "ca.crt"]);
    world.ok("a", &["tsa", "set", &pki.address]);
    world.ok("a", &["crl", "add", pki.crl()]);
    world.write("notice.txt", NOTICE);
    Some((world, pki))
}

fn sign(world: &World, more: &[&str]) -> Run {
    world.ok("a", &[&["sign", "notice.txt", "--label", "C1I2A1"], more, &PASS[..]].concat())
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).expect(&run.stderr)
}

/// What `b` says of a bundle, alone in a folder of its own, and without a network where the system can take it away.
fn verified(world: &World, bundle: &str, more: &[&str]) -> Run {
    let elsewhere = World::new();
    elsewhere.write(bundle, world.read(bundle));
    copy(&world.path("b"), &elsewhere.path("b"));
    let args = [&["verify", bundle, "--json", "--offline"], more].concat();
    let command = elsewhere.command("b", &args);
    let alone = Command::new("unshare").args(["-r", "-n", "true"]).output();
    if !alone.is_ok_and(|output| output.status.success()) {
        println!("with a network: no unshare");
        return elsewhere.fuin("b", &args);
    }
    let mut unshared = Command::new("unshare");
    unshared.args(["-r", "-n"]).arg(command.get_program()).args(command.get_args()).current_dir(elsewhere.root());
    unshared.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Run::of(unshared.output().unwrap())
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn python(world: &World, program: &str) -> bool {
    let output = Command::new("python3").args(["-c", program]).current_dir(world.root()).output();
    let Ok(output) = output else {
        println!("skipped: no python3");
        return false;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    true
}

#[test]
fn a_bundle_is_all_that_another_machine_needs_also_after_the_signer_is_revoked() {
    let Some((world, pki)) = scene() else { return };
    sign(&world, &[]);
    let made = json(&world.ok("a", &["bundle", "notice.txt", "--json"]));
    assert_eq!((&made["output"], &made["level"]), (&BUNDLE.into(), &"LT".into()), "{made}");
    assert_eq!(made["document"], serde_json::json!({ "name": "notice.txt", "octets": NOTICE.len() }));
    assert_eq!(made["policies"], serde_json::json!(["fuin-policy-jp-common-standards-1.toml"]));
    assert_eq!((&made["label"]["grades"], &made["verb"]), (&"C1I2A1".into(), &"bundle".into()));
    assert_eq!(
        (&made["revocation_unknown"], &made["absent_policies"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    let run = verified(&world, BUNDLE, &[]);
    assert_eq!((run.code, &json(&run)["verdict"]), (0, &"valid".into()), "{run:?}");
    let signer = &json(&run)["signers"][0];
    assert_eq!((&signer["level"], &signer["timestamps"][0]["problem"]), (&"LT".into(), &Value::Null), "{run:?}");
    // The signature beside the document stays what it was.
    assert_eq!(json(&world.ok("b", &["verify", "notice.txt", "--json"]))["signers"][0]["level"], "T");
    // Revoked, after the timestamp: what was proved then stays proved.
    std::thread::sleep(std::time::Duration::from_secs(3));
    pki.revoke("a");
    world.ok("b", &["crl", "add", pki.crl()]);
    let run = verified(&world, BUNDLE, &[]);
    assert_eq!((run.code, &json(&run)["verdict"]), (0, &"valid".into()), "{run:?}");
}

#[test]
fn a_bundle_without_a_timestamp_says_until_when_it_can_be_shown_to_be_valid() {
    let Some((world, pki)) = scene() else { return };
    sign(&world, &["--level", "B"]);
    let run = world.ok("a", &["bundle", "notice.txt", "--offline", "--json"]);
    assert_eq!(json(&run)["level"], "B");
    assert!(run.stderr.contains("cannot be shown to be valid after"), "{run:?}");
    // With the evidence all the same: b asks for it, and has none.
    let rule = "[[rule]]\nid = \"revocation\"\nwhen = { operation = \"verify\" }\nrevocation = \"required\"\n";
    let policy = crate::support::overlay("strict", 1, rule);
    world.write("b/strict.toml", policy);
    let run = verified(&world, BUNDLE, &["--policy", "b/strict.toml"]);
    assert_eq!((run.code, &json(&run)["signers"][0]["level"]), (0, &"B".into()), "{run:?}");
    let beside = ["verify", "notice.txt", "--offline", "--policy", "b/strict.toml"];
    world.fails("b", &beside, 8);
    std::thread::sleep(std::time::Duration::from_secs(2));
    pki.revoke("a");
    world.ok("b", &["crl", "add", pki.crl()]);
    assert_eq!(verified(&world, BUNDLE, &[]).code, 6);
}

#[test]
fn missing_revocation_data_is_said_and_nothing_is_claimed() {
    let world = World::new();
    let Some(pki) = Pki::new(&world) else { return };
    pki.agency(&world, "a", 30);
    world.ok("b", &["init", "--agency", "b"]);
    world.ok("b", &["anchor", "add", "ca.crt"]);
    world.ok("a", &["tsa", "set", &pki.address]);
    world.write("notice.txt", NOTICE);
    sign(&world, &[]);
    let run = world.ok("a", &["bundle", "notice.txt", "--json"]);
    assert_eq!(json(&run)["level"], "T");
    assert_eq!(json(&run)["revocation_unknown"].as_array().unwrap().len(), 2, "{run:?}");
    assert!(run.stderr.contains("is revoked is not known"), "{run:?}");
    assert_eq!(json(&verified(&world, BUNDLE, &[]))["signers"][0]["level"], "T");
}

#[test]
fn an_attached_message_becomes_the_same_bundle_as_a_detached_one_would() {
    let Some((world, _pki)) = scene() else { return };
    sign(&world, &["--attached"]);
    std::fs::remove_file(world.path("notice.txt")).unwrap();
    world.ok("a", &["bundle", "notice.txt.signed.p7m"]);
    let run = verified(&world, BUNDLE, &[]);
    assert_eq!((run.code, &json(&run)["signers"][0]["level"]), (0, &"LT".into()), "{run:?}");
    // The document comes out with its label, and never over another file.
    world.ok("b", &["verify", BUNDLE, "-o", "out.txt"]);
    assert_eq!(world.read("out.txt"), NOTICE.as_bytes());
    assert!(world.exists("out.txt.label.toml"));
    world.fails("b", &["verify", BUNDLE, "-o", "out.txt"], 1);
    let run = world.ok("b", &["verify", BUNDLE, "-o", "-"]);
    assert_eq!(run.stdout, NOTICE);
    // An archive timestamp is about the content wherever that is.
    world.ok("a", &["extend", "notice.txt.signed.p7m"]);
    world.ok("a", &["bundle", "notice.txt.signed.p7m", "-o", "archived.asics"]);
    let run = verified(&world, "archived.asics", &[]);
    assert_eq!((run.code, &json(&run)["signers"][0]["level"]), (0, &"LTA".into()), "{run:?}");
    // It is known by what it is, not by its name.
    std::fs::copy(world.path(BUNDLE), world.path("renamed.zip")).unwrap();
    world.ok("b", &["verify", "renamed.zip"]);
}

//= spec/bundle.md#making
//= type=test
//# A signature that is not valid MUST NOT be bundled.
//= spec/bundle.md#making
//= type=test
//# Bundling a labelled document MUST be refused where signing it with its content inside would be, but for the signer's key.
#[test]
fn what_is_not_valid_not_open_or_not_permitted_is_not_bundled() {
    let Some((world, pki)) = scene() else { return };
    sign(&world, &[]);
    // There already; of another name; the very input.
    world.write(BUNDLE, "mine");
    world.fails("a", &["bundle", "notice.txt"], 1);
    assert_eq!(world.read(BUNDLE), b"mine");
    world.ok("a", &["bundle", "notice.txt", "-o", "out.asics"]);
    world.ok("a", &["bundle", "notice.txt", "--overwrite"]);
    world.fails("a", &["bundle", "notice.txt", "-o", "notice.txt", "--overwrite"], 2);
    let run = world.fails("a", &["bundle", BUNDLE], 2);
    assert!(run.stderr.contains("is a bundle already"), "{run:?}");
    // Altered content.
    std::fs::remove_file(world.path(BUNDLE)).unwrap();
    world.write("notice.txt", "The programme ends.");
    world.fails("a", &["bundle", "notice.txt"], 4);
    // A stranger's signature.
    world.write("notice.txt", NOTICE);
    world.ok("stranger", &["init", "--agency", "stranger"]);
    world.fails("stranger", &["bundle", "notice.txt"], 6);
    // What must not be taken out, and what is not to be there any more.
    std::fs::create_dir_all(world.path("work/.stfolder")).unwrap();
    let restricted = ["sign", "notice.txt", "--label", "C2", "--restrict", "no-takeout", "--overwrite"];
    world.ok("a", &[&restricted[..], &PASS].concat());
    let run = world.fails("a", &["bundle", "notice.txt", "-o", "work/out.asics", "--json"], 7);
    assert_eq!(json(&run)["error"]["code"], "policy.restriction.takeout");
    assert!(!world.exists("work/out.asics") && !world.exists(BUNDLE));
    let rule = "[[rule]]\nid = \"encrypted\"\nwhen = { confidentiality = \">=C2\" }\nencrypt = \"required\"\n";
    world.write("strict.toml", crate::support::overlay("strict", 1, rule));
    let run = world.fails("a", &["bundle", "notice.txt", "--policy", "strict.toml", "--json"], 7);
    assert_eq!(json(&run)["error"]["code"], "policy.rule.encrypt");
    assert!(!world.exists(BUNDLE));
    // Sealed: it says what to do.
    pki.agency(&world, "c", 30);
    world.ok("a", &["recipient", "add", "c", "pki/c.crt"]);
    world.ok("a", &[&["seal", "notice.txt", "-r", "c", "--label", "C2"][..], &PASS].concat());
    let run = world.fails("a", &["bundle", "notice.txt.sealed.p7m"], 2);
    assert!(run.stderr.contains("is sealed") && run.stderr.contains("open it first"), "{run:?}");
    let run = world.fails("a", &["bundle", "notice.txt.sealed.p7m", "--lang", "ja"], 2);
    assert!(run.stderr.contains("封印されています"), "{run:?}");
}

//= spec/bundle.md#verifying
//= type=test
//# A policy document in a bundle MUST NOT judge anything.
//= spec/bundle.md#making
//= type=test
//# A policy document MUST be bundled only where its SHA-256 is in the signed policy reference.
#[test]
fn policies_inside_inform_and_those_of_the_verifier_judge() {
    let Some((world, _pki)) = scene() else { return };
    // Signed under an overlay that whoever verifies does not have.
    let rule = "[[rule]]\nid = \"x\"\nwhen = { operation = \"verify\" }\nsignature-level = \"T\"\n";
    let overlay = crate::support::overlay("ministry", 3, rule);
    crate::support::plant(&world, "a", "ministry.toml", &overlay);
    sign(&world, &[]);
    let made = json(&world.ok("a", &["bundle", "notice.txt", "--json"]));
    let policies = serde_json::json!(["fuin-policy-jp-common-standards-1.toml", "fuin-policy-ministry-3.toml"]);
    assert_eq!(made["policies"], policies);
    let run = verified(&world, BUNDLE, &[]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(json(&run)["judged_by"].as_array().unwrap().iter().all(|judge| judge["id"] != "ministry"), "{run:?}");
    // Who does not have a policy says so; another of that id and serial does not take its place.
    crate::support::plant(&world, "b", "ministry.toml", &crate::support::overlay("ministry", 3, ""));
    let run = world.ok("b", &["bundle", "notice.txt", "--offline", "-o", "without.asics", "--json"]);
    assert_eq!(json(&run)["policies"], serde_json::json!([policies[0]]));
    assert_eq!(json(&run)["absent_policies"], serde_json::json!([{ "id": "ministry", "serial": 3 }]));
    assert!(run.stderr.contains("not at hand and not in the bundle"), "{run:?}");
    std::fs::remove_dir_all(world.path("b/policy")).unwrap();
    // b's own policy refuses, whatever is inside.
    let rows = "[algorithms]\necdsa-p384 = { write = \"never\", verify = \"never\", open = \"never\" }\n";
    world.write("b/strict.toml", crate::support::overlay("strict", 1, rows));
    assert_eq!(verified(&world, BUNDLE, &["--policy", "b/strict.toml"]).code, 7);
    // Nor does it bring trust along.
    world.ok("stranger", &["init", "--agency", "stranger"]);
    world.fails("stranger", &["verify", BUNDLE], 6);
    let run = world.ok("b", &["inspect", BUNDLE, "--json"]);
    let claims = json(&run);
    assert_eq!((&claims["kind"], &claims["verified"]), (&"bundle".into(), &false.into()));
    assert_eq!((&claims["bundle"]["policies"], &claims["bundle"]["document"]), (&policies, &"notice.txt".into()));
    assert_eq!((&claims["content_octets"], &claims["label"]["grades"]), (&NOTICE.len().into(), &"C1I2A1".into()));
    assert!(claims["signers"][0]["subject"].as_str().unwrap().contains("CN=a"), "{claims}");
    let run = world.ok("b", &["inspect", BUNDLE]);
    assert!(run.stdout.contains("(unverified)") && run.stdout.contains("fuin-policy-ministry-3.toml"), "{run:?}");
    world.ok("b", &["inspect", "--check", BUNDLE]);
}

#[test]
fn the_signature_in_a_bundle_is_raised_where_it_is() {
    let Some((world, _pki)) = scene() else { return };
    sign(&world, &[]);
    world.ok("a", &["bundle", "notice.txt"]);
    for _ in 0..2 {
        let run = world.ok("a", &["extend", BUNDLE, "--json"]);
        assert_eq!(json(&run)["level"], "LTA");
    }
    let run = verified(&world, BUNDLE, &[]);
    assert_eq!((run.code, &json(&run)["signers"][0]["level"]), (0, &"LTA".into()), "{run:?}");
    assert_eq!(json(&world.ok("b", &["inspect", BUNDLE, "--json"]))["bundle"]["policies"].as_array().unwrap().len(), 1);
    // What it does not know of, a new one would lose.
    let add =
        "import zipfile\nz = zipfile.ZipFile('notice.txt.asics', 'a')\nz.writestr('META-INF/note.txt', 'x')\nz.close()";
    if python(&world, add) {
        let before = world.read(BUNDLE);
        let run = verified(&world, BUNDLE, &[]);
        assert!(
            run.code == 0 && run.stderr.contains("META-INF/note.txt in the bundle is covered by no signature"),
            "{run:?}"
        );
        world.fails("a", &["extend", BUNDLE], 3);
        assert_eq!(world.read(BUNDLE), before);
    }
}

//= spec/bundle.md#what-is-in-a-bundle
//= type=test
//# A bundle MUST begin with the entry `mimetype`, stored and without extra fields.
//= spec/bundle.md#what-is-in-a-bundle
//= type=test
//# The same parts MUST make the same octets.
#[test]
fn others_read_the_container_and_verify_its_signature() {
    let Some((world, pki)) = scene() else { return };
    sign(&world, &["--level", "LT"]);
    world.ok("a", &["bundle", "notice.txt", "--offline"]);
    world.ok("a", &["bundle", "notice.txt", "--offline", "-o", "again.asics"]);
    assert_eq!(world.read(BUNDLE), world.read("again.asics"));
    let beginning = b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0";
    assert!(world.read(BUNDLE).starts_with(beginning), "{:x?}", &world.read(BUNDLE)[..14]);
    let typed = b"mimetypeapplication/vnd.etsi.asic-s+zipPK\x03\x04";
    assert!(world.read(BUNDLE)[30..].starts_with(typed));
    if let Ok(output) = Command::new("unzip").args(["-t", BUNDLE]).current_dir(world.root()).output() {
        assert!(output.status.success(), "{output:?}");
    }
    let list = "import zipfile\nz = zipfile.ZipFile('notice.txt.asics')\nassert z.testzip() is None\n\
        names = [i.filename for i in z.infolist()]\n\
        assert names == ['mimetype', 'notice.txt', 'META-INF/signature.p7s', 'META-INF/fuin-policy-jp-common-standards-1.toml'], names\n\
        assert all(i.compress_type == 0 and i.date_time == (1980, 1, 1, 0, 0, 0) and not i.extra for i in z.infolist())\n\
        z.extractall('pki')";
    if python(&world, list) {
        pki.openssl("cms -verify -inform DER -in META-INF/signature.p7s -content notice.txt -binary -CAfile ca.crt -purpose any -out o");
        assert_eq!(
            world.read("pki/META-INF/fuin-policy-jp-common-standards-1.toml"),
            fuin::policy::JP_COMMON_STANDARDS
        );
    }
}

/// The parts of a bundle, to be put together otherwise; written by another program.
fn rebuilt(world: &World, name: &str, script: &str) -> bool {
    let program = format!(
        "import zipfile, sys\nz = zipfile.ZipFile('{BUNDLE}')\nparts = {{i.filename: z.read(i) for i in z.infolist()}}\n\
         doc, sig, pol = 'notice.txt', 'META-INF/signature.p7s', 'META-INF/fuin-policy-jp-common-standards-1.toml'\n\
         w = zipfile.ZipFile('{name}', 'w')\nmethod = zipfile.ZIP_STORED\n{script}\n\
         for n, c in parts.items():\n    w.writestr(zipfile.ZipInfo(n), c, method if n != 'mimetype' else zipfile.ZIP_STORED)\nw.close()"
    );
    python(world, &program)
}

//= spec/bundle.md#verifying
//= type=test
//# A bundle with a policy document whose SHA-256 is in no signed policy reference MUST be refused.
//= spec/bundle.md#verifying
//= type=test
//# A document with another name than its signers state MUST be refused, where a file can have that name.
#[test]
fn what_is_altered_inside_is_refused_and_nothing_is_written() {
    let Some((world, _pki)) = scene() else { return };
    sign(&world, &[]);
    world.ok("a", &["bundle", "notice.txt"]);
    let cases = [
        ("deflated", "method = zipfile.ZIP_DEFLATED", 0, ""),
        ("without-policy", "del parts[pol]", 0, ""),
        ("other-document", "parts[doc] = b'The programme ends.'", 4, "message.content-altered"),
        ("other-policy", "parts[pol] += b'\\n'", 4, "bundle.altered"),
        ("further-policy", "parts['META-INF/fuin-policy-x-1.toml'] = b'x'", 4, "bundle.altered"),
        ("other-name", "parts['other.exe'] = parts.pop(doc)", 4, "bundle.altered"),
        ("no-signature", "parts[sig] = b''", 3, "message.malformed"),
        ("two-documents", "parts['x.txt'] = b'x'", 3, "bundle.malformed"),
        ("two-signatures", "parts['META-INF/signature2.p7s'] = parts[sig]", 3, "bundle.malformed"),
        ("folders", "parts['../x.txt'] = parts.pop(doc)", 3, "bundle.malformed"),
        ("bomb", "parts[doc] = b'0' * (100 << 20); method = zipfile.ZIP_DEFLATED", 3, "bundle.malformed"),
    ];
    for (name, script, code, error) in cases {
        let bundle = format!("{name}.asics");
        if !rebuilt(&world, &bundle, script) {
            return;
        }
        let run = world.fails("b", &["verify", &bundle, "-o", "out.txt", "--json"], code);
        if code == 0 {
            assert_eq!(world.read("out.txt"), NOTICE.as_bytes());
            std::fs::remove_file(world.path("out.txt")).unwrap();
            std::fs::remove_file(world.path("out.txt.label.toml")).unwrap();
        } else {
            assert_eq!(
                (&json(&run)["error"]["code"], &json(&run)["verdict"]),
                (&error.into(), &"invalid".into()),
                "{name} {run:?}"
            );
        }
        assert!(!world.exists("out.txt") && !world.exists("out.txt.label.toml"), "{name}");
    }
    // One octet of each part, as anything on the way might change it.
    let whole = world.read(BUNDLE);
    for part in [NOTICE.as_bytes(), b"jp-common-standards", &[0x30, 0x82]] {
        let at = whole.windows(part.len()).rposition(|window| window == part).unwrap();
        let mut changed = whole.clone();
        changed[at + part.len() - 1] ^= 1;
        world.write("changed.asics", changed);
        let run = world.fuin("b", &["verify", "changed.asics", "-o", "out.txt"]);
        assert!(matches!(run.code, 3 | 4) && !world.exists("out.txt"), "{part:?} {run:?}");
    }
}

#[test]
fn a_bundle_that_is_cut_off_is_malformed_wherever_that_is() {
    let Some((world, _pki)) = scene() else { return };
    sign(&world, &[]);
    world.ok("a", &["bundle", "notice.txt"]);
    let whole = world.read(BUNDLE);
    let lengths = (0..whole.len()).step_by(whole.len() / 24).chain([whole.len() - 22, whole.len() - 1]);
    for len in lengths {
        world.write("cut.asics", &whole[..len]);
        let run = world.fails("b", &["verify", "cut.asics", "-o", "out.txt"], 3);
        assert!(!world.exists("out.txt"), "{len} {run:?}");
        world.fails("b", &["inspect", "cut.asics"], 3);
    }
}
