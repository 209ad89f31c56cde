//! What OpenSSL wrote (tests/data) is read, or refused by name.

use fuin_cms::Error;
use fuin_cms::attribute::ProfileAttribute;
use fuin_cms::signed::{ClaimedDigest, ClaimedSignature, SignerIdentifier};
use fuin_crypto::DigestAlgorithm;

use crate::support::*;

#[test]
fn attached_messages_verify() {
    for (file, content, names) in [
        ("attached-p256.p7m", "content.txt", &["p256"][..]),
        ("attached-p256-cades.p7m", "content.txt", &["p256"]),
        ("attached-p384-stream.p7m", "content-long.txt", &["p384"]),
        ("attached-rsa-pss.p7m", "content.txt", &["rsa"]),
        ("attached-rsa-pkcs1-stream.p7m", "content-long.txt", &["rsa"]),
    ] {
        let (signed, read) = read(&data(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(read == data(content), "{file}");
        let keys: Vec<_> = names.iter().map(|name| public_key(name)).collect();
        verify(&signed, &keys.iter().collect::<Vec<_>>()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(signed.label_der().unwrap().is_none());
    }
}

#[test]
fn both_of_two_signers_verify() {
    let (signed, _) = read(&data("attached-two-signers.p7m")).unwrap();
    let (p256, p384) = (public_key("p256"), public_key("p384"));
    let is_first = signed.signers[0].identifier().may_name(&certificate("p256"));
    let keys = if is_first { [&p256, &p384] } else { [&p384, &p256] };
    assert_eq!(verify(&signed, &keys).unwrap().len(), 2);
    let swapped = [keys[1], keys[0]];
    assert!(verify(&signed, &swapped).is_err());
}

#[test]
fn detached_signatures_verify() {
    for (file, name) in
        [("detached-p256.p7s", "p256"), ("detached-p384-keyid.p7s", "p384"), ("detached-rsa-pss.p7s", "rsa")]
    {
        let signed = read_detached(&data(file), &data("content.txt")).unwrap_or_else(|e| panic!("{file}: {e}"));
        verify(&signed, &[&public_key(name)]).unwrap_or_else(|error| panic!("{file}: {error}"));
        let other = read_detached(&data(file), &data("content-long.txt")).unwrap();
        assert!(matches!(verify(&other, &[&public_key(name)]), Err(Error::NotAuthentic)), "{file}");
    }
}

#[test]
fn what_openssl_leaves_out_is_listed() {
    let signed = read_detached(&data("detached-p384-keyid.p7s"), &data("content.txt")).unwrap();
    let signer = &signed.signers[0];
    assert!(matches!(signer.identifier(), SignerIdentifier::SubjectKeyIdentifier(id) if id.len() == 20));
    let missing = signer.missing_attributes();
    assert!(!missing.contains(&ProfileAttribute::SigningTime));
    assert!(missing.contains(&ProfileAttribute::AlgorithmProtection));
    assert!(missing.contains(&ProfileAttribute::SecurityLabel));
    // smimeCapabilities.
    assert_eq!(signer.attributes().unknown[0].to_string(), "1.2.840.113549.1.9.15");
}

#[test]
fn pkcs1_and_sha1_are_known_by_name() {
    let (signed, _) = read(&data("attached-rsa-pkcs1-stream.p7m")).unwrap();
    let uses = signed.signers[0].algorithm_uses(public_key("rsa").algorithm(), "the signer");
    assert_eq!(uses[0].name, "rsassa-pkcs1-v1_5");
    let (signed, _) = read(&data("refused-sha1.p7m")).unwrap();
    let signer = &signed.signers[0];
    assert_eq!(*signer.signature_algorithm(), ClaimedSignature::Ecdsa(DigestAlgorithm::Sha1));
    assert_eq!(*signer.digest_algorithm(), ClaimedDigest::Known(DigestAlgorithm::Sha1));
    assert_eq!(signer.algorithm_uses(public_key("p256").algorithm(), "the signer")[1].name, "sha-1");
    assert!(matches!(signed.content_digest(signer), Err(Error::Unsupported { found, .. }) if found == "sha-1"));
}

#[test]
fn other_forms_are_refused() {
    let no_attributes = read(&data("refused-no-attributes.p7m"));
    assert!(matches!(no_attributes, Err(Error::Malformed { structure: "signedAttrs", .. })));
    let salt = read(&data("refused-pss-salt.p7m"));
    assert!(matches!(salt, Err(Error::Unsupported { what: "RSASSA-PSS salt length", found }) if found == "350"));
    assert!(matches!(read_detached(&data("attached-p256.p7m"), b""), Err(Error::AttachedContent)));
    assert!(matches!(read(&data("detached-p256.p7s")), Err(Error::DetachedContent)));
}
