//! What can be said on the command line: parsing only, nothing is opened or decided here.

mod administration;
mod compare;
mod daily;
mod explain;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use fuin::policy::SignatureLevel;

pub(crate) use administration::{
    AnchorVerb, CrlVerb, InitArgs, KeyExportArgs, KeyImportArgs, KeyNewArgs, KeyRequestArgs, KeyUseArg, KeyVerb,
    OcspVerb, PolicyInstallArgs, PolicySignArgs, PolicyTryArgs, PolicyVerb, RecipientAddArgs, RecipientKindArg,
    RecipientVerb, TsaVerb,
};
pub(crate) use compare::{HtmlArgs, PolicyCompareArgs, PolicyDiffArgs};
pub(crate) use daily::{
    BundleArgs, DisposeArgs, ExtendArgs, HandlingOptions, InspectArgs, LabelArgs, LabelFormatArg, LabelOptions,
    OpenArgs, PermissionOptions, SealArgs, SignArgs, VerifyArgs,
};
pub(crate) use explain::{AloneArgs, OperationArg, PlaceArg, PolicyExplainArgs, PolicyGuideArgs, PolicyShowArgs};

/// Label, encrypt and sign files for other agencies; verify and open them.
#[derive(Debug, Parser)]
#[command(
    name = "fuin",
    version,
    propagate_version = true,
    after_help = "Exit codes: 0 done · 1 I/O · 2 usage · 3 malformed input · 4 not authentic\n\
                  5 no key here · 6 not trusted · 7 refused by policy · 8 cannot tell\n\n\
                  Try it: fuin demo"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Flags that mean the same in every verb.
#[derive(Debug, Args)]
pub(crate) struct GlobalArgs {
    /// Print one JSON object on stdout instead of text
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print errors only
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Language of markings: en or ja (default: from the locale)
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<LanguageArg>,
    /// Ask nobody over the network; what was fetched lately (CRLs, OCSP responses, certificates) is still used
    #[arg(long, global = true)]
    pub(crate) offline: bool,
    /// Fetch CRLs, OCSP responses and certificates anew, however lately that was done
    #[arg(long, global = true, conflicts_with = "offline")]
    pub(crate) refresh: bool,
    /// Judge by this policy too; it can only tighten
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
}

/// A language of markings.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum LanguageArg {
    En,
    Ja,
}

/// A level of signatures (EN 319 122-1).
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum LevelArg {
    /// Only what the signer states
    #[value(name = "B")]
    B,
    /// With a timestamp
    #[value(name = "T")]
    T,
    /// With all that validates it
    #[value(name = "LT")]
    Lt,
    /// With a timestamp over all of that
    #[value(name = "LTA")]
    Lta,
}

impl LevelArg {
    /// The same for the library.
    pub(crate) const fn level(self) -> SignatureLevel {
        match self {
            Self::B => SignatureLevel::B,
            Self::T => SignatureLevel::T,
            Self::Lt => SignatureLevel::LT,
            Self::Lta => SignatureLevel::LTA,
        }
    }
}

/// Where a pass phrase comes from: a file, or else the terminal. Never the command line, never the environment.
#[derive(Debug, Args)]
pub(crate) struct PassPhraseArgs {
    /// Read the pass phrase from the first line of this file instead of asking
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// Where the result goes.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Write to this file; - is stdout
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long)]
    pub(crate) overwrite: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Label, sign and encrypt a file for recipients
    Seal(SealArgs),
    /// Verify and decrypt a sealed file
    Open(OpenArgs),
    /// Sign a file officially, without encrypting it
    Sign(SignArgs),
    /// Verify a signature: valid, invalid or cannot tell
    Verify(VerifyArgs),
    /// Put a signed file, its signature and all that verifies it into one file
    Bundle(BundleArgs),
    /// Raise the level of signatures, so that they can be verified later
    Extend(ExtendArgs),
    /// Show what a file claims, without any key and without verifying anything
    Inspect(InspectArgs),
    /// Show or set the label kept beside a plain file
    Label(LabelArgs),
    /// Delete a labelled file, when its label permits it
    Dispose(DisposeArgs),
    /// Set up this home: agency and policy
    Init(InitArgs),
    /// Make, certify, import and list your keys
    #[command(subcommand)]
    Key(KeyVerb),
    /// The address book of other agencies' certificates
    #[command(subcommand)]
    Recipient(RecipientVerb),
    /// The certification authorities you trust
    #[command(subcommand)]
    Anchor(AnchorVerb),
    /// The timestamp authorities that are asked
    #[command(subcommand)]
    Tsa(TsaVerb),
    /// Certificate revocation lists
    #[command(subcommand)]
    Crl(CrlVerb),
    /// OCSP responses
    #[command(subcommand)]
    Ocsp(OcspVerb),
    /// The policy that decides
    #[command(subcommand)]
    Policy(PolicyVerb),
    /// See everything happen in a temporary home: two agencies, one file
    Demo,
}

#[cfg(test)]
mod tests;
