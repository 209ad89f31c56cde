//! OCSP responses, and whether one that nobody signed clears anybody.
#![no_main]

use std::sync::OnceLock;

use fuin_crypto::CryptoProvider;
use fuin_pki::{Certificate, OcspResponse, OcspStatus};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(response) = OcspResponse::from_der(input) else { return };
    assert_eq!(response.der(), input);
    let _ = (response.produced_at(), response.signature_algorithm().to_string());
    assert!(response.answers().len() <= OcspResponse::MAX_ANSWERS);
    assert!(response.certificates().len() <= OcspResponse::MAX_CERTIFICATES);
    assert!(response.nonce().is_none_or(|nonce| (1..=128).contains(&nonce.len())));
    let stands_in = |part: &[u8]| part.is_empty() || input.windows(part.len()).any(|window| window == part);
    assert!(response.nonce().is_none_or(stands_in));
    for answer in response.answers() {
        assert!(stands_in(answer.serial()));
        if let OcspStatus::Revoked(revoked) = answer.status {
            let _ = revoked.reason.to_string();
        }
    }
    for certificate in response.certificates() {
        assert!(stands_in(certificate.der()));
        assert!(Certificate::from_der(certificate.der()).is_ok());
        // Whatever it carries may be asked about, issued by whatever else it carries.
        for issuer in response.certificates() {
            let digest = fuin_crypto::DigestAlgorithm::Sha256;
            if let Ok(request) = fuin_pki::OcspRequest::new(certificate, issuer, digest, Some(&[7; 8]), provider()) {
                assert!(stands_in(certificate.serial()) && request.der().len() < input.len() + 256);
                let _ = request.check(&response, provider());
            }
        }
    }
    assert!(OcspResponse::from_der(&input[..input.len() - 1]).is_err(), "cut");
    assert!(OcspResponse::from_der(&[input, &[0]].concat()).is_err(), "with a trailing octet");
});

fn provider() -> &'static CryptoProvider {
    static PROVIDER: OnceLock<CryptoProvider> = OnceLock::new();
    PROVIDER.get_or_init(fuin_crypto_aws_lc::provider)
}
