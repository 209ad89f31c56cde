//! The verbs that say what a policy decides and holds.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{LabelOptions, RecipientKindArg};

/// Whether --policy FILE judges in place of what is installed.
#[derive(Debug, Args)]
pub(crate) struct AloneArgs {
    /// Judge by --policy FILE alone, in place of what is installed here (a machine's policy still judges too)
    #[arg(long)]
    pub(crate) alone: bool,
}

/// What is to be done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OperationArg {
    /// Sign and encrypt
    Seal,
    /// Decrypt and verify
    Open,
    /// Sign without encrypting
    Sign,
    /// Verify a signature
    Verify,
    /// Delete
    Dispose,
}

/// Where the result is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PlaceArg {
    /// A USB memory, a card
    Removable,
    /// A folder that some service copies elsewhere
    SyncFolder,
    /// A file system of another machine
    NetworkShare,
}

/// Say what the policy would decide, and why.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    fuin policy explain --label C3I2A1 --algorithm ecdsa-p256 --keep-until 2055-03-31\n  \
    fuin policy explain report.pdf.sealed.p7m\n\n\
    A sealed or signed FILE is judged by what it claims, unverified, as if it were opened or verified; any other FILE\n\
    by the label beside it. Exit code 7 when the request would be refused.\n\n\
    --json: decision (permitted, refused), operation, at, label, policies, steps, violations, warnings, contact,\n\
    uninstalled_policy, unverified; each step, violation and warning has policy, serial, rule, clause, code, text")]
pub(crate) struct PolicyExplainArgs {
    /// An existing file, instead of a request in options
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) label: LabelOptions,
    /// The algorithms to be used, by their policy names
    #[arg(long, value_name = "ALG", num_args = 1..)]
    pub(crate) algorithm: Vec<String>,
    /// What is to be done (default: seal)
    #[arg(long, value_name = "WHAT")]
    pub(crate) operation: Option<OperationArg>,
    /// The kind of a recipient; may be repeated
    #[arg(long, value_name = "KIND")]
    pub(crate) recipient_kind: Vec<RecipientKindArg>,
    /// The recipients are in the address book (the default)
    #[arg(long)]
    pub(crate) listed: bool,
    /// The recipients are not in the address book
    #[arg(long, conflicts_with = "listed")]
    pub(crate) unlisted: bool,
    /// Where the result is written; may be repeated
    #[arg(long, value_name = "PLACE")]
    pub(crate) place: Vec<PlaceArg>,
    /// The restrictions have been read and acknowledged
    #[arg(long)]
    pub(crate) acknowledged: bool,
    /// Judge as of this day, as 2027-04-01 (default: today)
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<String>,
    #[command(flatten)]
    pub(crate) alone: AloneArgs,
}

/// Show the policies that decide here.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  fuin policy show\n  fuin policy show --toml > my-ministry.toml\n  \
    fuin policy show --shipped\n  fuin policy show --shipped jp-ministry-example --toml > example.toml")]
pub(crate) struct PolicyShowArgs {
    /// Print the exact document, to copy from: the baseline's, or that of --id
    #[arg(long)]
    pub(crate) toml: bool,
    /// Only this policy of those in force
    #[arg(long, value_name = "ID", conflicts_with = "shipped")]
    pub(crate) id: Option<String>,
    /// List the policies that come with fuin, or show one of them
    #[arg(long, value_name = "ID", num_args = 0..=1, default_missing_value = "")]
    pub(crate) shipped: Option<String>,
}

/// Print the one-page guide for employees.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  fuin policy guide\n  fuin policy guide --lang ja --html guide.html")]
pub(crate) struct PolicyGuideArgs {
    /// Write it as one HTML page instead, for the intranet or to print
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "html")]
    pub(crate) overwrite: bool,
    #[command(flatten)]
    pub(crate) alone: AloneArgs,
}
