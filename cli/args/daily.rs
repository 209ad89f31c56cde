//! The verbs of daily work.

use std::path::PathBuf;

use clap::Args;

use super::{LevelArg, OutputArgs, PassPhraseArgs};

/// What a label is made of.
#[derive(Debug, Args)]
pub(crate) struct LabelOptions {
    /// Grades, as C2I2A1; C2 alone takes the policy's defaults for the others (asked for on a terminal)
    #[arg(long, value_name = "GRADES")]
    pub(crate) label: Option<String>,
    /// A handling restriction, as no-copy or readers=GROUP; may be repeated
    #[arg(long, value_name = "ID[=VALUE]")]
    pub(crate) restrict: Vec<String>,
    /// The file is kept, and its signature must hold, until this day
    #[arg(long, value_name = "DATE")]
    pub(crate) keep_until: Option<String>,
    /// The content must stay confidential until this day
    #[arg(long, value_name = "DATE")]
    pub(crate) confidential_until: Option<String>,
}

/// What is stated about handling restrictions.
#[derive(Debug, Args)]
pub(crate) struct HandlingOptions {
    /// Say that you have read the handling restrictions, where the policy asks for that
    #[arg(long)]
    pub(crate) acknowledge: bool,
    #[command(flatten)]
    pub(crate) permission: PermissionOptions,
}

/// Permissions of the originator.
#[derive(Debug, Args)]
pub(crate) struct PermissionOptions {
    /// The originator's permission for what a restriction asks permission for: where it is found; may be repeated
    #[arg(long, value_name = "ID=REFERENCE")]
    pub(crate) permission: Vec<String>,
}

/// Label, sign and encrypt a file for recipients.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin seal report.pdf -r ministry-b --label C2I2A1 --restrict no-copy\n\n\
                        On a terminal, a seal asks for recipients and label where they are left out, and for one confirmation.")]
pub(crate) struct SealArgs {
    /// The files; - is stdin and needs -o
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// A recipient's name or mail address from the address book; may be repeated (asked for on a terminal)
    #[arg(long, short, value_name = "NAME")]
    pub(crate) recipient: Vec<String>,
    /// Sign with this key (default: the only one that can)
    #[arg(long = "identity", short, value_name = "KEY")]
    pub(crate) identity: Option<String>,
    #[command(flatten)]
    pub(crate) label: LabelOptions,
    #[command(flatten)]
    pub(crate) handling: HandlingOptions,
    #[command(flatten)]
    pub(crate) pass_phrase: PassPhraseArgs,
    /// The level of the signature (default: what the policy prefers, where a timestamp authority is configured)
    #[arg(long, value_name = "LEVEL", ignore_case = true)]
    pub(crate) level: Option<LevelArg>,
    /// Write a text for the mail to this file: marking, restrictions, digest, how to open; - is stdout
    #[arg(long, value_name = "NOTE")]
    pub(crate) cover_note: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Verify and decrypt a sealed file.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin open report.pdf.sealed.p7m")]
pub(crate) struct OpenArgs {
    /// The files; - is stdin
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Open with this key (default: the one it was sealed to)
    #[arg(long = "identity", short, value_name = "KEY")]
    pub(crate) identity: Option<String>,
    /// If nobody here trusts the sender yet, put the content into a folder fuin-quarantine, where the policy permits that;
    /// needs --acknowledge, and the exit code stays 6 or 8
    #[arg(long)]
    pub(crate) quarantine: bool,
    #[command(flatten)]
    pub(crate) handling: HandlingOptions,
    #[command(flatten)]
    pub(crate) pass_phrase: PassPhraseArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Sign a file officially, without encrypting it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin sign notice.pdf --label C1I2A1")]
pub(crate) struct SignArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Put the file into the signature: FILE.signed.p7m instead of FILE.p7s
    #[arg(long)]
    pub(crate) attached: bool,
    /// Sign with this key (default: the only one that can)
    #[arg(long = "identity", short, value_name = "KEY")]
    pub(crate) identity: Option<String>,
    #[command(flatten)]
    pub(crate) label: LabelOptions,
    #[command(flatten)]
    pub(crate) handling: HandlingOptions,
    #[command(flatten)]
    pub(crate) pass_phrase: PassPhraseArgs,
    /// The level of the signature (default: what the policy prefers, where a timestamp authority is configured)
    #[arg(long, value_name = "LEVEL", ignore_case = true)]
    pub(crate) level: Option<LevelArg>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Verify a signature: valid, invalid or cannot tell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  fuin verify notice.pdf                 (with notice.pdf.p7s beside it)\n  \
                        fuin verify notice.pdf.signed.p7m\n  \
                        fuin verify notice.pdf --report html=report.html")]
pub(crate) struct VerifyArgs {
    /// The signed files: FILE with FILE.p7s beside it, FILE.p7s itself, FILE.signed.p7m, or FILE.asics
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The detached signature of FILE
    #[arg(long, value_name = "FILE.p7s")]
    pub(crate) signature: Option<PathBuf>,
    /// The content that FILE.p7s signs
    #[arg(long, value_name = "FILE", conflicts_with = "signature")]
    pub(crate) content: Option<PathBuf>,
    /// Judge certificates and algorithms as of this time, as 2026-11-23T00:00:00Z, or as of the beginning of a day (UTC)
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    #[command(flatten)]
    pub(crate) alone: super::AloneArgs,
    /// Write the content of FILE.signed.p7m or FILE.asics here once it is verified; - is stdout
    #[arg(long, short, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// Write the whole report as one page too: html=FILE
    #[arg(long, value_name = "html=FILE", value_parser = page_file)]
    pub(crate) report: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long)]
    pub(crate) overwrite: bool,
}

/// The file of `html=FILE`.
fn page_file(text: &str) -> Result<PathBuf, String> {
    let file = text.strip_prefix("html=").filter(|file| !file.is_empty());
    file.map(PathBuf::from).ok_or_else(|| "a report is written as html=FILE".to_owned())
}

/// Show what a file claims, without any key and without verifying anything.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin inspect report.pdf.sealed.p7m\n  fuin inspect --check report.pdf.sealed.p7m")]
pub(crate) struct InspectArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Say too what the policy would say of these claims, if the file were opened or verified now; 7 if it refused
    #[arg(long)]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) alone: super::AloneArgs,
}

/// Show or set the label kept beside a plain file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  fuin label report.pdf\n  fuin label report.pdf C2I2A1 --restrict no-copy\n  \
                        fuin label summary.pdf --from report.pdf --from annex.pdf\n  \
                        fuin label report.pdf --export xml -o label.xml\n  fuin label report.pdf --import label.xml")]
pub(crate) struct LabelArgs {
    /// The file
    pub(crate) file: PathBuf,
    /// The grades to set
    pub(crate) grades: Option<String>,
    /// A handling restriction to set; may be repeated
    #[arg(long, value_name = "ID[=VALUE]", requires = "grades")]
    pub(crate) restrict: Vec<String>,
    /// The file is kept, and its signature must hold, until this day
    #[arg(long, value_name = "DATE", requires = "grades")]
    pub(crate) keep_until: Option<String>,
    /// The content must stay confidential until this day
    #[arg(long, value_name = "DATE", requires = "grades")]
    pub(crate) confidential_until: Option<String>,
    /// FILE is made from this labelled file: its label asks for at least as much; may be repeated
    #[arg(long, value_name = "LABELLED")]
    pub(crate) from: Vec<PathBuf>,
    /// Print the label as a mail header field (RFC 7444) or as XML (ADatP-4774)
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["grades", "from", "import"])]
    pub(crate) export: Option<LabelFormatArg>,
    /// Set the label that this document states: XML (ADatP-4774) or a mail header field (RFC 7444); - is stdin
    #[arg(long, value_name = "LABEL.xml", conflicts_with = "grades")]
    pub(crate) import: Option<PathBuf>,
    /// Write the exported label to this file; - is stdout, as without
    #[arg(long, short, value_name = "OUT", requires = "export")]
    pub(crate) output: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "output")]
    pub(crate) overwrite: bool,
}

/// A format of labels that others read.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum LabelFormatArg {
    Sio,
    Xml,
}

/// Delete a labelled file with its label, when the label permits it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin dispose summary.pdf --yes\n\n\
                        This takes the names away and nothing more. On flash memory, on file systems that copy on\n\
                        writing, and in backups the content may remain; no program can erase it there for certain.")]
pub(crate) struct DisposeArgs {
    /// The files; each needs a label
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Do not ask; needed where there is no terminal
    #[arg(long, short)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) permission: PermissionOptions,
}

/// Put a signed file, its signature and all that verifies it into one file.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin bundle notice.pdf\n\n\
    FILE is the signed file with its signature FILE.p7s beside it, the signature, or a FILE.signed.p7m.\n\
    The result, FILE.asics, is a standard container (ASiC-S). It holds the file, its signature with\n\
    certificates, revocation data and timestamps, and for information the policies it was signed under.\n\
    Elsewhere, without a network:\n  \
    fuin verify notice.pdf.asics -o notice.pdf\n\n\
    --json: verb, input, output, document, level, label, signers, policies, absent_policies,\n\
    revocation_unknown, restrictions, warnings, permissions, acknowledged, places")]
pub(crate) struct BundleArgs {
    /// The signed files: FILE with FILE.p7s beside it, FILE.p7s itself, or FILE.signed.p7m
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The detached signature of FILE
    #[arg(long, value_name = "FILE.p7s")]
    pub(crate) signature: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) handling: HandlingOptions,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Raise the level of signatures.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin extend notice.pdf\n\n\
    FILE is the signed file with its signature FILE.p7s beside it, the signature, a FILE.signed.p7m,\n\
    a FILE.asics, or a folder: then every *.p7s, *.signed.p7m and *.asics in it. The signature is\n\
    replaced by the raised one, which says the same.\n\
    Done again at level LTA it adds another archive timestamp: do so before the last one's certificate ends.\n\n\
    --json: verb, input, output, before, level, added")]
pub(crate) struct ExtendArgs {
    /// The files or folders
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The content, where it is not beside its signature under the same name
    #[arg(long, value_name = "FILE")]
    pub(crate) content: Option<PathBuf>,
    /// The level to reach
    #[arg(long, value_name = "LEVEL", ignore_case = true, default_value = "LTA")]
    pub(crate) level: LevelArg,
}
