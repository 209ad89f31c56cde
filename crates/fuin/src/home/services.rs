//! Which services on the network a home uses.

use std::path::PathBuf;

use super::Home;
use crate::error::Error;
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::storage;

/// The most addresses of one kind.
const MAX_ADDRESSES: usize = 16;

/// The services that are asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServiceSettings {
    /// Version of this form: 1.
    schema: u32,
    /// The addresses (http or https) of timestamp authorities, tried in this order.
    #[serde(default)]
    pub timestamp_authorities: Vec<String>,
    /// Hosts of the inner network that certificates may point to; without them, only public addresses are asked.
    #[serde(default)]
    pub allowed_hosts: Vec<String>,
    /// Files of certificates (PEM) that https servers have to be certified by, in place of the system's; paths are those of
    /// the home unless they are absolute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tls_roots: Vec<PathBuf>,
}

impl Home {
    /// The settings; a home without any asks no timestamp authority.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::Io`] when they cannot be read.
    pub fn services(&self) -> Result<ServiceSettings, Error> {
        let path = self.services_file();
        if path.symlink_metadata().is_err() {
            return Ok(ServiceSettings { schema: 1, ..ServiceSettings::default() });
        }
        let settings: ServiceSettings = storage::read_toml(&path, "services")?;
        let counts = [settings.timestamp_authorities.len(), settings.allowed_hosts.len(), settings.tls_roots.len()];
        let few = counts.into_iter().all(|count| count <= MAX_ADDRESSES);
        if settings.schema == 1 && few {
            return Ok(settings);
        }
        Err(Error::file("services", path.display().to_string(), "another version, or too many addresses"))
    }

    /// Where the files of [`ServiceSettings::tls_roots`] are.
    #[must_use]
    pub fn tls_roots(&self, settings: &ServiceSettings) -> Vec<PathBuf> {
        settings.tls_roots.iter().map(|file| self.root().join(file)).collect()
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// [`Error::Usage`] for an address that cannot be asked; [`Error::Io`].
    pub fn set_services(&self, settings: &ServiceSettings) -> Result<(), Error> {
        for address in &settings.timestamp_authorities {
            let parsed = fuin_fetch::Url::parse(address, fuin_fetch::Origin::Configured);
            parsed.map_err(|error| Error::usage("usage-address", &[("problem", &error)]))?;
        }
        let path = self.services_file();
        let text = toml::to_string(settings);
        let text = text.map_err(|error| Error::file("services", path.display().to_string(), error))?;
        publish_bytes(&path, text.as_bytes(), Overwrite::Replace, Access::Private)
    }

    fn services_file(&self) -> PathBuf {
        self.root().join("services.toml")
    }
}
