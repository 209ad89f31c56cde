//! What is fetched to tell whether a certificate is trusted, against OpenSSL's responder and published files on loopback.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::web::{Manner, Web};
use crate::world::{Run, World};

/// A signer `a` whose certificate says where to look, `notice.txt` signed, and a verifier `b` with the root alone.
fn scene(places: &dyn Fn(&str) -> String) -> Option<(World, Web)> {
    let world = World::new();
    let web = Web::new(&world)?;
    web.agency(&world, "a", &places(&web.address));
    web.home(&world, "b");
    world.write("notice.txt", "The programme begins.");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw", "--offline"]);
    web.asked();
    Some((world, web))
}

fn everywhere(address: &str) -> String {
    format!(
        "authorityInfoAccess=OCSP;URI:{address}/ocsp,caIssuers;URI:{address}/issuing.cer\n\
         crlDistributionPoints=URI:{address}/issuing.crl\n"
    )
}

fn verify(world: &World, more: &[&str]) -> (Run, Value) {
    let run = world.fuin("b", &[&["verify", "notice.txt", "--json"], more].concat());
    let report = serde_json::from_str(&run.stdout).unwrap();
    (run, report)
}

#[test]
fn the_issuer_its_responder_and_its_lists_are_found_by_the_certificate() {
    let Some((world, web)) = scene(&everywhere) else { return };
    // With nobody to ask, the issuer is unknown.
    let (offline, _) = verify(&world, &["--offline"]);
    assert_eq!((offline.code, web.asked()), (6, Vec::new()), "{offline:?}");
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &true.into()), "{run:?}");
    let asked = web.asked();
    assert!(
        ["/issuing.cer", "/ocsp", "/root.crl"].iter().all(|path| asked.iter().any(|found| found == path)),
        "{asked:?}"
    );
    assert!(!asked.iter().any(|path| path == "/issuing.crl"), "the responder said enough: {asked:?}");
    // Without a responder, the list.
    web.behave(Manner::NoResponder);
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &true.into()), "{run:?}");
    assert!(web.asked().iter().any(|path| path == "/issuing.crl"));
    // Revoked: by the responder, and by the list.
    web.revoke("a");
    web.publish_crl();
    for manner in [Manner::Right, Manner::NoResponder] {
        web.behave(manner);
        let (run, report) = verify(&world, &["--refresh"]);
        assert_eq!((run.code, &report["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{manner:?} {run:?}");
    }
}

#[test]
fn what_was_fetched_lately_is_used_and_replaced_when_that_is_asked_for() {
    let Some((world, web)) = scene(&everywhere) else { return };
    web.behave(Manner::NoResponder);
    let checked = |run: (Run, Value)| (run.0.code, run.1["signers"][0]["revocation_checked"] == true);
    assert_eq!(checked(verify(&world, &[])), (0, true));
    assert!(web.asked().iter().any(|path| path == "/issuing.crl"));
    assert_eq!(checked(verify(&world, &[])), (0, true));
    // A responder that was silent then may answer now; lists and issuers' certificates are there.
    assert!(web.asked().iter().all(|path| path == "/ocsp"), "fetched twice");
    assert_eq!(checked(verify(&world, &["--offline"])), (0, true));
    assert_eq!(web.asked(), Vec::<String>::new());
    // What was published since is seen with --refresh, and from then on.
    web.revoke("a");
    web.publish_crl();
    assert_eq!(checked(verify(&world, &["--offline"])), (0, true));
    assert_eq!(verify(&world, &["--refresh"]).0.code, 6);
    assert_eq!(verify(&world, &["--offline"]).0.code, 6);
    world.fails("b", &["verify", "notice.txt", "--refresh", "--offline"], 2);
    // Nothing depends on the folder: damaged or open to others, it is passed over.
    for file in std::fs::read_dir(world.path("b/fetched")).unwrap() {
        std::fs::write(file.unwrap().path(), "damaged").unwrap();
    }
    assert_eq!(verify(&world, &[]).0.code, 6);
    std::fs::remove_dir_all(world.path("b/fetched")).unwrap();
    std::fs::write(world.path("b/fetched"), "no folder").unwrap();
    assert_eq!(verify(&world, &[]).0.code, 6);
}

//= spec/trust.md#fetching
//= type=test
//# What was kept MUST be judged as if it had just been fetched from a stranger.
//= spec/trust.md#fetching
//= type=test
//# Where a kept CRL does not settle the status of a certificate, it MUST be fetched anew.
#[test]
fn a_forged_list_that_was_kept_clears_nobody_and_does_not_stay() {
    let Some((world, web)) = scene(&everywhere) else { return };
    web.behave(Manner::NoResponder);
    web.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout decoy.key -out decoy.crt -days 30 -subj /CN=Issuing");
    web.openssl("ca -config settings -gencrl -cert decoy.crt -keyfile decoy.key -out decoy.pem");
    web.openssl("crl -in decoy.pem -outform DER -out issuing.crl");
    let checked = |more: &[&str]| {
        let (run, report) = verify(&world, more);
        (run.code, report["signers"][0]["revocation_checked"] == true)
    };
    assert_eq!(checked(&[]), (0, false));
    assert_eq!(checked(&["--offline"]), (0, false));
    web.publish_crl();
    web.asked();
    assert_eq!(checked(&[]), (0, true));
    assert!(web.asked().iter().any(|path| path == "/issuing.crl"));
}

/// Whoever signs with a stolen key brings along what was issued before it was revoked.
//= spec/trust.md#revocation
//= type=test
//# Where the network may be asked, evidence that a message brings along and that is older than the instant in question MUST NOT keep newer evidence from being asked for.
#[test]
fn evidence_that_the_message_has_chosen_does_not_hide_a_revocation() {
    let Some((world, web)) = scene(&everywhere) else { return };
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/issuing.crt"]);
    let sign = ["sign", "notice.txt", "--label", "C1I1A1", "--passphrase-file", "pw", "--offline", "--overwrite"];
    world.ok("a", &sign);
    let mut message =
        fuin_cms::signed::Augmenter::new(fuin_cms::signed::parse_detached(&world.read("notice.txt.p7s")).unwrap())
            .unwrap();
    for list in ["web/issuing.crl", "web/root.crl"] {
        message.add_crl(&world.read(list)).unwrap();
    }
    world.write("notice.txt.p7s", message.write_detached().unwrap());
    let (run, report) = verify(&world, &["--offline"]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &true.into()), "{run:?}");
    std::thread::sleep(Duration::from_secs(2));
    web.revoke("a");
    web.publish_crl();
    for manner in [Manner::Right, Manner::NoResponder] {
        web.behave(manner);
        let (run, report) = verify(&world, &["--refresh"]);
        assert_eq!((run.code, &report["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{manner:?} {run:?}");
    }
}

//= spec/trust.md#fetching
//= type=test
//# Whether a certificate is revoked MUST NOT be asked over the network while no path from it leads to a trust anchor.
#[test]
fn a_stranger_is_not_told_who_reads_when() {
    let Some((world, web)) = scene(&everywhere) else { return };
    world.ok("c", &["init", "--agency", "C"]);
    world.ok("c", &["tsa", "set", "--allow", "127.0.0.1"]);
    let run = world.fails("c", &["verify", "notice.txt"], 6);
    // What was fetched is compared: not the signer's certificate, but the one that leads nowhere.
    assert!(run.stdout.contains("the SHA-256 fingerprint of CN=Issuing is"), "{run:?}");
    let asked = web.asked();
    assert!(!asked.is_empty() && asked.iter().all(|path| path.ends_with(".cer")), "{asked:?}");
    // Whoever trusts the root asks about the same signature.
    let (run, _) = verify(&world, &[]);
    assert_eq!((run.code, web.asked().iter().any(|path| path == "/ocsp")), (0, true), "{run:?}");
}

/// Nor by a certificate that only bears the name of one above the signer's, while evidence about the right one is missing.
#[test]
fn a_namesake_that_leads_nowhere_is_not_asked_about() {
    let Some((world, web)) = scene(&|_| String::new()) else { return };
    let address = &web.address;
    let namesake = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout n.key -out n.crt -days 30";
    web.openssl(&format!("{namesake} -subj /CN=Issuing -addext crlDistributionPoints=URI:{address}/namesake.crl"));
    world.write("web/chain.crt", [world.read("web/issuing.crt"), world.read("web/n.crt")].concat());
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/chain.crt"]);
    let sign = ["sign", "notice.txt", "--label", "C1I1A1", "--passphrase-file", "pw", "--offline", "--overwrite"];
    world.ok("a", &sign);
    let message = world.read("notice.txt.p7s");
    assert!(message.windows(12).any(|found| found == b"namesake.crl"), "it is not in the message");
    let strict = "[[rule]]\nid = \"strict\"\nrevocation = \"required\"\nclause = \"1\"\n";
    world.write("strict.toml", crate::support::overlay("strict", 1, strict));
    web.asked();
    let (run, report) = verify(&world, &["--policy", "strict.toml"]);
    assert_eq!((run.code, &report["sub_indication"]), (8, &"TRY_LATER".into()), "{run:?}");
    let asked = web.asked();
    assert!(
        asked.iter().any(|path| path == "/root.crl") && !asked.iter().any(|path| path == "/namesake.crl"),
        "{asked:?}"
    );
}

#[test]
fn a_batch_waits_once_for_a_silent_host_and_says_of_each_file_what_is_missing() {
    let Some((world, web)) = scene(&everywhere) else { return };
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/issuing.crt"]);
    for name in ["one.txt", "two.txt", "three.txt"] {
        world.write(name, name);
        world.ok("a", &["sign", name, "--label", "C1I1A1", "--passphrase-file", "pw", "--offline"]);
    }
    web.behave(Manner::Silent);
    web.asked();
    let run = world.ok("b", &["verify", "one.txt", "two.txt", "three.txt"]);
    assert_eq!(run.stdout.matches("not fetched").count(), 3, "{run:?}");
    assert_eq!(web.asked().len(), 1);
}

/// Whoever can make responders silent must not hide a revocation.
#[test]
fn silent_responders_do_not_keep_the_lists_from_being_fetched() {
    // Connections are accepted by the system, and nobody answers.
    let silent: Vec<_> = (0..3).map(|_| std::net::TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    let responders: Vec<String> =
        silent.iter().map(|host| format!("OCSP;URI:http://{}/", host.local_addr().unwrap())).collect();
    let places = |address: &str| {
        format!("authorityInfoAccess={}\ncrlDistributionPoints=URI:{address}/issuing.crl\n", responders.join(","))
    };
    let Some((world, web)) = scene(&places) else { return };
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/issuing.crt"]);
    let sign = ["sign", "notice.txt", "--label", "C1I1A1", "--passphrase-file", "pw", "--offline", "--overwrite"];
    world.ok("a", &sign);
    web.revoke("a");
    web.publish_crl();
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{run:?}");
    assert!(web.asked().iter().any(|path| path == "/issuing.crl"));
}

#[test]
fn what_was_asked_for_in_vain_is_said() {
    let Some((world, web)) = scene(&everywhere) else { return };
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/issuing.crt"]);
    let sign = ["sign", "notice.txt", "--label", "C1I1A1", "--passphrase-file", "pw", "--offline", "--overwrite"];
    world.ok("a", &sign);
    web.behave(Manner::Silent);
    web.asked();
    let started = Instant::now();
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &false.into()), "{run:?}");
    assert_eq!(report["not_fetched"][0]["code"], "fetch.limit.silence", "{report}");
    // Whoever was waited for once in vain is not asked for anything else.
    assert_eq!((web.asked().len(), report["not_fetched"].as_array().unwrap().len()), (1, 1), "{report}");
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    let text = world.ok("b", &["verify", "notice.txt", "--offline"]).stdout;
    assert!(text.contains("not fetched") && text.contains("the network is turned off"), "{text}");
    let japanese = world.ok("b", &["verify", "notice.txt", "--offline", "--lang", "ja"]).stdout;
    assert!(japanese.contains("問い合わせていません"), "{japanese}");
    // Addresses of the inner network are not asked unless somebody says so; then they are.
    web.behave(Manner::Right);
    world.ok("b", &["tsa", "set", "--disallow", "127.0.0.1"]);
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["not_fetched"][0]["code"]), (0, &"fetch.inner.address".into()), "{report}");
    assert_eq!(web.asked(), Vec::<String>::new());
    world.ok("b", &["tsa", "set", "--allow", "127.0.0.1"]);
    let (_, report) = verify(&world, &[]);
    assert_eq!(
        (&report["signers"][0]["revocation_checked"], &report["not_fetched"]),
        (&true.into(), &Value::Array(vec![]))
    );
}

/// After an authority has changed its key, people go on sending its old certificate along.
#[test]
fn an_old_certificate_of_the_issuer_does_not_keep_the_right_one_from_being_fetched() {
    let Some((world, web)) = scene(&everywhere) else { return };
    web.openssl(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout old.key -out old.csr -subj /CN=Issuing",
    );
    web.certify("old", "root", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n", 2000);
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/old.crt"]);
    let sign = ["sign", "notice.txt", "--label", "C1I1A1", "--passphrase-file", "pw", "--offline", "--overwrite"];
    world.ok("a", &sign);
    let (offline, report) = verify(&world, &["--offline"]);
    assert_eq!((offline.code, &report["verdict"]), (6, &"cannot tell".into()), "{offline:?}");
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &true.into()), "{run:?}");
}

#[test]
fn certificates_are_published_alone_or_as_certs_only() {
    let places = |address: &str| {
        format!(
            "authorityInfoAccess=caIssuers;URI:{address}/issuing.p7c\ncrlDistributionPoints=URI:{address}/issuing.crl\n"
        )
    };
    let Some((world, web)) = scene(&places) else { return };
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &true.into()), "{run:?}");
    assert!(web.asked().iter().any(|path| path == "/issuing.p7c"));
}

//= spec/trust.md#ocsp
//= type=test
//# SHA-1 MUST NOT be used but to identify what an OCSP answer is about and whose key signed it.
#[test]
fn a_responder_that_only_knows_sha_1_is_understood() {
    // OpenSSL's knows every digest; one that knows only SHA-1 answers about nothing else.
    let Some((world, web)) = scene(&everywhere) else { return };
    web.behave(Manner::Sha1Only);
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &true.into()), "{run:?}");
    let asked = web.asked();
    assert!(asked.iter().filter(|path| *path == "/ocsp").count() >= 2, "{asked:?}");
    assert!(!asked.iter().any(|path| path == "/issuing.crl"), "{asked:?}");
    let provider = fuin_crypto_aws_lc::provider();
    assert!(provider.digest(fuin::crypto::DigestAlgorithm::Sha1).is_err());
}

#[test]
fn whoever_answers_badly_changes_nothing_but_what_is_known() {
    let Some((world, web)) = scene(&everywhere) else { return };
    // The issuer comes with the message, so that only revocation is in question.
    let parts = [world.read("web/a.crt"), world.read("web/issuing.crt")].concat();
    world.write("chain.crt", parts);
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/issuing.crt"]);
    let sign = ["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw", "--offline", "--overwrite"];
    world.ok("a", &sign);
    for manner in [Manner::Html, Manner::Redirect, Manner::Garbage, Manner::Endless] {
        web.behave(manner);
        let (run, report) = verify(&world, &[]);
        assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &false.into()), "{manner:?} {run:?}");
    }
    // An answer about another certificate is none; the list still tells.
    web.behave(Manner::AnotherCertificate);
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &true.into()), "{run:?}");
    assert!(web.asked().iter().any(|path| path == "/issuing.crl"));
}

#[test]
fn who_answers_too_slowly_is_not_waited_for_without_end() {
    let Some((world, web)) = scene(&everywhere) else { return };
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/issuing.crt"]);
    let sign = ["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw", "--offline", "--overwrite"];
    world.ok("a", &sign);
    web.behave(Manner::Slow);
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &false.into()), "{run:?}");
}

#[test]
fn what_is_published_over_https_is_read_from_whom_the_roots_of_the_home_certify() {
    let world = World::new();
    let Some(web) = Web::new(&world) else { return };
    // A free port, taken again at once.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    web.openssl(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout tls.key -out tls.csr -subj /CN=tls",
    );
    web.certify("tls", "root", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n", 30);
    let mut server = std::process::Command::new("openssl")
        .args([
            "s_server",
            "-accept",
            &format!("127.0.0.1:{port}"),
            "-cert",
            "tls.crt",
            "-key",
            "tls.key",
            "-WWW",
            "-quiet",
        ])
        .current_dir(world.path("web"))
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let places = format!("crlDistributionPoints=URI:https://127.0.0.1:{port}/issuing.crl\n");
    web.agency(&world, "a", &places);
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "web/issuing.crt"]);
    web.home(&world, "b");
    world.write("notice.txt", "The programme begins.");
    world.ok("a", &["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw", "--offline"]);
    let started = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() && started.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let checked = |world: &World| verify(world, &[]).1["signers"][0]["revocation_checked"].clone();
    // The system's roots do not know this server.
    assert_eq!(checked(&world), Value::Bool(false));
    world.write("b/tls.crt", world.read("web/root.crt"));
    world.write("b/services.toml", "schema = 1\nallowed-hosts = [\"127.0.0.1\"]\ntls-roots = [\"tls.crt\"]\n");
    let found = checked(&world);
    // A root that is no certificate is an error, not a reason to trust everybody or nobody.
    world.write("b/tls.crt", "nothing");
    let broken = world.fuin("b", &["verify", "notice.txt"]);
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(found, Value::Bool(true));
    assert_eq!(broken.code, 3, "{broken:?}");
}

//= spec/trust.md#revocation
//= type=test
//# A response that does not settle the status of a certificate MUST NOT keep its CRLs from being asked for.
#[test]
fn a_useless_answer_does_not_hide_a_revocation() {
    let Some((world, web)) = scene(&everywhere) else { return };
    // What the stranger signs is from before.
    world.write("web/before.txt", world.read("web/index.txt"));
    web.revoke("a");
    web.publish_crl();
    for manner in [Manner::Unknown, Manner::Stranger] {
        web.behave(manner);
        let (run, report) = verify(&world, &["--refresh"]);
        assert_eq!((run.code, &report["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{manner:?} {run:?}");
        assert!(web.asked().iter().any(|path| path == "/issuing.crl"), "{manner:?}");
    }
    // The signer brings other authorities of the issuer's name along: the right one is asked about all the same.
    web.behave(Manner::Right);
    let mut decoys = world.read("web/issuing.crt");
    for number in 0..4 {
        web.openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout decoy.key -out decoy{number}.crt -days 30 -subj /CN=Issuing"
        ));
        decoys = [world.read(&format!("web/decoy{number}.crt")), decoys].concat();
    }
    world.write("decoys.pem", decoys);
    world.ok("a", &["key", "import", "a", "--certificate", "web/a.crt", "--chain", "decoys.pem"]);
    let sign = ["sign", "notice.txt", "--label", "C1I2A1", "--passphrase-file", "pw", "--offline", "--overwrite"];
    let signed = world.fuin("a", &sign);
    assert_eq!(signed.code, 0, "{signed:?}");
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{run:?}");
}

//= spec/trust.md#revocation
//= type=test
//# Evidence issued after the present MUST NOT count as evidence that a certificate is not revoked.
//= spec/trust.md#revocation
//= type=test
//# Evidence issued before the instant at which it has to be recent MUST NOT count as evidence that a certificate is not revoked where its nextUpdate had passed by then or it is older than the rules allow.
#[test]
fn an_answer_from_another_time_clears_nobody() {
    let places =
        |address: &str| format!("authorityInfoAccess=OCSP;URI:{address}/ocsp,caIssuers;URI:{address}/issuing.cer\n");
    let Some((world, web)) = scene(&places) else { return };
    // Today's counts; one that is out of date, or of the future, does not.
    for (days, checked) in [(0, true), (-9, false), (2, false)] {
        web.behave(Manner::AsOf(days));
        let (run, report) = verify(&world, &[]);
        let found = &report["signers"][0]["revocation_checked"];
        assert_eq!((run.code, found), (0, &checked.into()), "{days} {run:?}");
        assert!(web.asked().iter().any(|path| path == "/ocsp"));
    }
    // A revocation is one however old the news is.
    web.revoke("a");
    web.behave(Manner::AsOf(-9));
    let (run, report) = verify(&world, &[]);
    assert_eq!((run.code, &report["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{run:?}");
}

/// `verify` in an address space of so many KiB.
fn verify_within(world: &World, kib: u32) -> (Run, Value) {
    let fuin = world.command("b", &["verify", "notice.txt", "--json", "--refresh"]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("ulimit -v {kib} && exec \"$@\""), "sh"]).arg(fuin.get_program());
    shell.args(fuin.get_args()).current_dir(world.root()).stdin(std::process::Stdio::null());
    shell.envs(fuin.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let run = Run::of(shell.output().unwrap());
    // What is no report is told by the comparison, with all that was said.
    let report = serde_json::from_str(&run.stdout).unwrap_or_default();
    (run, report)
}

//= spec/trust.md#revocation-lists
//= type=test
//# A CRL of more than 64 MiB MUST be refused before it is parsed.
#[test]
fn a_very_long_list_takes_bounded_time_and_memory() {
    let places = |address: &str| {
        format!(
            "authorityInfoAccess=caIssuers;URI:{address}/issuing.cer\ncrlDistributionPoints=URI:{address}/issuing.crl\n"
        )
    };
    let Some((world, web)) = scene(&places) else { return };
    web.behave(Manner::LongerList);
    let (run, report) = verify_within(&world, 300_000);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &false.into()), "{run:?}");
    // 50 MB, and authentic: it clears who is not on it, and convicts who is.
    web.behave(Manner::Right);
    web.publish_long_crl(1_430_000);
    assert!((50_000_000..64 << 20).contains(&world.read("web/issuing.crl").len()));
    let (run, report) = verify_within(&world, 300_000);
    assert_eq!((run.code, &report["signers"][0]["path"][0]["revocation"]), (0, &"not revoked".into()), "{run:?}");
    web.revoke("a");
    web.publish_crl();
    web.publish_long_crl(1_430_000);
    let (run, report) = verify_within(&world, 300_000);
    assert_eq!((run.code, &report["sub_indication"]), (6, &"REVOKED_NO_POE".into()), "{run:?}");
    // And past the limit, nothing of it is read.
    web.publish_long_crl(600_000);
    assert!(world.read("web/issuing.crl").len() > 64 << 20);
    let (run, report) = verify_within(&world, 300_000);
    assert_eq!((run.code, &report["signers"][0]["revocation_checked"]), (0, &false.into()), "{run:?}");
}

//= spec/trust.md#fetching
//= type=test
//# Once 32 MiB of CRLs were fetched for a message, no further one MUST be fetched for it.
#[test]
fn of_several_long_lists_no_more_are_fetched_than_fit() {
    let places = |address: &str| {
        format!(
            "authorityInfoAccess=caIssuers;URI:{address}/issuing.cer\n\
             crlDistributionPoints=URI:{address}/issuing.crl,URI:{address}/again.crl,URI:{address}/more.crl\n"
        )
    };
    let Some((world, web)) = scene(&places) else { return };
    let lists = |web: &Web| web.asked().iter().filter(|path| path.ends_with(".crl") && *path != "/root.crl").count();
    let (run, _) = verify(&world, &[]);
    assert_eq!((run.code, lists(&web)), (0, 3), "{run:?}");
    web.publish_long_crl(1_000_000);
    let (run, report) = verify(&world, &["--refresh"]);
    assert_eq!((run.code, &report["signers"][0]["path"][0]["revocation"]), (0, &"not revoked".into()), "{run:?}");
    assert_eq!(lists(&web), 1);
}
