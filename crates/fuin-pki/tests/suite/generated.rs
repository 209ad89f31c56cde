//! Certificates and CRLs as another library writes them.

use fuin_crypto::KeyAlgorithm;
use fuin_pki::{Certificate, Crl, PathError, TrustAnchor};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint,
    CrlIssuingDistributionPoint, CrlScope, DnType, IsCa, Issuer, KeyIdMethod, KeyUsagePurpose, PublicKeyData,
    RevokedCertParams, SanType, SerialNumber, SigningKey, date_time_ymd,
};

use crate::support::{Key, Party, Question, new_key};

/// One of our keys, for rcgen.
struct Handle(Key);

impl PublicKeyData for Handle {
    fn der_bytes(&self) -> &[u8] {
        self.0.public_key().key()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for Handle {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let scheme = fuin_crypto::SignatureAlgorithm::EcdsaP256Sha256;
        self.0.sign(scheme, message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

fn parameters(name: &str, identifier: u8, serial: u64) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, name);
    (parameters.not_before, parameters.not_after) = (date_time_ymd(2026, 1, 1), date_time_ymd(2027, 1, 1));
    parameters.serial_number = Some(SerialNumber::from(serial));
    parameters.key_identifier_method = KeyIdMethod::PreSpecified(vec![identifier; 20]);
    parameters.use_authority_key_identifier_extension = true;
    parameters
}

#[test]
fn rcgen_and_this_crate_agree() {
    let (root_key, target_key) = (Handle(new_key(KeyAlgorithm::EcP256)), Handle(new_key(KeyAlgorithm::EcP256)));
    let mut root = parameters("Root", 1, 1);
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root_certificate = root.self_signed(&root_key).unwrap();
    let issuer = Issuer::new(root, root_key);
    let mut target = parameters("Tanaka", 2, 0xdead_beef);
    target.key_usages = vec![KeyUsagePurpose::ContentCommitment];
    target.subject_alt_names = vec![SanType::Rfc822Name("tanaka@a.go.jp".try_into().unwrap())];
    let target = Certificate::from_der(target.signed_by(&target_key, &issuer).unwrap().der()).unwrap();
    assert_eq!(target.emails(), ["tanaka@a.go.jp"]);
    assert_eq!(target.serial(), [0x00, 0xde, 0xad, 0xbe, 0xef]);
    assert!(target.key_usage().is_some_and(|usage| usage.content_commitment() && !usage.digital_signature()));

    let crl = |serial: u64| {
        let revoked = RevokedCertParams {
            serial_number: SerialNumber::from(serial),
            revocation_time: date_time_ymd(2026, 5, 1),
            reason_code: Some(rcgen::RevocationReason::KeyCompromise),
            invalidity_date: Some(date_time_ymd(2026, 4, 1)),
        };
        let parameters = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 5, 31),
            next_update: date_time_ymd(2026, 6, 8),
            crl_number: SerialNumber::from(7),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::PreSpecified(vec![1; 20]),
        };
        Crl::from_der(parameters.signed_by(&issuer).unwrap().der()).unwrap()
    };
    let mut question = Question::new(&target, &Party::new("Other")).required();
    question.anchors = vec![TrustAnchor::from_certificate(Certificate::from_der(root_certificate.der()).unwrap())];
    question.crls = vec![crl(0xdead)];
    assert_eq!(question.crls[0].authority_key_identifier(), Some(&[1; 20][..]));
    assert_eq!(question.ask().unwrap().certificates().len(), 1);
    question.crls = vec![crl(0xdead_beef)];
    assert!(matches!(question.ask(), Err(PathError::Revoked { .. })));
}

#[test]
fn rcgen_partitions_crls_as_they_are_read_here() {
    let (root_key, target_key) = (Handle(new_key(KeyAlgorithm::EcP256)), Handle(new_key(KeyAlgorithm::EcP256)));
    let mut root = parameters("Root", 1, 1);
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let anchor = Certificate::from_der(root.self_signed(&root_key).unwrap().der()).unwrap();
    let issuer = Issuer::new(root, root_key);
    let mut target = parameters("Tanaka", 2, 5);
    target.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let here = "http://crl.a.go.jp/users.crl".to_owned();
    target.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![here.clone()] }];
    let target = Certificate::from_der(target.signed_by(&target_key, &issuer).unwrap().der()).unwrap();
    assert_eq!(target.crl_uris().collect::<Vec<_>>(), [here.as_str()]);
    let crl = |uri: &str, scope: CrlScope| {
        let distribution_point = CrlDistributionPoint { uris: vec![uri.to_owned()] };
        let parameters = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 5, 31),
            next_update: date_time_ymd(2026, 6, 8),
            crl_number: SerialNumber::from(7),
            issuing_distribution_point: Some(CrlIssuingDistributionPoint { distribution_point, scope: Some(scope) }),
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::PreSpecified(vec![1; 20]),
        };
        Crl::from_der(parameters.signed_by(&issuer).unwrap().der()).unwrap()
    };
    let mut question = Question::new(&target, &Party::new("Other")).required();
    question.anchors = vec![TrustAnchor::from_certificate(anchor)];
    for (uri, scope, covered) in [
        (here.as_str(), CrlScope::UserCertsOnly, true),
        (here.as_str(), CrlScope::CaCertsOnly, false),
        ("http://crl.a.go.jp/others.crl", CrlScope::UserCertsOnly, false),
    ] {
        question.crls = vec![crl(uri, scope)];
        assert_eq!(question.ask().is_ok(), covered, "{uri}");
    }
}
