//! Two governments, each with its root and its issuing CA, and a bridge CA that certifies both and is certified by both.
//! The verifier trusts its own root alone, and accepts its own certificate policy.

use std::path::PathBuf;
use std::process::Command;

use crate::world::{Run, World};

/// Certificate policies: of government A, of the bridge, of government B; B's "basic" is mapped to nothing.
const A_MEDIUM: &str = "1.2.392.200284.99.1";
const BRIDGE_MEDIUM: &str = "2.16.840.1.101.99.2";
const B_MEDIUM: &str = "1.3.6.1.4.1.99999.3";
const B_BASIC: &str = "1.3.6.1.4.1.99999.4";

struct Bridge {
    world: World,
    folder: PathBuf,
}

impl Bridge {
    /// None, visibly, without OpenSSL.
    fn new() -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("skipped: no openssl");
            return None;
        }
        let world = World::new();
        let folder = world.path("pki");
        std::fs::create_dir(&folder).unwrap();
        let bridge = Self { world, folder };
        for (name, subject) in [
            ("rootA", "/C=JP/O=Government A/CN=Root A"),
            ("rootB", "/C=XB/O=Government B/CN=Root B"),
            ("bridge", "/O=Bridge/CN=Bridge CA"),
            ("issuingB", "/C=XB/O=Government B/CN=Issuing B"),
        ] {
            bridge.openssl(&[
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-384",
                "-noenc",
                "-keyout",
                &format!("{name}.key"),
                "-out",
                &format!("{name}.csr"),
                "-subj",
                subject,
            ]);
        }
        let ca = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
        let policies = |list: &str| format!("certificatePolicies={list}\n");
        bridge.certify("rootA", "rootA", "rootA", ca);
        // A certifies the bridge under its own policy, says which of the bridge's that is, and takes nothing unnamed; names
        // of government A are nobody else's to certify.
        let constrained = format!(
            "policyMappings={A_MEDIUM}:{BRIDGE_MEDIUM}\npolicyConstraints=critical,requireExplicitPolicy:0\n\
             inhibitAnyPolicy=critical,0\nnameConstraints=critical,excluded;dirName:excluded\n\
             [excluded]\nC=JP\nO=Government A\n"
        );
        bridge.certify("bridge", "rootA", "bridge-by-A", &format!("{ca}{}{constrained}", policies(A_MEDIUM)));
        let mapped = format!("policyMappings={BRIDGE_MEDIUM}:{B_MEDIUM}\n");
        bridge.certify("rootB", "bridge", "rootB-by-bridge", &format!("{ca}{}{mapped}", policies(BRIDGE_MEDIUM)));
        // And back again: the graph of authorities has loops.
        bridge.certify("rootA", "bridge", "rootA-by-bridge", &format!("{ca}{}", policies(BRIDGE_MEDIUM)));
        bridge.certify("bridge", "rootB", "bridge-by-B", &format!("{ca}{}", policies(B_MEDIUM)));
        bridge.certify("issuingB", "rootB", "issuingB", &format!("{ca}{}", policies(&format!("{B_MEDIUM},{B_BASIC}"))));
        let parts = ["bridge-by-A", "rootB-by-bridge", "issuingB", "rootA-by-bridge", "bridge-by-B"];
        let chain: Vec<u8> = parts.iter().flat_map(|name| bridge.world.read(&format!("pki/{name}.crt"))).collect();
        bridge.world.write("chain.pem", chain);
        // OpenSSL takes the first issuer by name and does not come back: it gets no loops.
        let straight: Vec<u8> =
            parts[..3].iter().flat_map(|name| bridge.world.read(&format!("pki/{name}.crt"))).collect();
        bridge.world.write("straight.pem", straight);
        bridge.world.ok("verifier", &["init", "--agency", "Government A"]);
        bridge.world.ok("verifier", &["anchor", "add", "pki/rootA.crt"]);
        Some(bridge)
    }

    fn openssl(&self, arguments: &[&str]) -> bool {
        let output = Command::new("openssl").args(arguments).current_dir(&self.folder).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() || arguments[0] == "verify", "openssl {arguments:?}: {text}");
        output.status.success()
    }

    /// `NAME.crt` for the request and key of `subject`, by `issuer`, with these extensions.
    fn certify(&self, subject: &str, issuer: &str, name: &str, extensions: &str) {
        // Whoever has the key is the issuer, whichever certificate says so: it is named by its key alone.
        let named = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
        self.world.write("pki/extensions", format!("{named}{extensions}"));
        self.world.write("pki/own", "subjectKeyIdentifier=hash\nbasicConstraints=critical,CA:TRUE\n");
        let (request, certificate) = (format!("{subject}.csr"), format!("{name}.crt"));
        let (issuer_key, issuer_certificate) = (format!("{issuer}.key"), format!("{issuer}-own.crt"));
        let mut arguments = vec!["x509", "-req", "-in", &request, "-out", &certificate, "-days", "300", "-sha384"];
        arguments.extend(["-extfile", "extensions"]);
        if subject == issuer {
            arguments.extend(["-key", &issuer_key]);
        } else {
            if !self.world.exists(&format!("pki/{issuer_certificate}")) {
                let (own, csr) = (issuer_certificate.as_str(), format!("{issuer}.csr"));
                self.openssl(&[
                    "x509",
                    "-req",
                    "-in",
                    &csr,
                    "-key",
                    &issuer_key,
                    "-out",
                    own,
                    "-days",
                    "300",
                    "-extfile",
                    "own",
                ]);
            }
            arguments.extend(["-CA", &issuer_certificate, "-CAkey", &issuer_key, "-CAcreateserial"]);
        }
        self.openssl(&arguments);
    }

    /// A signer of government B under a certificate policy; signs `notice.txt` as `NAME.p7s`.
    fn signer(&self, name: &str, policy: &str) {
        let (world, request) = (&self.world, format!("pki/{name}.csr"));
        world.ok(name, &["init", "--agency", name]);
        world.ok(name, &["key", "new", name, "--algorithm", "ecdsa-p384", "--passphrase-file", "pw"]);
        let subject = format!("CN={name},O=Government B,C=XB");
        world.ok(name, &["key", "request", name, "--subject", &subject, "--passphrase-file", "pw", "-o", &request]);
        self.certify(
            name,
            "issuingB",
            name,
            &format!("keyUsage=critical,digitalSignature\ncertificatePolicies={policy}\n"),
        );
        let certificate = format!("pki/{name}.crt");
        world.ok(name, &["key", "import", name, "--certificate", &certificate, "--chain", "chain.pem"]);
        world.write("notice.txt", "The treaty enters into force.");
        let out = format!("{name}.p7s");
        world.ok(name, &["sign", "notice.txt", "--label", "C1I1A1", "--passphrase-file", "pw", "-o", &out]);
    }

    fn verify(&self, signer: &str, more: &[&str]) -> Run {
        let signature = format!("{signer}.p7s");
        let args = ["verify", "notice.txt", "--signature", &signature, "--json", "--offline"];
        self.world.fuin("verifier", &[&args[..], more].concat())
    }

    /// What OpenSSL says of a certificate under A's policy.
    fn openssl_accepts(&self, name: &str) -> bool {
        let certificate = format!("{name}.crt");
        self.openssl(&[
            "verify",
            "-CAfile",
            "rootA.crt",
            "-untrusted",
            "../straight.pem",
            "-policy",
            A_MEDIUM,
            "-explicit_policy",
            "-policy_check",
            &certificate,
        ])
    }

    /// A policy that asks for these certificate policies besides what is built in.
    fn asking(&self, file: &str, policies: &str) {
        let built_in = std::str::from_utf8(fuin::policy::JP_COMMON_STANDARDS).unwrap();
        let rule = format!(
            "[[rule]]\nid = \"bridge\"\nwhy = \"what the bridge agreement covers\"\ncertificate-policies = [{policies}]\n\n[[rule]]"
        );
        let text = built_in.replacen("[[rule]]", &rule, 1).replacen("jp-common-standards", "asking", 1);
        self.world.write(file, text);
    }
}

fn error(run: &Run) -> (i32, String, String) {
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    (run.code, text(&report["error"]["code"]), text(&report["sub_indication"]))
}

//= spec/policy.md#certificate-policies
//= type=test
//# Where a rule names certificate policies, the certification paths of signers and recipients MUST be valid for one of them.
#[test]
fn a_bridge_gives_the_right_answer_for_a_mapped_and_an_unmapped_policy() {
    let Some(bridge) = Bridge::new() else { return };
    bridge.signer("medium", B_MEDIUM);
    bridge.signer("basic", B_BASIC);
    bridge.asking("asking.toml", &format!("\"{A_MEDIUM}\""));
    let alone = ["--policy", "asking.toml"];
    let medium = bridge.verify("medium", &alone);
    assert_eq!(medium.code, 0, "{medium:?}");
    let report: serde_json::Value = serde_json::from_str(&medium.stdout).unwrap();
    assert_eq!(report["signers"][0]["anchor"], "CN=Root A, O=Government A, C=JP");
    assert_eq!(report["signers"][0]["certificate_policies"], serde_json::json!([A_MEDIUM]), "{report}");
    let path = report["signers"][0]["path"].as_array().unwrap();
    let names: Vec<&str> = path.iter().map(|link| link["subject"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    let refused = bridge.verify("basic", &alone);
    let expected = (6, "certificate.policy".to_owned(), "CHAIN_CONSTRAINTS_FAILURE".to_owned());
    assert_eq!(error(&refused), expected, "{refused:?}");
    assert_eq!((bridge.openssl_accepts("medium"), bridge.openssl_accepts("basic")), (true, false));
    // In words, with what to do.
    let said =
        bridge.world.fuin("verifier", &["verify", "notice.txt", "--signature", "basic.p7s", "--policy", "asking.toml"]);
    assert!(said.stdout.contains("nothing maps this one to them"), "{said:?}");
    // The cross-certificate asks for some policy, whoever verifies; a root that asks for none leaves it at that.
    assert_eq!(error(&bridge.verify("basic", &[])).1, "certificate.policy");
    bridge.world.ok("friend", &["init", "--agency", "Government B"]);
    bridge.world.ok("friend", &["anchor", "add", "pki/rootB-own.crt"]);
    let at_home = ["verify", "notice.txt", "--signature", "basic.p7s", "--offline"];
    bridge.world.ok("friend", &at_home);
    // Of two that are asked for, one suffices; a third government's alone does not.
    bridge.asking("two.toml", &format!("\"1.2.3.4\", \"{A_MEDIUM}\""));
    assert_eq!(bridge.verify("medium", &["--policy", "two.toml"]).code, 0);
    bridge.asking("other.toml", "\"1.2.3.4\"");
    assert_eq!(error(&bridge.verify("medium", &["--policy", "other.toml"])), expected);
    // B's own names mean nothing in the terms of A's root.
    bridge.asking("theirs.toml", &format!("\"{B_MEDIUM}\""));
    assert_eq!(error(&bridge.verify("medium", &["--policy", "theirs.toml"])), expected);
}

//= spec/policy.md#certificate-policies
//= type=test
//# Where several rules name certificate policies, only those that all of them name MUST be acceptable.
#[test]
fn nothing_is_sealed_to_a_recipient_whose_path_is_valid_for_none() {
    let Some(bridge) = Bridge::new() else { return };
    bridge.signer("medium", B_MEDIUM);
    let world = &bridge.world;
    world.ok("verifier", &["key", "new", "own", "--algorithm", "ecdsa-p384", "--passphrase-file", "pw"]);
    world.write("own.crt", world.certificate_of("verifier", "own", "CN=own,O=Government A,C=JP"));
    world.ok("verifier", &["key", "import", "own", "--certificate", "own.crt"]);
    bridge.certify(
        "medium",
        "issuingB",
        "partner",
        &format!("keyUsage=critical,keyAgreement\ncertificatePolicies={B_MEDIUM}\n"),
    );
    let whole = [world.read("pki/partner.crt"), world.read("chain.pem")].concat();
    world.write("partner.pem", whole);
    world.ok("verifier", &["recipient", "add", "partner", "partner.pem"]);
    bridge.asking("asking.toml", &format!("\"{A_MEDIUM}\", \"1.2.3.4\""));
    bridge.asking("other.toml", "\"1.2.3.4\"");
    let seal = |policies: &[&str]| {
        let mut args =
            vec!["seal", "notice.txt", "-r", "partner", "--label", "C1I1A1", "--passphrase-file", "pw", "--json"];
        args.extend(["-o", "sealed.p7m", "--overwrite"]);
        policies.iter().for_each(|policy| args.extend(["--policy", policy]));
        world.fuin("verifier", &args)
    };
    let sealed = seal(&["asking.toml"]);
    assert_eq!(sealed.code, 0, "{sealed:?}");
    assert_eq!(seal(&["other.toml"]).code, 6);
    let both = seal(&["asking.toml", "other.toml"]);
    assert!(both.code == 6 || both.code == 2, "{both:?}");
}
