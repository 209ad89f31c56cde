//! What the benches share: a home with two certified keys in a temporary directory, and content to work on.

use fuin::authority::{Authority, Certified, day, years_later};
use fuin::crypto::{CryptoProvider, KeyAlgorithm, PrivateKey};
use fuin::home::{KeyEntry, NewKey, RecipientEntry, read_certificates};
use fuin::key::KeyUse;
use fuin::label::Label;
use fuin::policy::RecipientKind;
use fuin::publisher::{Access, Overwrite, publish_bytes};
use fuin::{Context, Home, Machine, PassPhrase};
use jiff::Timestamp;
use tempfile::TempDir;

/// Who sends and who receives, with everything loaded and unlocked: what remains is the operation itself.
pub(crate) struct World {
    pub(crate) context: Context,
    pub(crate) label: Label,
    pub(crate) sender: KeyEntry,
    pub(crate) sender_key: PrivateKey,
    pub(crate) receiver: KeyEntry,
    pub(crate) receiver_key: PrivateKey,
    pub(crate) recipients: Vec<RecipientEntry>,
    _directory: TempDir,
}

/// The pass phrase of the world's keys.
pub(crate) fn pass_phrase() -> PassPhrase {
    PassPhrase::new(String::from("bench pass phrase").into())
}

impl World {
    /// Two keys of this kind under one authority.
    pub(crate) fn new(algorithm: KeyAlgorithm) -> Self {
        let provider = fuin_crypto_aws_lc::provider();
        let now = now();
        let directory = tempfile::tempdir().expect("a temporary directory");
        let home = Home::create(&directory.path().join("home"), "Benches", None, now).expect("a home");
        let authority = Authority::new(&provider, "CN=Authority,O=Benches,C=JP", now).expect("an authority");

        let anchor = directory.path().join("authority.crt");
        publish(&anchor, &authority.certificate_pem());
        home.add_anchor(&anchor, &Machine::none(), &provider).expect("an anchor");

        let today = day(now);
        let validity = (today.yesterday().expect("a day before"), years_later(today, 2));
        for name in ["sender", "receiver"] {
            let source = NewKey::Generate(algorithm);
            let key = home.add_key(name, source, KeyUse::Both, &pass_phrase(), &provider).expect("a key");
            let subject = format!("CN={name},O=Benches,C=JP");
            let wanted = Certified { key: key.public_key(), subject: &subject, email: None, validity };
            let file = directory.path().join(format!("{name}.crt"));
            publish(&file, &authority.certify(&wanted).expect("a certificate"));
            let (certificate, chain) = read_certificates(&file).expect("the certificate");
            home.set_certificate(name, &certificate, &chain).expect("the key's certificate");
        }

        let unlocked = |name: &str| {
            let entry = home.key(name).expect("the key");
            let key = entry.unlock(&pass_phrase(), &provider).expect("the unlocked key");
            (entry, key)
        };
        let (sender, sender_key) = unlocked("sender");
        let (receiver, receiver_key) = unlocked("receiver");
        let recipient = RecipientEntry {
            name: "receiver".into(),
            kind: RecipientKind::Agency,
            certificate: receiver.certificate.clone().expect("its certificate"),
            chain: Vec::new(),
            groups: Vec::new(),
        };
        let context = Context::of_home(&home, &Machine::none(), provider, now).expect("a context");
        let label = context.policies.vocabulary().parse_label::<&str>("C2I2A1", &[]).expect("a label");
        Self {
            context,
            label,
            sender,
            sender_key,
            receiver,
            receiver_key,
            recipients: vec![recipient],
            _directory: directory,
        }
    }

    /// Seals, for benches that only read, and for those that measure it.
    pub(crate) fn seal(&self, mut content: &[u8], sealed: &mut Vec<u8>) {
        let request = fuin::seal::SealRequest {
            label: Some(&self.label),
            recipients: &self.recipients,
            signer: &self.sender,
            file_name: "report.pdf",
        };
        let permitted = request.judge(&self.context).expect("permission");
        sealed.clear();
        permitted.write(&self.context, &self.sender_key, &mut content, sealed).expect("a sealed message");
    }
}

/// As much content as asked for. It is random: no tool can gain from its shape.
pub(crate) fn content(provider: &CryptoProvider, len: usize) -> Vec<u8> {
    let mut content = vec![0; len];
    provider.secure_random.fill(&mut content).expect("randomness");
    content
}

/// Whether criterion only wants to see each bench run once: the set-up is kept small then.
pub(crate) fn is_smoke_test() -> bool {
    std::env::args().any(|argument| argument == "--test")
}

#[expect(clippy::disallowed_methods, reason = "the benches stand where the command does: they read the clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn publish(path: &std::path::Path, text: &str) {
    publish_bytes(path, text.as_bytes(), Overwrite::Refuse, Access::Ordinary).expect("a file");
}
