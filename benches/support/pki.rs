//! A path of three certificates, the anchor included, and a CRL of each of its two CAs, written by rcgen.

use fuin::crypto::{CryptoProvider, KeyAlgorithm, SignatureAlgorithm, SigningKey};
use fuin::pki::{Certificate, TrustAnchor};
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod,
    KeyUsagePurpose, PublicKeyData, RevocationReason, RevokedCertParams, SerialNumber, date_time_ymd,
};

/// 2026-06-01, noon: everything here is valid then.
pub(crate) const TIME: Timestamp = Timestamp::constant(1_780_315_200, 0);

/// Serial numbers of revoked certificates count from here; those of the path are small.
const FIRST_LISTED: u64 = 1 << 40;

/// Target, intermediate and root; the CRL of the intermediate is as long as asked for, the root's is short.
pub(crate) struct PathOfThree {
    pub(crate) provider: CryptoProvider,
    pub(crate) anchor: TrustAnchor,
    pub(crate) intermediate: Vec<u8>,
    pub(crate) target: Vec<u8>,
    pub(crate) crls: Vec<Vec<u8>>,
}

impl PathOfThree {
    /// All keys of this kind; so many entries in the CRL of the intermediate.
    pub(crate) fn new(algorithm: KeyAlgorithm, entries: usize) -> Self {
        let provider = fuin_crypto_aws_lc::provider();
        let key = || Key::new(&provider, algorithm);
        let (root_key, root) = (key(), authority("Root", 1, 1));
        let anchor = root.self_signed(&root_key).expect("the root");
        let root = Issuer::new(root, root_key);

        let (ca_key, ca) = (key(), authority("CA", 2, 2));
        let intermediate = ca.signed_by(&ca_key, &root).expect("the intermediate").der().to_vec();
        let ca = Issuer::new(ca, ca_key);

        let mut user = parameters("Tanaka", 3, 3);
        user.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let target = user.signed_by(&key(), &ca).expect("the target").der().to_vec();
        let anchor = TrustAnchor::from_certificate(Certificate::from_der(anchor.der()).expect("the root"));
        let crls = vec![crl(&ca, 2, entries), crl(&root, 1, 1)];
        Self { provider, anchor, intermediate, target, crls }
    }
}

/// The serial number (content octets) of an entry of every CRL that has more.
pub(crate) fn listed_serial(number: usize) -> Vec<u8> {
    (FIRST_LISTED + number as u64).to_be_bytes()[2..].to_vec()
}

struct Key {
    signing: std::sync::Arc<dyn SigningKey>,
    scheme: SignatureAlgorithm,
    rcgen: &'static rcgen::SignatureAlgorithm,
}

impl Key {
    fn new(provider: &CryptoProvider, algorithm: KeyAlgorithm) -> Self {
        let info = provider.key_loader.generate(algorithm).expect("a key");
        let signing = provider.key_loader.load(&info).expect("the key").signing.expect("a key that signs");
        let (scheme, rcgen) = match algorithm {
            KeyAlgorithm::Rsa { .. } => (SignatureAlgorithm::RsaPkcs1Sha256, &rcgen::PKCS_RSA_SHA256),
            _ => (SignatureAlgorithm::EcdsaP256Sha256, &rcgen::PKCS_ECDSA_P256_SHA256),
        };
        Self { signing, scheme, rcgen }
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        self.signing.public_key().key()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.rcgen
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.signing.sign(self.scheme, message).map_err(|_| rcgen::Error::RemoteKeyError)
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

fn authority(name: &str, identifier: u8, serial: u64) -> CertificateParams {
    let mut parameters = parameters(name, identifier, serial);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters
}

fn crl(issuer: &Issuer<'_, Key>, identifier: u8, entries: usize) -> Vec<u8> {
    let revoked = |number: usize| RevokedCertParams {
        serial_number: SerialNumber::from_slice(&listed_serial(number)),
        revocation_time: date_time_ymd(2026, 5, 1),
        reason_code: Some(RevocationReason::Superseded),
        invalidity_date: None,
    };
    let parameters = CertificateRevocationListParams {
        this_update: date_time_ymd(2026, 5, 31),
        next_update: date_time_ymd(2026, 6, 8),
        crl_number: SerialNumber::from(7u64),
        issuing_distribution_point: None,
        revoked_certs: (0..entries).map(revoked).collect(),
        key_identifier_method: KeyIdMethod::PreSpecified(vec![identifier; 20]),
    };
    parameters.signed_by(issuer).expect("a CRL").der().to_vec()
}
