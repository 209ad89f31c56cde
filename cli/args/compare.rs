//! The verbs that hold one policy against another.

use std::path::PathBuf;

use clap::Args;

/// Whether the result is also written as a page.
#[derive(Debug, Args)]
pub(crate) struct HtmlArgs {
    /// Write it as one HTML page too
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Replace an existing page
    #[arg(long, requires = "html")]
    pub(crate) overwrite: bool,
}

/// Say whether a policy is at least as strict as another, clause by clause.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  fuin policy compare ministry.toml\n  \
    fuin policy compare ministry.toml baseline.toml --html comparison.html\n\n\
    Exit code 7 when it is weaker; what cannot be compared counts as weaker.\n\n\
    --json: overlay, baseline, relation (equal, stricter, weaker), findings; each has subject, aspect, clause,\n\
    relation, region, baseline, overlay, example")]
pub(crate) struct PolicyCompareArgs {
    /// The policy that should be at least as strict
    pub(crate) overlay: PathBuf,
    /// The policy it is held against (default: what it extends, or else the baseline in force here)
    pub(crate) baseline: Option<PathBuf>,
    /// Name every equal row too, where the text only counts those that are the same
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) html: HtmlArgs,
}

/// Show what changed from one policy to another.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin policy diff ministry-1.toml ministry-2.toml\n\n\
    Exit code 0, whatever changed.")]
pub(crate) struct PolicyDiffArgs {
    /// The earlier policy
    pub(crate) old: PathBuf,
    /// The later policy
    pub(crate) new: PathBuf,
    #[command(flatten)]
    pub(crate) html: HtmlArgs,
}
