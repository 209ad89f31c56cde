//! Seal, open, sign and verify labelled files: the facade over labels, policies, certificates and CMS.
//!
//! It composes the lower crates in one visible order and owns all I/O but the terminal: files, the home directory,
//! publication. It does not choose algorithms (a policy does), read the clock (time is an argument) or pick a
//! provider (the caller passes one).
//!
//! Floor 2: it may use every crate below; the command and the tests are above.
//!
//! | module | holds |
//! |---|---|
//! | [`context`] | provider, policies, trust and time of one operation |
//! | [`home`] | profile, keys, address book, trust anchors, CRLs |
//! | [`machine`] | what the administrator settles for everyone |
//! | [`policy_file`] [`installation`] | policies that extend each other; installing signed ones |
//! | [`record`] | what was asked of the policies, and trying a new one on it |
//! | [`mod@seal`] [`mod@open`] | sign and encrypt; decrypt and verify |
//! | [`sign`] [`verify`] | signatures without encryption |
//! | [`validation`] | what was found of each signature, for reports |
//! | [`bundle`] | a document, its signature and all that verifies it in one file |
//! | [`quarantine`] | authentic content of a sender whom nobody here trusts yet |
//! | [`explain`] | what the policies say of a request or message, step by step |
//! | [`guide`] | which kinds of keys fit, and until when |
//! | [`mod@inspect`] | what a message claims, unverified |
//! | [`key`] | pass phrases, certificate requests |
//! | [`sidecar`] | the label beside a file |
//! | [`circumstances`] [`places`] [`received`] | what is stated beside the file, where the result goes, what was opened here |
//! | [`readers`] | who the members of a group are |
//! | [`dispose`] | deleting a labelled file |
//! | [`outer_name`] | names of sealed files that tell nothing |
//! | [`remembered`] | what was answered last for a folder |
//! | [`recipient`] | a certificate before it enters the address book |
//! | [`publisher`] | a file gets its name only when everything is proved |
//! | [`authority`] | a small certification authority for the demonstration and tests |
//! | [`storage`] | reading with limits |
//! | [`exchange`] | labels in the formats of others |
//! | [`file_name`] [`media_type`] | what a file is called |
//! | [`error`] [`refusal`] | why something did not happen |
//! | [`message`] | what people read of all this, in English and Japanese |
//!
//! # The order of opening
//! 1 parse · 2 outer algorithms permitted · 3 CEK and its commitment · 4 content to an unnamed file · 5 tag, then
//! inner structure and signatures · 6 inner algorithms and attributes permitted · 7 certification paths trusted ·
//! 8 label and recipients as signed. The first stage that fails is reported; nothing learnt from decrypted octets is
//! told before the tag verifies. [`open::Opened`] and [`verify::Verified`] hold the proofs of all stages and cannot be
//! made without them.

pub mod authority;
pub mod bundle;
pub mod circumstances;
pub mod context;
pub mod digest;
pub mod dispose;
pub mod error;
pub mod evidence;
pub mod exchange;
pub mod explain;
pub mod extend;
pub mod file_name;
pub mod guide;
pub mod home;
pub mod inspect;
pub mod installation;
pub mod key;
pub mod machine;
pub mod media_type;
pub mod message;
pub mod online;
pub mod open;
pub mod outer_name;
mod pem;
pub mod permission;
mod pipe;
pub mod places;
pub mod policy_file;
pub mod publisher;
pub mod quarantine;
pub mod readers;
pub mod received;
pub mod recipient;
pub mod record;
pub mod refusal;
pub mod remembered;
pub mod seal;
pub mod services;
pub mod sidecar;
pub mod sign;
pub mod signature;
mod signer;
mod stamping;
pub mod storage;
pub mod timestamps;
mod trust;
pub mod validation;
pub mod verify;

pub use context::Context;
pub use error::{Error, Outcome};
pub use home::Home;
pub use key::PassPhrase;
pub use machine::Machine;
pub use refusal::Refusal;

/// The words of labels, for whoever builds on this crate.
pub use fuin_label as label;
/// Labels in the formats of others: SIO-Label header fields, ADatP-4774 XML.
pub use fuin_label_formats as label_formats;
/// The words of policies, for whoever builds on this crate.
pub use fuin_policy as policy;

/// The primitives' seam and the names of algorithms.
pub use fuin_crypto as crypto;
/// Certificates as the facade returns them.
pub use fuin_pki as pki;
