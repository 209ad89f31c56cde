//! What a decision is asked about. Every field is a fact that the caller has established.

mod owned;

use fuin_crypto::AlgorithmUse;
use fuin_label::{Label, RestrictionId};
use jiff::Timestamp;

pub use owned::{OwnedLabel, OwnedRequest};

/// Declares an enum whose variants have the names that policies use for them.
macro_rules! named {
    ($(#[$doc:meta])* $vis:vis $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every variant, in the order of declaration.
            $vis const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name that policies and messages use.
            #[must_use]
            $vis const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The variant of a name.
            #[must_use]
            $vis fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|variant| variant.name() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
pub(crate) use named;

named! {
    /// What is to be done.
    pub Operation {
        /// Sign and encrypt for recipients.
        Seal = "seal";
        /// Decrypt and verify.
        Open = "open";
        /// Sign without encrypting.
        Sign = "sign";
        /// Verify a signature on content that is not encrypted.
        Verify = "verify";
        /// Delete a labelled file.
        Dispose = "dispose";
    }
}

impl Operation {
    /// Whether the operation makes a message, rather than reads one.
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(self, Self::Seal | Self::Sign)
    }

    /// Whether the operation reads a message that somebody made.
    #[must_use]
    pub const fn reads(self) -> bool {
        matches!(self, Self::Open | Self::Verify)
    }
}

named! {
    /// Where fuin itself writes, as far as it can tell.
    pub Place {
        /// A medium that can be taken out: a USB memory, a card.
        Removable = "removable";
        /// A folder that some service copies elsewhere.
        SyncFolder = "sync-folder";
        /// A file system of another machine.
        NetworkShare = "network-share";
    }
}

named! {
    /// What protects the signer's private key.
    pub KeyStorage {
        /// An encrypted file.
        File = "file";
        /// A token that never gives it away.
        Token = "token";
    }
}

named! {
    /// The level of a signature (EN 319 122-1): what it carries for later verification. Ordered.
    pub SignatureLevel {
        /// The signature alone.
        B = "B";
        /// With a timestamp.
        T = "T";
        /// With everything needed to verify it later.
        LT = "LT";
        /// With timestamps over that too.
        LTA = "LTA";
    }
}

named! {
    /// Whether the user has said to have read the restrictions.
    pub Acknowledged {
        /// Not said.
        No = "no";
        /// Said.
        Yes = "yes";
    }
}

named! {
    /// What fuin remembers of a file.
    pub Past {
        /// Its content came out of a message that was opened here: to seal it is to forward it.
        Received = "received";
        /// The message was opened here before.
        Opened = "opened";
    }
}

named! {
    /// What kind of body a recipient is.
    pub RecipientKind {
        /// Another agency of the government.
        Agency = "agency";
        /// A unit of one's own agency.
        Unit = "unit";
        /// A contractor that handles information on the agency's behalf.
        Contractor = "contractor";
        /// Anyone else, external services included.
        External = "external";
    }
}

named! {
    /// Whether a recipient stands in the list that the agency keeps.
    pub Listing {
        /// It does.
        Listed = "listed";
        /// It does not.
        Unlisted = "unlisted";
    }
}

named! {
    /// What a message made by fuin always has (spec/cms-profile.md), and a message made elsewhere may lack.
    pub Measure {
        /// A signature of the originator.
        Signature = "signature";
        /// The signed security label (RFC 2634).
        Label = "label";
        /// The signing time the signer claims (RFC 5652, 11.3).
        SigningTime = "signing-time";
        /// The signed reference to the signer's certificate (RFC 5035).
        SigningCertificate = "signing-certificate";
        /// The signed statement of algorithms (RFC 6211).
        AlgorithmProtection = "algorithm-protection";
        /// The signed media type (EN 319 122-1).
        MimeType = "mime-type";
        /// The signed file name.
        FileName = "file-name";
        /// The signed list of the certificates that the message was sealed to.
        IntendedRecipients = "intended-recipients";
        /// The signed reference to the policies that the message was made under.
        PolicyReference = "policy-reference";
        /// The commitment to the content-encryption key.
        KeyCommitment = "key-commitment";
        /// The authenticated attributes around the encrypted content (RFC 5083).
        AuthenticatedAttributes = "authenticated-attributes";
    }
}

/// A recipient, as far as a policy cares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientFacts {
    /// The name messages call it by.
    pub name: String,
    /// What kind of body it is.
    pub kind: RecipientKind,
    /// Whether the agency lists it.
    pub listed: Listing,
    /// SHA-256 of its certificate, where there is one: who is in a group is known by it.
    pub certificate: Option<[u8; 32]>,
}

/// What is known of the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelFact<'a> {
    /// The outer stage of opening, before anything is decrypted: rules about labels wait. A message is never made in
    /// this state: seal and sign treat it as [`LabelFact::Missing`].
    NotYetKnown,
    /// There is none.
    Missing,
    /// This is it; for a message that was read, the signed one.
    Stated(&'a Label),
}

/// A request for a decision.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// What is to be done.
    pub operation: Operation,
    /// The label.
    pub label: LabelFact<'a>,
    /// Every algorithm the message itself uses.
    pub algorithms: &'a [AlgorithmUse],
    /// The signatures and digests of the certificates on the signer's certification path. Others made them, so they
    /// are judged as verified, not as written; on seal and sign they must hold as long as the signature.
    ///
    /// The path of a recipient's certificate need hold only now: it is judged by a request of its own, to
    /// [`Operation::Verify`] with [`LabelFact::NotYetKnown`].
    pub certificates: &'a [AlgorithmUse],
    /// The recipients; none on sign, verify, and where they do not matter.
    pub recipients: &'a [RecipientFacts],
    /// What a message that was read lacks of the measures its kind of message can have; empty on seal and sign.
    pub missing: &'a [Measure],
    /// The time at which a timestamp proves the signature to have existed; none: the signature is judged at now.
    pub signed_at: Option<Timestamp>,
    /// Where the result is written.
    pub places: &'a [Place],
    /// Whether the user has acknowledged the restrictions.
    pub acknowledged: Acknowledged,
    /// The restrictions for which the user names the originator's permission.
    pub permissions: &'a [RestrictionId],
    /// What protects the signer's key; only for seal and sign.
    pub key_storage: KeyStorage,
    /// The level of the signature that is made, or was found.
    pub signature_level: SignatureLevel,
    /// SHA-256 of the certificate whose key opens the message.
    pub opened_by: Option<[u8; 32]>,
    /// What is remembered of the file.
    pub past: &'a [Past],
}

impl<'a> Request<'a> {
    /// A request without algorithms, recipients, missing measures, proven time and everything else that is optional;
    /// the key in a file, the signature of level B.
    #[must_use]
    pub const fn new(operation: Operation, label: LabelFact<'a>) -> Self {
        Self {
            operation,
            label,
            algorithms: &[],
            certificates: &[],
            recipients: &[],
            missing: &[],
            signed_at: None,
            places: &[],
            acknowledged: Acknowledged::No,
            permissions: &[],
            key_storage: KeyStorage::File,
            signature_level: SignatureLevel::B,
            opened_by: None,
            past: &[],
        }
    }

    /// The same request with these algorithms.
    #[must_use]
    pub const fn with_algorithms(mut self, algorithms: &'a [AlgorithmUse]) -> Self {
        self.algorithms = algorithms;
        self
    }

    /// The same request with the algorithms of these certificates ([`Request::certificates`]).
    #[must_use]
    pub const fn with_certificates(mut self, certificates: &'a [AlgorithmUse]) -> Self {
        self.certificates = certificates;
        self
    }

    /// The same request with these recipients.
    #[must_use]
    pub const fn with_recipients(mut self, recipients: &'a [RecipientFacts]) -> Self {
        self.recipients = recipients;
        self
    }

    /// The same request about a message that lacks these measures.
    #[must_use]
    pub const fn with_missing(mut self, missing: &'a [Measure]) -> Self {
        self.missing = missing;
        self
    }

    /// The same request about a signature proven to have existed at this time.
    #[must_use]
    pub const fn with_signed_at(mut self, signed_at: Option<Timestamp>) -> Self {
        self.signed_at = signed_at;
        self
    }

    /// The same request, writing to these places.
    #[must_use]
    pub const fn with_places(mut self, places: &'a [Place]) -> Self {
        self.places = places;
        self
    }

    /// The same request, with the restrictions acknowledged or not.
    #[must_use]
    pub const fn with_acknowledged(mut self, acknowledged: Acknowledged) -> Self {
        self.acknowledged = acknowledged;
        self
    }

    /// The same request, naming the originator's permission for these restrictions.
    #[must_use]
    pub const fn with_permissions(mut self, permissions: &'a [RestrictionId]) -> Self {
        self.permissions = permissions;
        self
    }

    /// The same request with a key that is stored so.
    #[must_use]
    pub const fn with_key_storage(mut self, storage: KeyStorage) -> Self {
        self.key_storage = storage;
        self
    }

    /// The same request with a signature of this level.
    #[must_use]
    pub const fn with_signature_level(mut self, level: SignatureLevel) -> Self {
        self.signature_level = level;
        self
    }

    /// The same request, opened with the key of this certificate (SHA-256).
    #[must_use]
    pub const fn with_opened_by(mut self, certificate: Option<[u8; 32]>) -> Self {
        self.opened_by = certificate;
        self
    }

    /// The same request about a file of which this is remembered.
    #[must_use]
    pub const fn with_past(mut self, past: &'a [Past]) -> Self {
        self.past = past;
        self
    }
}
