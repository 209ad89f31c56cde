//! Certificates.
#![no_main]

use fuin_label::restriction::is_deceptive;
use fuin_pki::{Certificate, Purpose};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(certificate) = Certificate::from_der(input) else { return };
    assert!(input.len() <= Certificate::MAX_OCTETS);
    assert_eq!(certificate.der(), input);
    assert!((1..=20).contains(&certificate.serial().len()));
    for name in [certificate.subject(), certificate.issuer()] {
        assert!(!name.to_string().chars().any(is_deceptive), "a name can be shown");
        assert!(name.to_string().len() <= input.len() * 10 + 20, "a name is no longer than its escapes");
        assert_eq!(name, &name.clone());
    }
    assert_eq!(certificate.is_self_issued(), certificate.subject() == certificate.issuer());
    for purpose in [Purpose::Sign, Purpose::KeyAgreement, Purpose::KeyTransport, Purpose::CertificateSigning] {
        let _ = certificate.permits(purpose).map_err(|error| error.to_string());
    }
    if let Ok(key) = certificate.public_key() {
        assert_eq!(key.spki(), certificate.subject_public_key_info());
    }
    let contains = |part: &[u8]| part.is_empty() || input.windows(part.len()).any(|window| window == part);
    assert!(contains(certificate.subject_public_key_info()));
    assert!(certificate.subject_key_identifier().is_none_or(contains));
    assert!(certificate.authority_key_identifier().is_none_or(contains));
    assert!(!input.is_empty() && Certificate::from_der(&input[..input.len() - 1]).is_err(), "cut");
    assert!(Certificate::from_der(&[input, &[0]].concat()).is_err(), "with a trailing octet");
});
