//! Two governments' roots and a bridge between them that maps their certificate policies (RFC 5280, 4.2.1.5): whose
//! certificates count where a policy asks for one of one's own government's certificate policies.

use std::process::Command;

use serde_json::Value;

use crate::support::{overlay, plant};
use crate::tsa::Pki;
use crate::world::{Run, World};

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

/// The certificate policies, as the governments of A and B and the bridge name them.
const A_MEDIUM: &str = "1.2.392.900.1";
const A_BASIC: &str = "1.2.392.900.2";
const B_MEDIUM: &str = "1.2.702.900.1";
const B_BASIC: &str = "1.2.702.900.2";
const MEDIUM: &str = "1.3.6.1.4.1.55555.1";

/// Whether the bridge's certificates ask by themselves that a certificate policy be valid.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bridge {
    /// As bridges do: requireExplicitPolicy and inhibitAnyPolicy.
    Constraining,
    /// Mappings alone.
    Plain,
}

/// Issuer and subject of each CA certificate, and its extensions beyond those of every CA.
struct Issued {
    file: &'static str,
    issuer: &'static str,
    subject: &'static str,
    extensions: String,
}

/// The authorities: `NAME.key` and the certificates below, in `pki/` of the world.
struct Bridged {
    world: World,
}

impl Bridged {
    /// None, visibly, without OpenSSL. The agency `a` of government A trusts its root alone; the agency `b` of B has the
    /// keys `medium` and `basic`, whose chains are all that a bridge's directory would offer, in both directions.
    fn new(bridge: Bridge) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("skipped: no openssl");
            return None;
        }
        let bridged = Self { world: World::new() };
        std::fs::create_dir(bridged.world.path("pki")).unwrap();
        for (name, subject) in [
            ("a-root", "/C=JP/O=Government A/CN=Root A"),
            ("b-root", "/C=SG/O=Government B/CN=Root B"),
            ("bridge", "/C=CH/O=Bridge/CN=Bridge CA"),
            ("a-ca", "/C=JP/O=Government A/CN=CA A"),
            ("b-ca", "/C=SG/O=Government B/CN=CA B"),
        ] {
            bridged.run(
                &[
                    &["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"],
                    &["-keyout", &format!("{name}.key"), "-out", &format!("{name}.csr"), "-subj", subject][..],
                ]
                .concat(),
            );
        }
        for root in ["a-root", "b-root"] {
            let files = [&format!("{root}.csr"), &format!("{root}.key"), &format!("{root}.crt")];
            bridged.extensions("");
            bridged.run(
                &[
                    &["x509", "-req", "-sha256", "-days", "3650", "-extfile", "extensions", "-in", files[0]],
                    &["-signkey", files[1], "-out", files[2]][..],
                ]
                .concat(),
            );
        }
        authorities(bridge).iter().for_each(|issued| bridged.authority(issued));
        bridged.agencies();
        Some(bridged)
    }

    /// Runs OpenSSL in `pki/`, which must succeed.
    fn run(&self, arguments: &[&str]) {
        let output = Command::new("openssl").args(arguments).current_dir(self.world.path("pki")).output().unwrap();
        assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The extensions of a CA, and others.
    fn extensions(&self, more: &str) {
        let own = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\n\
                   subjectKeyIdentifier = hash\n";
        self.world.write(
            "pki/extensions",
            format!("{own}{more}\n[a]\nC = JP\nO = Government A\n[b]\nC = SG\nO = Government B\n"),
        );
    }

    fn authority(&self, issued: &Issued) {
        let Issued { file, issuer, subject, extensions } = issued;
        let key_identifier = "authorityKeyIdentifier = keyid\n";
        self.extensions(&format!("{key_identifier}{extensions}"));
        self.certify(issuer, &format!("{subject}.csr"), file);
    }

    /// Has `issuer` certify a request, with `pki/extensions`.
    fn certify(&self, issuer: &str, request: &str, file: &str) {
        // Cross-certified authorities have no certificate of that file name: their own key signs under their name.
        let certificate = if issuer == "bridge" { "a-bridge.crt".to_owned() } else { format!("{issuer}.crt") };
        self.run(
            &[
                &["x509", "-req", "-sha256", "-days", "1000", "-extfile", "extensions", "-in", request],
                &["-CA", &certificate, "-CAkey", &format!("{issuer}.key"), "-CAcreateserial", "-out", file][..],
            ]
            .concat(),
        );
    }

    fn agencies(&self) {
        let world = &self.world;
        world.ok("a", &["init", "--agency", "a"]);
        world.ok("a", &["anchor", "add", "pki/a-root.crt"]);
        self.key("a", "own", "a-ca", "CN=own,O=Government A,C=JP", A_MEDIUM, "a-ca.crt");
        world.ok("b", &["init", "--agency", "b"]);
        world.ok("b", &["anchor", "add", "pki/b-root.crt"]);
        let files = ["b-bridge", "bridge-a", "b-ca", "bridge-b", "a-bridge", "a-ca"];
        let all: Vec<u8> = files.iter().flat_map(|name| world.read(&format!("pki/{name}.crt"))).collect();
        world.write("pki/directory.pem", all);
        self.key("b", "medium", "b-ca", "CN=medium,O=Government B,C=SG", B_MEDIUM, "directory.pem");
        self.key("b", "basic", "b-ca", "CN=basic,O=Government B,C=SG", B_BASIC, "directory.pem");
        world.write("notice.txt", "The programme begins.");
    }

    /// A further key of a home with a certificate under one certificate policy, for signing and receiving.
    fn key(&self, home: &str, key: &str, issuer: &str, subject: &str, policy: &str, chain: &str) {
        let world = &self.world;
        world.ok(home, &[&["key", "new", key, "--algorithm", "ecdsa-p256"][..], &PASS].concat());
        let request = format!("pki/{key}.csr");
        world.ok(home, &[&["key", "request", key, "--subject", subject, "-o", &request][..], &PASS].concat());
        world.write(
            "pki/extensions",
            format!(
                "basicConstraints = critical, CA:FALSE\nkeyUsage = critical, digitalSignature, keyAgreement\n\
                 authorityKeyIdentifier = keyid\ncertificatePolicies = {policy}\n"
            ),
        );
        self.certify(issuer, &format!("{key}.csr"), &format!("{key}.crt"));
        let (certificate, chain) = (format!("pki/{key}.crt"), format!("pki/{chain}"));
        world.ok(home, &["key", "import", key, "--certificate", &certificate, "--chain", &chain]);
    }

    /// `notice.txt` signed with a key of B, as `KEY.p7s`.
    fn signed(&self, key: &str) -> String {
        let out = format!("{key}.p7s");
        let sign = ["sign", "notice.txt", "--label", "C1I2A1", "--identity", key, "-o", &out];
        self.world.ok("b", &[&sign[..], &PASS].concat());
        out
    }

    fn verify(&self, key: &str, more: &[&str], code: i32) -> (Run, Value) {
        let signature = format!("{key}.p7s");
        let verify = [&["verify", "notice.txt", "--signature", &signature, "--json"], more].concat();
        let run = self.world.fuin("a", &verify);
        assert_eq!(run.code, code, "{key} {more:?}: {run:?}");
        let report = serde_json::from_str(&run.stdout).unwrap();
        (run, report)
    }

    /// Whether OpenSSL finds a certificate of B valid for A, under one certificate policy where one is asked for. It does
    /// not try other paths, so that it is given no cross-certificates but those in this direction.
    fn openssl_accepts(&self, key: &str, asked: Option<&str>) -> bool {
        // Where none is named, OpenSSL accepts none, unlike RFC 5280, 6.1.1 (c): anyPolicy has to be.
        let policy = asked.unwrap_or("2.5.29.32.0");
        let mut arguments = vec!["verify", "-policy_check", "-policy", policy, "-CAfile", "a-root.crt"];
        for file in ["a-bridge.crt", "bridge-b.crt", "b-ca.crt"] {
            arguments.extend(["-untrusted", file]);
        }
        if asked.is_some() {
            arguments.push("-explicit_policy");
        }
        let target = format!("{key}.crt");
        arguments.push(&target);
        let verify = Command::new("openssl").args(&arguments).current_dir(self.world.path("pki")).output();
        verify.unwrap().status.success()
    }
}

/// What the authorities certify of each other, in both directions: every pair of them is a loop.
fn authorities(bridge: Bridge) -> Vec<Issued> {
    let constraints = match bridge {
        Bridge::Constraining => {
            "policyConstraints = critical, requireExplicitPolicy:0\ninhibitAnyPolicy = critical, 0\n"
        }
        Bridge::Plain => "",
    };
    let cross = |file, issuer, subject, policies: &str, mapping: (&str, &str), names: &str| Issued {
        file,
        issuer,
        subject,
        extensions: format!(
            "certificatePolicies = {policies}\npolicyMappings = critical, {}:{}\nnameConstraints = critical, {names}\n\
             {constraints}",
            mapping.0, mapping.1
        ),
    };
    let below = |file, issuer, subject, policies: &str| Issued {
        file,
        issuer,
        subject,
        extensions: format!("certificatePolicies = {policies}\n"),
    };
    vec![
        below("a-ca.crt", "a-root", "a-ca", &format!("{A_MEDIUM}, {A_BASIC}")),
        below("b-ca.crt", "b-root", "b-ca", &format!("{B_MEDIUM}, {B_BASIC}")),
        // Nobody beyond the bridge speaks in the name of one's own government.
        cross("a-bridge.crt", "a-root", "bridge", A_MEDIUM, (A_MEDIUM, MEDIUM), "excluded;dirName:a"),
        cross("b-bridge.crt", "b-root", "bridge", B_MEDIUM, (B_MEDIUM, MEDIUM), "excluded;dirName:b"),
        cross("bridge-a.crt", "bridge", "a-root", MEDIUM, (MEDIUM, A_MEDIUM), "permitted;dirName:a"),
        cross("bridge-b.crt", "bridge", "b-root", MEDIUM, (MEDIUM, B_MEDIUM), "permitted;dirName:b"),
    ]
}

/// An overlay that asks for certificate policies.
fn asking(id: &str, when: &str, policies: &[&str]) -> String {
    let rule = format!("[[rule]]\nid = \"assured\"\n{when}\ncertificate-policies = {policies:?}\n");
    overlay(id, 1, &rule)
}

//= spec/policy.md#certificate-policies
//= type=test
//# Where a rule states certificate policies, a path that is valid for none of them MUST be refused.
#[test]
fn a_mapped_policy_counts_across_the_bridge_and_an_unmapped_one_does_not() {
    for bridge in [Bridge::Constraining, Bridge::Plain] {
        let Some(bridged) = Bridged::new(bridge) else { return };
        let world = &bridged.world;
        world.write("assured.toml", asking("assured", "", &[A_MEDIUM]));
        world.write("either.toml", asking("either", "", &[A_MEDIUM, A_BASIC]));
        world.write("theirs.toml", asking("theirs", "", &[B_MEDIUM, B_BASIC, MEDIUM]));
        for key in ["medium", "basic"] {
            bridged.signed(key);
        }
        // Medium is A's medium, whatever is asked for, and in A's own terms.
        for (more, asked) in [
            (&["--policy", "assured.toml"][..], Some(A_MEDIUM)),
            (&["--policy", "either.toml"], Some(A_MEDIUM)),
            (&[], None),
        ] {
            let (_, report) = bridged.verify("medium", more, 0);
            let signer = &report["signers"][0];
            assert_eq!(signer["certificate_policies"], serde_json::json!([A_MEDIUM]), "{more:?}");
            assert_eq!(signer["path"].as_array().unwrap().len(), 5, "target, CA B, Root B, Bridge, Root A: {signer}");
            assert!(bridged.openssl_accepts("medium", asked));
        }
        // B's names for its policies mean nothing to A.
        bridged.verify("medium", &["--policy", "theirs.toml"], 6);
        assert!(!bridged.openssl_accepts("medium", Some(B_MEDIUM)));
        // Basic is nothing to A.
        for (policy, asked) in [("assured.toml", A_MEDIUM), ("either.toml", A_BASIC), ("theirs.toml", B_BASIC)] {
            let (_, report) = bridged.verify("basic", &["--policy", policy], 6);
            assert_eq!(report["verdict"], "cannot tell");
            assert_eq!(report["sub_indication"], "CHAIN_CONSTRAINTS_FAILURE");
            assert_eq!(report["signers"][0]["certificate_policies"], Value::Null);
            assert!(!bridged.openssl_accepts("basic", Some(asked)), "{policy}");
        }
        let verify = ["verify", "notice.txt", "--signature", "basic.p7s"];
        let run = world.fails("a", &[&verify[..], &["--policy", "assured.toml"]].concat(), 6);
        let said = format!("under one of these certificate policies, or under an equivalent one: {A_MEDIUM}");
        assert!(run.stdout.contains(&said) && run.stdout.contains("CN=basic"), "{run:?}");
        assert!(run.stdout.contains("another certificate, of a higher assurance"), "{run:?}");
        // Without the demand it is for the bridge to say.
        let (code, accepted) = if bridge == Bridge::Plain { (0, true) } else { (6, false) };
        let (run, report) = bridged.verify("basic", &[], code);
        assert_eq!(bridged.openssl_accepts("basic", None), accepted);
        match accepted {
            true => assert_eq!(report["signers"][0]["certificate_policies"], serde_json::json!([])),
            false => assert!(run.stdout.contains("no certificate policy that is accepted"), "{run:?}"),
        }
    }
}

#[test]
fn an_installed_policy_binds_recipients_and_those_who_signed_what_is_opened() {
    let Some(bridged) = Bridged::new(Bridge::Plain) else { return };
    let world = &bridged.world;
    for key in ["medium", "basic"] {
        // Its chain follows in the same file.
        let all = [world.read(&format!("pki/{key}.crt")), world.read("pki/directory.pem")].concat();
        world.write(&format!("{key}.pem"), all);
        world.ok("a", &["recipient", "add", key, &format!("{key}.pem")]);
        world.write(&format!("for-{key}.txt"), "content");
    }
    let own = [world.read("pki/own.crt"), world.read("pki/directory.pem")].concat();
    world.write("own.pem", own);
    world.ok("b", &["recipient", "add", "a", "own.pem"]);
    let seal = |home: &str, file: &str, to: &str, key: &str, code: i32| {
        let seal = ["seal", file, "-r", to, "--identity", key, "--label", "C2I2A1", "--overwrite"];
        let run = world.fuin(home, &[&seal[..], &PASS].concat());
        assert_eq!(run.code, code, "{home} {file}: {run:?}");
        run
    };
    seal("a", "for-basic.txt", "basic", "own", 0);
    plant(world, "a", "assured.toml", &asking("assured", "when = { confidentiality = \">=C2\" }", &[A_MEDIUM]));
    seal("a", "for-medium.txt", "medium", "own", 0);
    let refused = seal("a", "for-basic.txt", "basic", "own", 6);
    assert!(refused.stderr.contains("recipient basic") && refused.stderr.contains(A_MEDIUM), "{refused:?}");
    // Not where the rule does not apply.
    world.ok("a", &[&["seal", "for-basic.txt", "-r", "basic", "--label", "C1I2A1", "--overwrite"][..], &PASS].concat());
    // What comes from B.
    for (key, code) in [("medium", 0), ("basic", 6)] {
        let file = format!("from-{key}.txt");
        world.write(&file, "content");
        seal("b", &file, "a", key, 0);
        let (sealed, out) = (format!("{file}.sealed.p7m"), format!("opened-{key}.txt"));
        let run = world.fuin("a", &[&["open", &sealed, "-o", &out, "--json"][..], &PASS].concat());
        assert_eq!((run.code, world.exists(&out)), (code, code == 0), "{run:?}");
        if code == 0 {
            let report: Value = serde_json::from_str(&run.stdout).unwrap();
            assert_eq!(report["signers"][0]["certificate_policies"], serde_json::json!([A_MEDIUM]));
        }
    }
    // Policies that have nothing in common accept nobody, and say so.
    plant(world, "a", "basic.toml", &asking("other", "", &[A_BASIC]));
    let run = seal("a", "for-medium.txt", "medium", "own", 6);
    assert!(run.stderr.contains("have none in common"), "{run:?}");
}

#[test]
fn the_demand_is_explained_shown_and_compared() {
    let world = World::with_two_agencies();
    world.write("assured.toml", asking("assured", "when = { integrity = \"I2\" }", &[A_MEDIUM, A_BASIC]));
    let wanted = format!("or an equivalent one: {A_MEDIUM} {A_BASIC}");
    world.ok("a", &["policy", "check", "assured.toml"]);
    let shown = world.ok("a", &["policy", "guide", "--policy", "assured.toml"]);
    assert!(shown.stdout.contains(&wanted), "{shown:?}");
    let explain = ["policy", "explain", "--label", "C1I2A1", "--policy", "assured.toml"];
    let explained = world.ok("a", &[&explain[..], &["--operation", "verify"]].concat());
    assert!(explained.stdout.contains(&wanted), "{explained:?}");
    let narrower = asking("assured", "when = { integrity = \"I2\" }", &[A_MEDIUM]);
    world.write("narrower.toml", narrower);
    let run = world.ok("a", &["policy", "compare", "narrower.toml", "assured.toml"]);
    assert!(run.stdout.contains("certificate policies"), "{run:?}");
    let run = world.fails("a", &["policy", "compare", "assured.toml", "narrower.toml"], 7);
    assert!(run.stdout.contains("certificate policies") && run.stdout.contains(A_BASIC), "{run:?}");
}

//= spec/policy.md#certificate-policies
//= type=test
//# Certificate policies that a rule states MUST NOT bind the paths of timestamp authorities, CRL issuers and OCSP responders.
#[test]
fn timestamp_authorities_need_no_certificate_policy() {
    let world = World::new();
    let Some(pki) = Pki::new(&world) else { return };
    pki.agency(&world, "a", 30);
    pki.agency(&world, "b", 30);
    world.ok("a", &["tsa", "set", &pki.address]);
    // The same key, now certified under a certificate policy; the authority's certificate is under none.
    world.write("pki/assured", format!("certificatePolicies = {A_MEDIUM}\n"));
    pki.openssl(
        "x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -sha384 -days 30 -extfile assured -in a.csr -out a.crt",
    );
    world.ok("a", &["key", "import", "a", "--certificate", "pki/a.crt"]);
    world.write("notice.txt", "The programme begins.");
    world.write("assured.toml", asking("assured", "", &[A_MEDIUM]));
    world.write("other.toml", asking("other", "", &[A_BASIC]));
    world.ok("a", &[&["sign", "notice.txt", "--label", "C1I2A1", "--level", "T", "-o", "t.p7s"][..], &PASS].concat());
    let verify = ["verify", "notice.txt", "--signature", "t.p7s", "--offline", "--json", "--policy"];
    let run = world.ok("b", &[&verify[..], &["assured.toml"]].concat());
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["signers"][0]["certificate_policies"], serde_json::json!([A_MEDIUM]));
    assert!(report["signers"][0]["proven_time"].is_string(), "{report}");
    world.fails("b", &[&verify[..], &["other.toml"]].concat(), 6);
}
