//! Trust anchors and CRLs of a home.

use std::path::Path;

use fuin_crypto::CryptoProvider;
use fuin_pki::{Certificate, Crl, TrustAnchor};

use super::{Home, MAX_CERTIFICATE_FILE, encode_certificates, fingerprint, read_certificates};
use crate::digest::{hexadecimal, sha256};
use crate::error::Error;
use crate::machine::{AnchorLock, Machine};
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::{pem, storage};

/// The largest CRL file that is read, in octets.
const MAX_CRL_FILE: u64 = 64 * 1024 * 1024;

impl Home {
    /// Adds a trust anchor: the one certificate in `path`. Returns it with its fingerprint.
    ///
    /// # Errors
    /// [`Error::AnchorsLocked`] where the machine's alone count; [`Error::File`] when the file holds several certificates, or one that is no authority's.
    pub fn add_anchor(
        &self,
        path: &Path,
        machine: &Machine,
        provider: &CryptoProvider,
    ) -> Result<(Certificate, String), Error> {
        machine.permit_own_anchors()?;
        let (certificate, rest) = read_certificates(path)?;
        let name = path.display().to_string();
        if !rest.is_empty() {
            return Err(Error::file("trust anchor", name, "it holds several certificates; add one at a time"));
        }
        if !certificate.basic_constraints().is_some_and(|constraints| constraints.ca) {
            return Err(Error::file("trust anchor", name, "its certificate is not a certification authority's"));
        }
        let fingerprint = fingerprint(&certificate, provider)?;
        let directory = self.directory("anchors");
        storage::create_private_directory(&directory)?;
        let target = directory.join(format!("{fingerprint}.pem"));
        let text = encode_certificates([&certificate]);
        publish_bytes(&target, text.as_bytes(), Overwrite::Replace, Access::Ordinary)?;
        Ok((certificate, fingerprint))
    }

    /// The trust anchors that count: the machine's, and this home's where the machine lets it have its own.
    ///
    /// # Errors
    /// As [`Home::own_anchors`].
    pub fn anchors(&self, machine: &Machine, provider: &CryptoProvider) -> Result<Vec<TrustAnchor>, Error> {
        let mut anchors = machine.anchors().to_vec();
        //= spec/policy.md#which-policy-applies
        //# Where the machine has trust anchors, those of a home MUST NOT count unless the machine's settings say so.
        if machine.lock() == AnchorLock::Add {
            anchors.extend(self.own_anchors(provider)?);
        }
        Ok(anchors)
    }

    /// The trust anchors of this home.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::Certificate`] when one cannot be read: an anchor is never passed over silently.
    pub fn own_anchors(&self, provider: &CryptoProvider) -> Result<Vec<TrustAnchor>, Error> {
        let directory = self.directory("anchors");
        let read = |name: String| {
            let path = directory.join(&name);
            storage::check_regular(&path)?;
            let (certificate, rest) = read_certificates(&path)?;
            // The name is the fingerprint that was shown when the anchor was added; another content was never shown.
            if !rest.is_empty() || name != format!("{}.pem", fingerprint(&certificate, provider)?) {
                let problem = "its name is not its fingerprint: it was changed after it was added";
                return Err(Error::file("trust anchor", path.display().to_string(), problem));
            }
            Ok(TrustAnchor::from_certificate(certificate))
        };
        storage::list(&directory)?.into_iter().map(read).collect()
    }

    /// Adds a CRL (DER or PEM). Returns it. Its signature is verified when it is used.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::Certificate`] when it cannot be read.
    pub fn add_crl(&self, path: &Path, provider: &CryptoProvider) -> Result<Crl, Error> {
        let name = path.display().to_string();
        let content = storage::read_limited(path, MAX_CRL_FILE)?;
        let der = pem::contents(&content, "X509 CRL", &name)?.into_iter().next().unwrap_or_default();
        let crl = Crl::from_der(&der).map_err(|source| Error::Certificate { name, source })?;
        let directory = self.directory("crls");
        storage::create_private_directory(&directory)?;
        // Its signature is verified only where it is used: so a new CRL stands beside the others and takes nobody's
        // place, or a forged one could make a revocation forgotten.
        let target = directory.join(format!("{}.crl", hexadecimal(&sha256(&der, provider)?)));
        publish_bytes(&target, &der, Overwrite::Replace, Access::Ordinary)?;
        Ok(crl)
    }

    /// The CRLs.
    ///
    /// # Errors
    /// As [`Home::own_anchors`].
    pub fn crls(&self) -> Result<Vec<Crl>, Error> {
        let directory = self.directory("crls");
        storage::list(&directory)?.into_iter().map(|name| read_crl(&directory.join(name))).collect()
    }
}

fn read_crl(path: &Path) -> Result<Crl, Error> {
    storage::check_regular(path)?;
    let der = storage::read_limited(path, MAX_CRL_FILE.max(MAX_CERTIFICATE_FILE))?;
    Crl::from_der(&der).map_err(|source| Error::Certificate { name: path.display().to_string(), source })
}
