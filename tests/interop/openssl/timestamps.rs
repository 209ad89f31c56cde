//! OpenSSL verifies signatures with timestamps, the timestamps by themselves, and revocation with what messages hold.

use fuin::crypto::DigestAlgorithm;
use fuin_cms::signed::parse_detached;

use super::super::peer::{has_openssl, openssl, openssl_ok};
use super::super::stamped::{CONTENT, LEVELS, OTHER, scene, signatures};
use super::{TRUST, accepts_syntax};

#[test]
fn it_verifies_signatures_of_every_level() {
    if !has_openssl() {
        return;
    }
    let Some((world, _pki)) = scene() else { return };
    for level in LEVELS {
        let (detached, attached) = signatures(&world, level);
        for (message, content) in [(detached, format!("-content {CONTENT}")), (attached, String::new())] {
            accepts_syntax(&world, &message);
            let verify = format!("cms -verify -binary -inform DER -in {message} {TRUST} -out {message}.out");
            openssl_ok(&world, &format!("{verify} {content}"));
            assert_eq!(world.read(&format!("{message}.out")), world.read(CONTENT), "{message}");
            // What fuin adds for LT is what OpenSSL needs to check revocation, and without it there is nothing.
            let run = openssl(&world, &format!("{verify} {content} -crl_check"));
            assert_eq!(run.code == 0, level != "T", "{message}: {run:?}");
            if level == "T" {
                assert!(run.stderr.contains("unable to get certificate CRL"), "{run:?}");
            }
            if !content.is_empty() {
                let run = openssl(&world, &format!("{verify} -content {OTHER}"));
                assert_ne!(run.code, 0, "{message}: {run:?}");
            }
        }
    }
}

#[test]
fn it_verifies_every_timestamp_by_itself() {
    if !has_openssl() {
        return;
    }
    let Some((world, _pki)) = scene() else { return };
    let (detached, _) = signatures(&world, "LTA");
    let mut signed = parse_detached(&world.read(&detached)).unwrap();
    let provider = fuin_crypto_aws_lc::provider();
    let digest = DigestAlgorithm::Sha384;
    signed.digest_detached(&mut &world.read(CONTENT)[..], &provider, &[digest]).unwrap();
    let signer = &signed.signers[0];
    let signature = signer.signature_time_stamps().next().unwrap();
    world.write("signature.tst", signature);
    // The signature's own octets, which it hashes itself.
    world.write("signature.bin", signer.signature());
    let verify =
        |token: &str, about: &str| openssl(&world, &format!("ts -verify -token_in -in {token} {about} -CAfile ca.crt"));
    let run = verify("signature.tst", "-data signature.bin");
    assert!(run.code == 0 && (run.stdout + &run.stderr).contains("Verification: OK"));
    assert_ne!(verify("signature.tst", &format!("-data {CONTENT}")).code, 0);
    // The archive timestamp, whose index is an unsigned attribute of the token.
    let archive = signer.archive_time_stamps().next().unwrap();
    world.write("archive.tst", archive);
    let coverage = signed.archive_coverage(signer, archive, digest, &provider).unwrap();
    let imprint: String = coverage.imprint().iter().map(|octet| format!("{octet:02x}")).collect();
    let run = verify("archive.tst", &format!("-digest {imprint}"));
    assert_eq!(run.code, 0, "{run:?}");
    let changed = if imprint.starts_with('0') { imprint.replacen('0', "1", 1) } else { format!("0{}", &imprint[1..]) };
    assert_ne!(verify("archive.tst", &format!("-digest {changed}")).code, 0);
    assert_ne!(verify("signature.tst", &format!("-digest {imprint}")).code, 0);
}
