//! Keys, certificates and requests that the tests share.

use std::io::Write;

use fuin_cms::Error;
use fuin_cms::attribute::{FileName, IntendedRecipients, PolicyReference, SignedAttributes};
use fuin_cms::label::encode_label;
use fuin_cms::oids;
use fuin_cms::signed::{
    Shape, SignatureVerified, SignedDataWriter, SignerRequest, UnverifiedSigned, parse_detached, read_signed,
};
use fuin_crypto::{CryptoProvider, DigestAlgorithm, PrivateKey, PrivateKeyInfo, PublicKey, Secret, SignatureAlgorithm};
use fuin_label::{Grades, Label, LabelPolicyId, LevelNumber};

/// The digests that the tests' policy permits.
pub(crate) const PERMITTED: &[DigestAlgorithm] =
    &[DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];

/// Each kind of signer: the name of its key, and its scheme.
pub(crate) const SIGNERS: [(&str, SignatureAlgorithm); 4] = [
    ("p256", SignatureAlgorithm::EcdsaP256Sha256),
    ("p384", SignatureAlgorithm::EcdsaP384Sha384),
    ("rsa", SignatureAlgorithm::RsaPssSha256),
    ("ed25519", SignatureAlgorithm::Ed25519),
];

pub(crate) fn provider() -> CryptoProvider {
    fuin_crypto_aws_lc::provider()
}

pub(crate) fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(crate) fn certificate(name: &str) -> Vec<u8> {
    data(&format!("{name}.crt.der"))
}

pub(crate) fn key(name: &str) -> PrivateKey {
    let octets = Secret::new(data(&format!("{name}.key.der")));
    provider().key_loader.load(&PrivateKeyInfo::new(octets)).unwrap()
}

pub(crate) fn public_key(name: &str) -> PublicKey {
    key(name).public_key
}

pub(crate) fn label(confidentiality: u64) -> Vec<u8> {
    let number = |n| LevelNumber::new(n).unwrap();
    let policy = LabelPolicyId::new(&oids::FUIN_LABEL_POLICY_JP_COMMON_STANDARDS.to_string()).unwrap();
    let grades = Grades { confidentiality: number(confidentiality), integrity: number(2), availability: number(1) };
    encode_label(&Label::new(policy, grades), "機密性2情報").unwrap()
}

pub(crate) fn attributes() -> SignedAttributes {
    SignedAttributes {
        label: Some(label(2)),
        mime_type: Some("application/pdf".into()),
        file_name: Some(FileName::safe("予算案.pdf").unwrap()),
        intended_recipients: Some(IntendedRecipients::new([[9; 32], [3; 32]]).unwrap()),
        policy_references: vec![PolicyReference { id: "jp-common-standards".into(), serial: 7, sha256: [1; 32] }],
    }
}

/// Calls `sign` with the request of the signer `name`.
pub(crate) fn with_request<T>(
    name: &str,
    algorithm: SignatureAlgorithm,
    sign: impl FnOnce(&SignerRequest<'_>) -> T,
) -> T {
    let (key, certificate, attributes) = (key(name), certificate(name), attributes());
    sign(&SignerRequest {
        key: key.signing.as_deref().unwrap(),
        algorithm,
        certificate: &certificate,
        chain: &[],
        crls: &[],
        attributes: &attributes,
        signing_time: "2026-11-23T09:30:00Z".parse().unwrap(),
    })
}

pub(crate) fn sign_attached(name: &str, algorithm: SignatureAlgorithm, content: &[u8]) -> Vec<u8> {
    let provider = provider();
    let mut writer = SignedDataWriter::start(Vec::new(), &provider, algorithm.digest()).unwrap();
    writer.write_all(content).unwrap();
    with_request(name, algorithm, |request| writer.finish(request)).unwrap()
}

pub(crate) fn read(message: &[u8]) -> Result<(UnverifiedSigned, Vec<u8>), Error> {
    let mut content = Vec::new();
    let signed = read_signed(message, Shape::ContentInfo, Some(&mut content), &provider(), PERMITTED)?;
    Ok((signed, content))
}

pub(crate) fn read_detached(message: &[u8], mut content: &[u8]) -> Result<UnverifiedSigned, Error> {
    let mut signed = parse_detached(message)?;
    signed.digest_detached(&mut content, &provider(), PERMITTED)?;
    Ok(signed)
}

/// Verifies every signer with the message's own certificate that it names and the key that is trusted.
pub(crate) fn verify(signed: &UnverifiedSigned, keys: &[&PublicKey]) -> Result<Vec<SignatureVerified>, Error> {
    assert_eq!(signed.signers.len(), keys.len());
    let one = |(signer, key): (&fuin_cms::signed::UnverifiedSigner, &&PublicKey)| {
        let names = |certificate: &&Vec<u8>| {
            signer.identifier().may_name(certificate)
                && certificate.windows(key.spki().len()).any(|window| window == key.spki())
        };
        let certificate = signed.certificates.iter().find(names).ok_or(Error::NotAuthentic)?;
        signer.verify(&provider(), certificate, key, signed.content_digest(signer)?)
    };
    signed.signers.iter().zip(keys).map(one).collect()
}
