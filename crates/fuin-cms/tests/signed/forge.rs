//! A maker of messages with one fault: every part can be replaced, and the rest is then signed rightly.

use fuin_cms::der_values::{self as dv, tag};
use fuin_cms::oids;
use fuin_crypto::{DigestAlgorithm, Oid, SignatureAlgorithm};

use crate::support::*;

pub(crate) const CONTENT: &[u8] = b"letter";

/// The parts of a message; the defaults make one that is accepted.
pub(crate) struct Forge {
    pub(crate) version: Vec<u8>,
    pub(crate) digest_algorithms: Vec<Vec<u8>>,
    pub(crate) content_type: Oid,
    /// What follows the content type.
    pub(crate) content: Vec<u8>,
    pub(crate) certificates: Vec<Vec<u8>>,
    /// The whole `crls` field.
    pub(crate) crls: Vec<u8>,
    pub(crate) signers: Vec<Signer>,
    pub(crate) trailing: Vec<u8>,
}

/// The parts of a SignerInfo.
pub(crate) struct Signer {
    pub(crate) version: u64,
    pub(crate) sid: Vec<u8>,
    pub(crate) digest_algorithm: Vec<u8>,
    /// Encoded attributes, sorted before signing unless `in_order`.
    pub(crate) attributes: Vec<Vec<u8>>,
    pub(crate) in_order: bool,
    /// Makes the field that is sent from what was signed.
    pub(crate) send: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) signature_algorithm: Vec<u8>,
    /// What follows the signature.
    pub(crate) rest: Vec<u8>,
}

pub(crate) fn digest_identifier(digest: DigestAlgorithm) -> Vec<u8> {
    dv::algorithm_identifier(&digest.oid(), None)
}

pub(crate) fn attribute(oid: &Oid, values: &[Vec<u8>]) -> Vec<u8> {
    dv::sequence(&[&dv::oid(oid), &dv::set_of(values.to_vec())])
}

pub(crate) fn sha256(octets: &[u8]) -> Vec<u8> {
    provider().digest(DigestAlgorithm::Sha256).unwrap().digest(octets)
}

/// `[0] EXPLICIT OCTET STRING`.
pub(crate) fn explicit_content(content: &[u8]) -> Vec<u8> {
    dv::value(0xa0, &dv::octet_string(content))
}

pub(crate) fn signing_certificate(certificate: &[u8]) -> Vec<u8> {
    let id = dv::sequence(&[&dv::octet_string(&sha256(certificate))]);
    attribute(&oids::SIGNING_CERTIFICATE_V2, &[dv::sequence(&[&dv::sequence(&[&id])])])
}

pub(crate) fn protection(digest: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut signature = signature.to_vec();
    signature[0] = 0xa1;
    attribute(&oids::CMS_ALGORITHM_PROTECTION, &[dv::sequence(&[digest, &signature])])
}

/// Takes issuer and serial number from a certificate.
pub(crate) fn issuer_and_serial(certificate: &[u8]) -> Vec<u8> {
    let mut outer = dv::DerReader::new(certificate, "Certificate", 0);
    let mut fields = outer.sequence("Certificate").unwrap();
    let mut signed = fields.sequence("TBSCertificate").unwrap();
    signed.element().unwrap();
    let serial = signed.element().unwrap().raw;
    signed.element().unwrap();
    dv::sequence(&[signed.element().unwrap().raw, serial])
}

impl Default for Signer {
    fn default() -> Self {
        let digest_algorithm = digest_identifier(DigestAlgorithm::Sha256);
        let signature_algorithm = dv::algorithm_identifier(&oids::ECDSA_WITH_SHA256, None);
        Self {
            version: 1,
            sid: issuer_and_serial(&certificate("p256")),
            attributes: vec![
                attribute(&oids::CONTENT_TYPE, &[dv::oid(&oids::DATA)]),
                attribute(&oids::MESSAGE_DIGEST, &[dv::octet_string(&sha256(CONTENT))]),
                attribute(&oids::SECURITY_LABEL, &[label(2)]),
                signing_certificate(&certificate("p256")),
                protection(&digest_algorithm, &signature_algorithm),
            ],
            in_order: false,
            send: implicit,
            digest_algorithm,
            signature_algorithm,
            rest: Vec::new(),
        }
    }
}

fn implicit(mut signed: Vec<u8>) -> Vec<u8> {
    signed[0] = 0xa0;
    signed
}

impl Signer {
    /// Replaces the attribute of this type by these.
    pub(crate) fn replace(&mut self, oid: &Oid, by: &[Vec<u8>]) {
        let prefix = dv::oid(oid);
        let before = self.attributes.len();
        self.attributes.retain(|encoded| !encoded[2..].starts_with(&prefix) && !encoded[3..].starts_with(&prefix));
        assert_eq!(self.attributes.len() + 1, before);
        self.attributes.extend_from_slice(by);
    }

    fn build(&self) -> Vec<u8> {
        let signed = if self.in_order {
            dv::value(tag::SET, &self.attributes.concat())
        } else {
            dv::set_of(self.attributes.clone())
        };
        let key = key("p256").signing.unwrap();
        let signature = key.sign(SignatureAlgorithm::EcdsaP256Sha256, &signed).unwrap();
        dv::sequence(&[
            &dv::unsigned(self.version),
            &self.sid,
            &self.digest_algorithm,
            &(self.send)(signed),
            &self.signature_algorithm,
            &dv::octet_string(&signature),
            &self.rest,
        ])
    }
}

impl Default for Forge {
    fn default() -> Self {
        Self {
            version: dv::unsigned(1),
            digest_algorithms: vec![digest_identifier(DigestAlgorithm::Sha256)],
            content_type: oids::DATA,
            content: explicit_content(CONTENT),
            certificates: vec![certificate("p256")],
            crls: Vec::new(),
            signers: vec![Signer::default()],
            trailing: Vec::new(),
        }
    }
}

impl Forge {
    pub(crate) fn build(&self) -> Vec<u8> {
        let signed_data = dv::sequence(&[
            &self.version,
            &dv::set_of(self.digest_algorithms.clone()),
            &dv::sequence(&[&dv::oid(&self.content_type), &self.content]),
            &dv::value(0xa0, &self.certificates.concat()),
            &self.crls,
            &dv::set_of(self.signers.iter().map(Signer::build).collect()),
        ]);
        let message = dv::sequence(&[&dv::oid(&oids::SIGNED_DATA), &dv::value(0xa0, &signed_data)]);
        [message, self.trailing.clone()].concat()
    }
}
