//! Raising the level of signatures that exist (EN 319 102-1 calls it augmentation): timestamps and validation data
//! are added, and nothing that was signed or timestamped changes.

use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use fuin_crypto::{CryptoProvider, DigestAlgorithm, Oid};

use super::algorithm::ClaimedDigest;
use super::archive::ArchiveImprint;
use super::digests::{ContentDigests, DigestSelection, PART_LEN};
use super::reader::{Shape, enter_encapsulated, expected_version, read_content};
use super::revocation::checked;
use super::unsigned::{self, UnsignedAttribute};
use super::writer::{detached_message, end_message, start_message};
use super::{Content, UnverifiedSigned, members, token};
use crate::ber::BerReader;
use crate::der_values;
use crate::error::Error;
use crate::oids;

/// Archive forms before archive-time-stamp-v3: they cover `certificates` and `crls` as a whole.
const OLDER_ARCHIVE_FORMS: [Oid; 3] =
    [oids::ARCHIVE_TIME_STAMP, oids::ARCHIVE_TIME_STAMP_V2, oids::LONG_TERM_VALIDATION];

/// A message that was read, with what is to be added to it.
///
/// Signers are numbered as in [`UnverifiedSigned::signers`]; writing sorts them, so that the numbers may differ in
/// what is written. Adding what is there already changes nothing. Whether the message verifies is not known here.
pub struct Augmenter {
    signed: UnverifiedSigned,
}

impl Augmenter {
    /// Starts from a message as it was read.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a bare SignedData, since what is sealed stays as it is, and for a message with an
    /// older archive form, naming the attribute.
    pub fn new(signed: UnverifiedSigned) -> Result<Self, Error> {
        let unsupported = |found| Err(Error::Unsupported { what: "augmentation of", found });
        if signed.layout.shape == Shape::BareSignedData {
            return unsupported("a bare SignedData".to_owned());
        }
        //= spec/cms-profile.md#archive-timestamps
        //# A message with an archive form older than archive-time-stamp-v3 MUST NOT be added to.
        let mut attributes = signed.signers.iter().flat_map(|signer| &signer.unsigned);
        if let Some(older) = attributes.find(|attribute| is_older_form(attribute)) {
            return unsupported(format!("a message with {}", older.oid()));
        }
        Ok(Self { signed })
    }

    /// The message with all that was added so far.
    #[must_use]
    pub const fn signed(&self) -> &UnverifiedSigned {
        &self.signed
    }

    /// Adds a certificate, DER.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is no DER SEQUENCE; [`Error::Limit`]. Then nothing is added.
    pub fn add_certificate(&mut self, certificate: &[u8]) -> Result<(), Error> {
        let certificate = checked(certificate.to_vec(), "certificates")?;
        self.add(|signed| &mut signed.certificates, certificate)
    }

    /// Adds a CRL, DER.
    ///
    /// # Errors
    /// As [`Augmenter::add_certificate`].
    pub fn add_crl(&mut self, crl: &[u8]) -> Result<(), Error> {
        let crl = checked(crl.to_vec(), "crls")?;
        self.add(|signed| &mut signed.crls, crl)
    }

    /// Adds an OCSP response, DER OCSPResponse.
    ///
    /// # Errors
    /// As [`Augmenter::add_certificate`].
    pub fn add_ocsp_response(&mut self, response: &[u8]) -> Result<(), Error> {
        let response = checked(response.to_vec(), "OCSPResponse")?;
        self.add(|signed| &mut signed.ocsp_responses, response)
    }

    /// Adds an unsigned attribute to a signer. One that is there with the same type keeps its octets.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when there is no such signer, or for an archive form before archive-time-stamp-v3;
    /// [`Error::Limit`]. Then nothing is added.
    pub fn add_unsigned_attribute(&mut self, signer: usize, attribute: UnsignedAttribute) -> Result<(), Error> {
        if is_older_form(&attribute) {
            return Err(Error::Unwritable { what: "archive timestamp of an older form" });
        }
        let signer = self.signed.signers.get_mut(signer).ok_or(NO_SIGNER)?;
        if signer.unsigned.contains(&attribute) {
            return Ok(());
        }
        signer.unsigned.push(attribute);
        let written = unsigned::signer_info(&signer.signed_fields, &signer.unsigned);
        if written.is_err() {
            signer.unsigned.pop();
        }
        written.map(drop)
    }

    /// Adds a signature timestamp: an RFC 3161 token about [`super::UnverifiedSigner::signature_imprint`], which the
    /// caller has verified.
    ///
    /// # Errors
    /// As [`Augmenter::add_unsigned_attribute`]; [`Error::Malformed`] when it is no value.
    pub fn add_signature_time_stamp(&mut self, signer: usize, token: &[u8]) -> Result<(), Error> {
        let attribute = UnsignedAttribute::new(oids::SIGNATURE_TIME_STAMP_TOKEN, token)?;
        self.add_unsigned_attribute(signer, attribute)
    }

    /// Adds an archive timestamp: an RFC 3161 token about this imprint, which the caller has verified. The index goes
    /// into it, and the digest into digestAlgorithms, so that one pass can verify.
    ///
    /// # Errors
    /// As [`Augmenter::add_unsigned_attribute`]; [`Error::Malformed`] and [`Error::Unwritable`] for the token;
    /// [`Error::HashIndex`] and [`Error::NotAuthentic`] when the imprint is not one of this message and signer.
    pub fn add_archive_time_stamp(
        &mut self,
        signer: usize,
        imprint: &ArchiveImprint,
        token: &[u8],
        provider: &CryptoProvider,
    ) -> Result<(), Error> {
        let token = token::with_ats_hash_index(token, imprint.index())?;
        let digest = imprint.digest_algorithm();
        let of = self.signed.signers.get(signer).ok_or(NO_SIGNER)?;
        if self.signed.archive_coverage(of, &token, digest, provider)?.imprint() != imprint.imprint() {
            return Err(Error::NotAuthentic);
        }
        self.add_unsigned_attribute(signer, UnsignedAttribute::new(oids::ARCHIVE_TIME_STAMP_V3, &token)?)?;
        self.name_digest(digest);
        Ok(())
    }

    /// The whole detached signature, in DER.
    ///
    /// # Errors
    /// [`Error::AttachedContent`] when the message has its content inside; [`Error::Limit`].
    pub fn write_detached(&self) -> Result<Vec<u8>, Error> {
        match self.signed.layout.content {
            Content::Attached => Err(Error::AttachedContent),
            Content::Detached => self.write_without_content(),
        }
    }

    /// The message as a detached signature, whatever it was: its content is to go beside it. What signatures and timestamps
    /// are about stays the same (RFC 5652, 5.2).
    ///
    /// # Errors
    /// [`Error::Limit`].
    pub fn write_without_content(&self) -> Result<Vec<u8>, Error> {
        Ok(detached_message(&self.version_and_digests()?, &self.trailer()?))
    }

    /// Writes the whole message with its content, which is copied, octet for octet, from the message that was read;
    /// `source` is that message from its beginning. The content is digested on the way and never held.
    ///
    /// # Errors
    /// [`Error::DetachedContent`] when the message has no content; [`Error::NotAuthentic`] when `source` holds
    /// another content than the one that was read; [`Error::Unsupported`] when that was read without digest;
    /// [`Error::Malformed`], [`Error::Limit`], [`Error::Crypto`], [`Error::Io`]. What was written is then no message.
    pub fn write_attached<R: Read + Seek, W: Write>(
        &self,
        source: &mut R,
        out: W,
        provider: &CryptoProvider,
    ) -> Result<W, Error> {
        if self.signed.layout.content == Content::Detached {
            return Err(Error::DetachedContent);
        }
        let (beginning, trailer) = (self.version_and_digests()?, self.trailer()?);
        let mut out = BufWriter::with_capacity(PART_LEN, out);
        start_message(&mut out, &beginning)?;
        self.copy_encapsulated(source, &mut out, provider)?;
        end_message(&mut out, &trailer)?;
        out.into_inner().map_err(|error| Error::from(error.into_error()))
    }

    /// Copies encapContentInfo as it is, making sure that it holds the content that was read.
    fn copy_encapsulated<R: Read + Seek>(
        &self,
        source: &mut R,
        out: &mut dyn Write,
        provider: &CryptoProvider,
    ) -> Result<(), Error> {
        let longest = self.signed.digests.iter().max_by_key(|(digest, _)| digest.output_len());
        let Some((digest, expected)) = longest else {
            return Err(Error::Unsupported { what: "digest algorithm", found: "none".to_owned() });
        };
        let range = &self.signed.layout.encapsulated;
        source.seek(SeekFrom::Start(range.start))?;
        let len = range.end.saturating_sub(range.start);
        let source = Copied { source: BufReader::with_capacity(PART_LEN, source).take(len), out };
        let mut reader = BerReader::within(source, range.start, range.end);
        let selection = DigestSelection { permitted: &[*digest], besides: &[*digest] };
        let mut digests = ContentDigests::start(provider, &[], selection)?;
        enter_encapsulated(&mut reader)?;
        read_content(&mut reader, &mut digests, |_| Ok(()))?;
        reader.leave("encapContentInfo")?;
        reader.finish("encapContentInfo")?;
        let (_, computed) = digests.finish();
        //= spec/cms-profile.md#timestamps-and-levels
        //# Adding to a message MUST NOT change an octet of its content, signed attributes and signatures.
        if computed.first().is_some_and(|(_, computed)| computed == expected) {
            Ok(())
        } else {
            Err(Error::NotAuthentic)
        }
    }

    /// Adds to one of the lists if the whole can still be written.
    fn add(&mut self, list: fn(&mut UnverifiedSigned) -> &mut Vec<Vec<u8>>, new: Vec<u8>) -> Result<(), Error> {
        if list(&mut self.signed).contains(&new) {
            return Ok(());
        }
        list(&mut self.signed).push(new);
        let written = self.certificates_and_crls();
        if written.is_err() {
            list(&mut self.signed).pop();
        }
        written.map(drop)
    }

    fn name_digest(&mut self, digest: DigestAlgorithm) {
        //= spec/cms-profile.md#archive-timestamps
        //# digestAlgorithms MUST name the digest of an archive timestamp that is added.
        let claimed = ClaimedDigest::Known(digest);
        if !self.signed.digest_algorithms.contains(&claimed) {
            self.signed.digest_algorithms.push(claimed);
            self.signed.layout.digest_identifiers.push(members::digest_identifier(digest));
        }
    }

    fn version_and_digests(&self) -> Result<Vec<u8>, Error> {
        //= spec/cms-profile.md#timestamps-and-levels
        //# The version of a SignedData with an OCSP response MUST be 5.
        let version = expected_version(&self.signed);
        members::version_and_digests(version, self.signed.layout.digest_identifiers.clone())
    }

    fn certificates_and_crls(&self) -> Result<Vec<u8>, Error> {
        let certificates = members::certificates(self.signed.certificates.iter().map(Vec::as_slice))?;
        let responses = self.signed.ocsp_responses.iter().map(Vec::as_slice);
        let crls = members::crls(self.signed.crls.iter().cloned(), responses, &self.signed.other_revocation)?;
        Ok([certificates, crls].concat())
    }

    /// What follows the content: certificates, crls and signerInfos.
    fn trailer(&self) -> Result<Vec<u8>, Error> {
        let signers = self.signed.signers.iter();
        let signers = signers.map(|signer| unsigned::signer_info(&signer.signed_fields, &signer.unsigned));
        let signers = der_values::set_of(signers.collect::<Result<_, _>>()?);
        Ok([self.certificates_and_crls()?, signers].concat())
    }
}

const NO_SIGNER: Error = Error::Unwritable { what: "attribute of a signer that is not there" };

/// Passes on what is read from it, octet for octet.
struct Copied<'w, R> {
    source: R,
    out: &'w mut dyn Write,
}

impl<R: Read> Read for Copied<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let read = self.source.read(buf)?;
        self.out.write_all(buf.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}

fn is_older_form(attribute: &UnsignedAttribute) -> bool {
    OLDER_ARCHIVE_FORMS.contains(attribute.oid())
}
