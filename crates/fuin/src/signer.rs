//! Choosing how to sign: the certificate's standing, the scheme, and the attributes that every signature carries.

use fuin_cms::attribute::{FileName, IntendedRecipients, PolicyReference, SignedAttributes};
use fuin_cms::label::encode_label;
use fuin_cms::signed::SignerRequest;
use fuin_crypto::{AlgorithmUse, KeyAlgorithm, PrivateKey, SignatureAlgorithm, SigningKey};
use fuin_label::Label;
use fuin_pki::{Certificate, PathError, Purpose};
use fuin_policy::{LabelFact, Operation, Request};

use crate::context::Context;
use crate::error::Error;
use crate::file_name;
use crate::home::{CertificateFingerprint, KeyEntry};
use crate::media_type;
use crate::permission::revocation;
use crate::trust::{Strictness, certification_path};

/// The role of the signer's own certificate in errors.
pub(crate) const OWN: &str = "your own certificate";

/// Looks at the signer's own certificate. That its authority is no anchor here does not matter: the recipients' anchors
/// will decide. Whatever else is wrong with it is refused, since every recipient would refuse it. Returns the algorithms
/// of its certification path, as far as that is known here.
pub(crate) fn standing(
    context: &Context,
    key: &KeyEntry,
    operation: Operation,
    label: LabelFact<'_>,
) -> Result<Vec<AlgorithmUse>, Error> {
    let without = || Error::usage("usage-no-certificate", &[("key", &key.name)]);
    let certificate = key.certificate.as_ref().ok_or_else(without)?;
    let not_trusted = |source: PathError| match CertificateFingerprint::of(certificate, &context.provider) {
        Ok(fingerprint) => Error::NotTrusted { role: OWN.into(), source: Box::new(source), fingerprint, contact: None },
        Err(error) => error,
    };
    let subject = || certificate.subject().to_string();
    if context.now > certificate.not_after() {
        return Err(not_trusted(PathError::Expired { certificate: subject(), not_after: certificate.not_after() }));
    }
    if context.now < certificate.not_before() {
        return Err(not_trusted(PathError::NotYetValid {
            certificate: subject(),
            not_before: certificate.not_before(),
        }));
    }
    certificate.permits(Purpose::Sign).map_err(not_trusted)?;
    let revocation = revocation(&context.policies, operation, label, context.now);
    let strictness = Strictness { revocation, max_age: None, certificate_policies: None };
    let path = certification_path(context, certificate, &key.chain, Purpose::Sign, &strictness, context.now, OWN);
    match path {
        Ok(path) => Ok(path.algorithm_uses()),
        Err(Error::NotTrusted { source, .. }) if matches!(*source, PathError::NoAnchor { .. }) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The end of the signer's own certificate.
pub(crate) fn not_after(key: &KeyEntry) -> Result<jiff::Timestamp, Error> {
    key.certificate.as_ref().map(Certificate::not_after).ok_or(Error::NoSignerCertificate)
}

/// The scheme to sign with: of those that the key can do, the first that the policy permits for this label; when it
/// permits none, the first one, whose violations will say why.
pub(crate) fn scheme(
    context: &Context,
    key: KeyAlgorithm,
    operation: Operation,
    label: LabelFact<'_>,
    subject: &str,
) -> Result<SignatureAlgorithm, Error> {
    let candidates: &[SignatureAlgorithm] = match key {
        KeyAlgorithm::EcP256 => &[SignatureAlgorithm::EcdsaP256Sha256],
        KeyAlgorithm::EcP384 => &[SignatureAlgorithm::EcdsaP384Sha384],
        KeyAlgorithm::Ed25519 => &[SignatureAlgorithm::Ed25519],
        KeyAlgorithm::Rsa { .. } => {
            &[SignatureAlgorithm::RsaPssSha256, SignatureAlgorithm::RsaPssSha384, SignatureAlgorithm::RsaPssSha512]
        }
        other => {
            let algorithm = format!("signing with {} keys", other.name());
            return Err(fuin_crypto::Error::Unsupported { algorithm, provider: context.provider.name }.into());
        }
    };
    let uses: Vec<Vec<AlgorithmUse>> =
        candidates.iter().map(|algorithm| algorithm.used_for(key, subject).to_vec()).collect();
    let chosen = context.policies.choose(&Request::new(operation, label), &uses, context.now).unwrap_or(0);
    candidates.get(chosen).or(candidates.first()).copied().ok_or(fuin_crypto::Error::Failed.into())
}

/// What a signature is made with, once the key is open.
pub(crate) struct Material<'a> {
    pub(crate) certificate: &'a Certificate,
    key: &'a dyn SigningKey,
    chain: Vec<&'a [u8]>,
}

impl<'a> Material<'a> {
    /// The key must be the entry's own.
    pub(crate) fn new(entry: &'a KeyEntry, key: &'a PrivateKey) -> Result<Self, Error> {
        let signing = key.signing.as_deref().filter(|signing| signing.public_key() == entry.public_key());
        Ok(Self {
            certificate: entry.certificate.as_ref().ok_or(Error::NoSignerCertificate)?,
            key: signing.ok_or_else(|| Error::OtherKey { name: entry.name.clone() })?,
            chain: entry.chain.iter().map(Certificate::der).collect(),
        })
    }

    /// The request for one signature.
    pub(crate) fn request<'b>(
        &'b self,
        context: &Context,
        algorithm: SignatureAlgorithm,
        attributes: &'b SignedAttributes,
    ) -> SignerRequest<'b> {
        SignerRequest {
            key: self.key,
            algorithm,
            certificate: self.certificate.der(),
            chain: &self.chain,
            crls: &[],
            attributes,
            signing_time: context.now,
        }
    }
}

/// The attributes that do not depend on the content.
pub(crate) fn attributes(
    context: &Context,
    label: &Label,
    file_name: &FileName,
    intended: Option<IntendedRecipients>,
) -> Result<SignedAttributes, Error> {
    Ok(SignedAttributes {
        label: Some(label_der(context, label)?),
        mime_type: Some(media_type::of_name(file_name.as_str()).to_owned()),
        file_name: Some(file_name.clone()),
        intended_recipients: intended,
        policy_references: policy_references(context),
    })
}

/// The label as it is signed and as it stands outside: the very same octets.
pub(crate) fn label_der(context: &Context, label: &Label) -> Result<Vec<u8>, Error> {
    let vocabulary = context.policies.vocabulary();
    match encode_label(label, &vocabulary.marking(label, vocabulary.marking_language)) {
        // A mark that is too long is left out, never cut: half a marking would be a wrong one.
        Err(fuin_cms::Error::Limit { .. }) => Ok(encode_label(label, "")?),
        encoded => Ok(encoded?),
    }
}

/// The policies in force, as messages record them.
pub(crate) fn policy_references(context: &Context) -> Vec<PolicyReference> {
    let reference = |reference: fuin_policy::PolicyReference| PolicyReference {
        id: reference.id,
        serial: reference.serial,
        sha256: reference.sha256,
    };
    context.policies.references().into_iter().map(reference).collect()
}

/// Checks the name that a file will have for its recipients.
pub(crate) fn checked_file_name(name: &str) -> Result<FileName, Error> {
    let unusable = || Error::Name { name: name.to_owned(), purpose: "a file name inside a message" };
    file_name::checked(name).ok_or_else(unusable)
}
