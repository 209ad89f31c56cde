//! The verbs of administration.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{PassPhraseArgs, PolicyExplainArgs, PolicyGuideArgs, PolicyShowArgs};

/// Set up this home: agency and policy.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin init --agency \"Ministry A\"\n\n\
                        The home is $FUIN_HOME, or else the XDG data directory's fuin/.")]
pub(crate) struct InitArgs {
    /// The agency's name
    #[arg(long)]
    pub(crate) agency: String,
    /// Install this policy in place of the built-in baseline
    #[arg(long = "install-policy", value_name = "FILE")]
    pub(crate) install_policy: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyVerb {
    /// Generate a key pair, kept encrypted under a pass phrase
    New(KeyNewArgs),
    /// Write a certificate request (PKCS#10) for a key
    Request(KeyRequestArgs),
    /// Write the public half of a key, for an authority that certifies without a request
    ///
    /// An X25519 key cannot sign, and so not make a request: the authority takes its public key, and has to learn in
    /// another way that the key is yours.
    Export(KeyExportArgs),
    /// Import a key's certificate, or a key from elsewhere
    Import(KeyImportArgs),
    /// List the keys with their certificates
    #[command(after_help = "Example:\n  fuin key list")]
    List,
}

/// What a key may be used for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum KeyUseArg {
    /// Signing only
    Sign,
    /// Opening only
    Decrypt,
    /// Both
    Both,
}

/// Generate a key pair, kept encrypted under a pass phrase.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin key new tanaka --algorithm ecdsa-p384")]
pub(crate) struct KeyNewArgs {
    /// A short name for the key
    pub(crate) name: String,
    /// The kind of key: ecdsa-p256, ecdsa-p384, ed25519 (signs), x25519 (opens), rsa-3072 or rsa-4096
    #[arg(long, value_name = "ALG")]
    pub(crate) algorithm: String,
    /// What it may be used for, as far as its kind can
    #[arg(long = "use", value_name = "USE", default_value = "both")]
    pub(crate) usage: KeyUseArg,
    #[command(flatten)]
    pub(crate) pass_phrase: PassPhraseArgs,
}

/// Write a certificate request (PKCS#10) for a key.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin key request tanaka --subject \"CN=Tanaka,O=Ministry A,C=JP\" -o tanaka.csr")]
pub(crate) struct KeyRequestArgs {
    /// The key
    pub(crate) name: String,
    /// The subject, as CN=Tanaka,O=Ministry A,C=JP
    #[arg(long, value_name = "DN")]
    pub(crate) subject: String,
    /// A mail address to certify
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: Option<String>,
    #[command(flatten)]
    pub(crate) pass_phrase: PassPhraseArgs,
    #[command(flatten)]
    pub(crate) output: super::OutputArgs,
}

/// Write the public half of a key, for an authority that certifies without a request.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin key export tanaka-x --public-key -o tanaka-x.pub.pem")]
pub(crate) struct KeyExportArgs {
    /// The key
    pub(crate) name: String,
    /// Write the public key (SubjectPublicKeyInfo, PEM)
    #[arg(long, required = true)]
    pub(crate) public_key: bool,
    #[command(flatten)]
    pub(crate) output: super::OutputArgs,
}

/// Import a key's certificate, or a key from elsewhere.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  fuin key import tanaka --certificate tanaka.crt --chain issuing-ca.pem\n  \
                  fuin key import suzuki --pkcs12 suzuki.p12")]
#[command(group = clap::ArgGroup::new("what").required(true).args(["certificate", "pkcs12", "key_file"]).multiple(true))]
pub(crate) struct KeyImportArgs {
    /// The key's name
    pub(crate) name: String,
    /// The certificate that was issued for the key
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,
    /// Intermediate certificates between it and the trust anchor
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(crate) chain: Option<PathBuf>,
    /// A PKCS#12 file with the key and its certificate, under the same pass phrase
    #[arg(long, value_name = "FILE", conflicts_with_all = ["certificate", "key_file"])]
    pub(crate) pkcs12: Option<PathBuf>,
    /// A PKCS#8 key in PEM, under the same pass phrase
    #[arg(long = "key", value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Accept a key that is not encrypted: others may have read it
    #[arg(long, requires = "key_file")]
    pub(crate) plaintext_key: bool,
    /// What an imported key may be used for
    #[arg(long = "use", value_name = "USE", default_value = "both")]
    pub(crate) usage: KeyUseArg,
    #[command(flatten)]
    pub(crate) pass_phrase: PassPhraseArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RecipientVerb {
    /// Add a certificate to the address book, after checking it
    Add(RecipientAddArgs),
    /// List the address book
    #[command(after_help = "Example:\n  fuin recipient list")]
    List,
}

/// What kind of correspondent a recipient is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RecipientKindArg {
    /// Another agency
    Agency,
    /// A unit of the own agency
    Unit,
    /// A contractor
    Contractor,
    /// Anyone else
    External,
}

/// Add a certificate to the address book, after checking it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin recipient add ministry-b ministry-b.crt")]
pub(crate) struct RecipientAddArgs {
    /// A short name
    pub(crate) name: String,
    /// Its certificate, DER or PEM; its chain may follow in the same file
    pub(crate) certificate: PathBuf,
    /// What kind of correspondent it is
    #[arg(long, default_value = "agency")]
    pub(crate) kind: RecipientKindArg,
    /// A group that it is a member of, as readers=GROUP names it; may be repeated
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Vec<String>,
    /// Replace the entry of this name
    #[arg(long)]
    pub(crate) overwrite: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AnchorVerb {
    /// Trust a certification authority
    #[command(after_help = "Example:\n  fuin anchor add ca.crt\n\n\
                            Compare the fingerprint it shows with what the authority publishes, not with what a sender says.")]
    Add {
        /// Its certificate, DER or PEM
        certificate: PathBuf,
    },
    /// List the trusted authorities
    #[command(after_help = "Example:\n  fuin anchor list")]
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CrlVerb {
    /// Add a certificate revocation list
    #[command(after_help = "Example:\n  fuin crl add ca.crl")]
    Add {
        /// The list, DER or PEM
        crl: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OcspVerb {
    /// Add an OCSP response that was obtained elsewhere
    #[command(after_help = "Example:\n  fuin ocsp add tanaka.ocsp\n\n\
                            What it says counts where its signer may answer for the certificate, as long as it is current.")]
    Add {
        /// The response, DER
        response: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyVerb {
    /// Show the policies that decide here: grades, restrictions, contact
    Show(PolicyShowArgs),
    /// Check a policy file and its stated cases
    #[command(after_help = "Example:\n  fuin policy check ministry-policy.toml")]
    Check {
        /// The policy
        file: PathBuf,
    },
    /// Say what the policy would decide, and why
    Explain(PolicyExplainArgs),
    /// Print the one-page guide for employees
    Guide(PolicyGuideArgs),
    /// Say whether a policy is at least as strict as another, clause by clause
    Compare(super::PolicyCompareArgs),
    /// Show what changed from one policy to another
    Diff(super::PolicyDiffArgs),
    /// Sign a policy as its authority, after checking it
    Sign(PolicySignArgs),
    /// Install policies that their authority signed
    Install(PolicyInstallArgs),
    /// List what was installed when
    #[command(after_help = "Example:\n  fuin policy history")]
    History,
    /// Try a policy on the requests of the past, before it is signed
    Try(PolicyTryArgs),
}

/// Sign a policy as its authority, after checking it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin policy sign ministry-policy.toml\n\n\
                        Its cases must hold, and it must not be weaker than what it extends.")]
pub(crate) struct PolicySignArgs {
    /// The policy
    pub(crate) file: PathBuf,
    /// The key to sign with; needed when several can
    #[arg(long, short, value_name = "KEY")]
    pub(crate) identity: Option<String>,
    #[command(flatten)]
    pub(crate) pass_phrase: PassPhraseArgs,
    #[command(flatten)]
    pub(crate) output: super::OutputArgs,
}

/// Install policies that their authority signed.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin policy install ministry-policy.toml\n\n\
                        The signature is beside the policy, as POLICY.toml.p7s. An overlay and what it extends may be\n\
                        installed together.")]
pub(crate) struct PolicyInstallArgs {
    /// The policies
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The signature, where it is elsewhere
    #[arg(long, value_name = "FILE.p7s")]
    pub(crate) signature: Option<PathBuf>,
}

/// Try a policy on the requests of the past, before it is signed.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fuin policy try ministry-policy.toml")]
pub(crate) struct PolicyTryArgs {
    /// The policy
    pub(crate) file: PathBuf,
    /// Recorded requests; without it, those of this home
    #[arg(long, value_name = "FILE")]
    pub(crate) requests: Vec<PathBuf>,
}

/// The timestamp authorities.
#[derive(Debug, Subcommand)]
pub(crate) enum TsaVerb {
    /// Ask these authorities, in this order, in place of those before
    #[command(after_help = "Example:\n  fuin tsa set http://tsa.example.go.jp/\n\n\
        Its certificate must lead to one of your trust anchors. --allow names hosts of the inner\n\
        network that the addresses in certificates may lead to; without it only public addresses\n\
        are asked. With --allow or --disallow alone the authorities stay as they are.")]
    Set {
        /// The addresses, http or https
        #[arg(required_unless_present_any = ["allow", "disallow"], value_name = "URL")]
        urls: Vec<String>,
        /// A host that certificates may point to although it is not public, besides those before; may be repeated
        #[arg(long, value_name = "HOST")]
        allow: Vec<String>,
        /// A host that they may not point to any more; may be repeated
        #[arg(long, value_name = "HOST")]
        disallow: Vec<String>,
    },
    /// Show which are asked
    List,
    /// Ask none any more
    Remove,
}
