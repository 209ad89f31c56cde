//! What was added to still verifies for OpenSSL: it passes over what it does not know.

#![expect(clippy::disallowed_methods, reason = "another program reads files")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use fuin_crypto::DigestAlgorithm::Sha512;
use fuin_crypto::SignatureAlgorithm;

use crate::support::*;
use crate::tokens::*;

#[test]
fn openssl_verifies_what_was_added_to() {
    if Command::new("openssl").arg("version").output().is_err() {
        // On the real stderr: libtest keeps to itself what a passing test prints.
        writeln!(std::io::stderr(), "skipped: OpenSSL is not installed").unwrap();
        return;
    }
    let content = data("content.txt");
    let everything = |augmenter: &mut fuin_cms::signed::Augmenter| {
        raise(augmenter);
        archive(augmenter, 0, Sha512);
    };
    for name in ["detached-p256.p7s", "detached-p384-keyid.p7s", "detached-rsa-pss.p7s"] {
        let message = data(name);
        let raised = augmented_detached(&message, &content, everything);
        assert_eq!(verified(name, &raised, Some(&content)), Ok(content.clone()));
        assert!(verified(name, &raised, Some(b"another content")).is_err());
    }
    for name in ["attached-p256.p7m", "attached-p256-cades.p7m", "attached-rsa-pss.p7m", "attached-two-signers.p7m"] {
        assert_eq!(verified(name, &augmented(&data(name), everything), None), Ok(content.clone()));
    }
    let long = data("content-long.txt");
    assert_eq!(verified("long.p7m", &augmented(&data("attached-p384-stream.p7m"), raise), None), Ok(long));
    let large = vec![7; 3_000_000];
    let own = sign_attached("p256", SignatureAlgorithm::EcdsaP256Sha256, &large);
    assert!(verified("own.p7m", &augmented(&own, raise), None) == Ok(large));
}

/// The content that OpenSSL verified, or what it said.
fn verified(name: &str, message: &[u8], content: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let at = |suffix: &str| -> PathBuf { Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.{suffix}")) };
    std::fs::write(at("message"), message).unwrap();
    let mut command = Command::new("openssl");
    command.args(["cms", "-verify", "-binary", "-inform", "DER", "-noverify", "-in"]).arg(at("message"));
    command.arg("-out").arg(at("out"));
    if let Some(content) = content {
        std::fs::write(at("content"), content).unwrap();
        command.arg("-content").arg(at("content"));
    }
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(std::fs::read(at("out")).unwrap())
}
