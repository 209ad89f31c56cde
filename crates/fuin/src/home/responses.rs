//! OCSP responses of a home.

use std::path::Path;

use fuin_crypto::CryptoProvider;
use fuin_pki::OcspResponse;

use super::Home;
use crate::digest::{hexadecimal, sha256};
use crate::error::Error;
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::storage;

impl Home {
    /// Adds an OCSP response (DER). Returns it. Who signed it, and its signature, are verified when it is used.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::Certificate`] when it cannot be read, or the responder says in it that it does not
    /// answer.
    pub fn add_ocsp_response(&self, path: &Path, provider: &CryptoProvider) -> Result<OcspResponse, Error> {
        let response = read_response(path)?;
        let directory = self.directory("ocsp");
        storage::create_private_directory(&directory)?;
        // As with CRLs, it takes nobody's place: a forged one must not make a revocation forgotten.
        let target = directory.join(format!("{}.ocsp", hexadecimal(&sha256(response.der(), provider)?)));
        publish_bytes(&target, response.der(), Overwrite::Replace, Access::Ordinary)?;
        Ok(response)
    }

    /// The OCSP responses.
    ///
    /// # Errors
    /// As [`Home::own_anchors`].
    pub fn ocsp_responses(&self) -> Result<Vec<OcspResponse>, Error> {
        let directory = self.directory("ocsp");
        let read = |name: String| {
            let path = directory.join(name);
            storage::check_regular(&path)?;
            read_response(&path)
        };
        storage::list(&directory)?.into_iter().map(read).collect()
    }
}

fn read_response(path: &Path) -> Result<OcspResponse, Error> {
    let der = storage::read_limited(path, u64::try_from(OcspResponse::MAX_OCTETS).unwrap_or(u64::MAX))?;
    OcspResponse::from_der(&der).map_err(|source| Error::Certificate { name: path.display().to_string(), source })
}
