//! The address book: other agencies' certificates under short names.

use std::path::Path;

use fuin_label::Parameter;
use fuin_pki::Certificate;
use fuin_policy::RecipientKind;

use super::{Home, checked_name, encode_certificates, read_certificates};
use crate::error::Error;
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::storage;

/// A recipient in the address book.
#[derive(Debug, Clone)]
pub struct RecipientEntry {
    /// The short name.
    pub name: String,
    /// What kind of correspondent it is.
    pub kind: RecipientKind,
    /// Its certificate.
    pub certificate: Certificate,
    /// Certificates of the path that came with it.
    pub chain: Vec<Certificate>,
    /// The groups that it is a member of, as `readers=GROUP` names them.
    pub groups: Vec<String>,
}

/// The most groups of one recipient.
const MAX_GROUPS: usize = 100;

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RecipientFile {
    schema: u32,
    kind: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
}

impl Home {
    /// Adds a recipient. The caller has validated the certificate.
    ///
    /// # Errors
    /// [`Error::Name`]; [`Error::Label`] for a group's name that labels could not state; [`Error::Exists`] when the name is
    /// taken and `overwrite` refuses.
    pub fn add_recipient(&self, entry: &RecipientEntry, overwrite: Overwrite) -> Result<(), Error> {
        let directory = self.directory("recipients").join(checked_name(&entry.name)?);
        storage::create_private_directory(&directory)?;
        check_groups(&entry.groups)?;
        let file = RecipientFile { schema: 1, kind: entry.kind.name().to_owned(), groups: entry.groups.clone() };
        let text = toml::to_string(&file).map_err(|error| Error::file("recipient", &entry.name, error))?;
        let certificate = directory.join("certificate.pem");
        crate::publisher::check_absent(&certificate, overwrite)?;
        publish_bytes(&directory.join("recipient.toml"), text.as_bytes(), Overwrite::Replace, Access::Ordinary)?;
        let certificates = std::iter::once(&entry.certificate).chain(&entry.chain);
        publish_bytes(&certificate, encode_certificates(certificates).as_bytes(), overwrite, Access::Ordinary)
    }

    /// The recipient of this name; a mail address finds the one entry whose certificate states it.
    ///
    /// # Errors
    /// [`Error::Unknown`], or [`Error::Usage`] when several certificates state the address.
    pub fn recipient(&self, name: &str) -> Result<RecipientEntry, Error> {
        let unknown = || Error::Unknown { kind: "recipient", name: name.to_owned() };
        if let Ok(name) = checked_name(name)
            && self.directory("recipients").join(name).join("certificate.pem").is_file()
        {
            return self.read_recipient(name);
        }
        if !name.contains('@') {
            return Err(unknown());
        }
        let states =
            |entry: &RecipientEntry| entry.certificate.emails().iter().any(|mail| mail.eq_ignore_ascii_case(name));
        let mut found = self.recipients()?.into_iter().filter(states);
        let first = found.next().ok_or_else(unknown)?;
        match found.next() {
            None => Ok(first),
            Some(second) => Err(Error::usage(
                "usage-several-recipients",
                &[("address", &name), ("first", &first.name), ("second", &second.name)],
            )),
        }
    }

    /// All recipients, by name.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::Certificate`] when an entry cannot be read.
    pub fn recipients(&self) -> Result<Vec<RecipientEntry>, Error> {
        storage::list(&self.directory("recipients"))?.iter().map(|name| self.read_recipient(name)).collect()
    }

    fn read_recipient(&self, name: &str) -> Result<RecipientEntry, Error> {
        let directory = self.directory("recipients").join(name);
        let path = directory.join("certificate.pem");
        crate::storage::check_regular(&path)?;
        let (certificate, chain) = read_certificates(&path)?;
        let (kind, groups) = read_file(&directory.join("recipient.toml"))?;
        Ok(RecipientEntry { name: name.to_owned(), kind, certificate, chain, groups })
    }
}

fn read_file(path: &Path) -> Result<(RecipientKind, Vec<String>), Error> {
    let file: RecipientFile = storage::read_toml(path, "recipient")?;
    let malformed = |problem: String| Error::file("recipient", path.display().to_string(), problem);
    let kind = RecipientKind::from_name(&file.kind);
    let kind = kind.ok_or_else(|| malformed(format!("unknown kind {:?}", file.kind)))?;
    check_groups(&file.groups).map_err(|error| malformed(error.to_string()))?;
    Ok((kind, file.groups))
}

/// Checks that labels could state each of the groups.
fn check_groups(groups: &[String]) -> Result<(), Error> {
    if groups.len() > MAX_GROUPS {
        return Err(fuin_label::Error::Text { what: "the list of groups" }.into());
    }
    groups.iter().try_for_each(|group| Parameter::group(group).map(drop)).map_err(Error::from)
}
