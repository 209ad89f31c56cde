//! `fuin bundle`: a document, its signature and all that verifies it in one file; and taking the document out again.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use fuin::bundle::{
    BEGINNING, BundleRequest, Bundled, ENDING, UnverifiedBundle, bundle_attached, bundle_detached, is_bundle,
    validate_bundle,
};
use fuin::circumstances::Circumstances;
use fuin::inspect::MAX_DETACHED;
use fuin::policy::SignatureLevel;
use fuin::policy_file::Document;
use fuin::publisher::{self, Draft};
use fuin::received::Received;
use fuin::validation::Validation;
use fuin::verify::Verified;
use fuin::{Context, Error, sidecar};

use super::verify::{Message, message_of, open_content};
use super::{Session, handling};
use crate::args::BundleArgs;
use crate::report;
use crate::target::{self, Sink, Target};
use crate::terminal::Progress;

/// What every file of a run has in common.
struct Work<'a> {
    session: &'a Session,
    context: &'a Context,
    args: &'a BundleArgs,
    /// What the arguments state about handling.
    stated: Circumstances,
    received: Received,
    policies: Vec<Document>,
}

pub(crate) fn run(session: &Session, args: &BundleArgs) -> Result<u8, Error> {
    target::check_count(&args.files, &args.output)?;
    if args.signature.is_some() && args.files.len() > 1 {
        return Err(Error::usage("usage-one-file", &[]));
    }
    let home = session.home()?;
    let context = session.context(&home)?;
    let stated = handling::stated(&context, &args.handling)?;
    let (received, policies) = (home.received()?, session.documents()?);
    let work = Work { session, context: &context, args, stated, received, policies };
    Ok(session.each(&args.files, |file| work.bundle(file).map(|()| 0)))
}

impl Work<'_> {
    fn bundle(&self, file: &Path) -> Result<(), Error> {
        let (context, output) = (self.context, &self.args.output);
        if target::is_pipe(file) {
            return Err(Error::usage("usage-pipe-unnamed", &[]));
        }
        let message = message_of(self.args.signature.as_deref(), None, file)?;
        let document = match &message {
            Message::Detached { content, .. } => content.clone(),
            Message::Attached(path) => without_ending(path),
            Message::Bundle(path) => return Err(Error::usage("usage-bundled-already", &[("path", &path.display())])),
        };
        let target = match target::named(output.output.as_deref())? {
            Some(target) => target,
            None => Target::File(target::with_ending(&document, ENDING)),
        };
        let mut circumstances = Circumstances { places: handling::places_of(&target), ..self.stated.clone() };
        if let Message::Detached { content, .. } = &message {
            self.received.add_to(&mut circumstances, content, context)?;
        }
        let overwrite = target::overwrite(output.overwrite);
        handling::check_replaced(&target, output.overwrite, context, &circumstances)?;
        target.check(file, overwrite)?;
        let name = target::bare_name(&document)?;
        let request = BundleRequest { name, circumstances: &circumstances, policies: &self.policies };
        let (sink, bundled) = self.written(&request, &message, target.hold(overwrite)?)?;
        target.publish(sink, overwrite)?;
        self.report(file, &target, &bundled, &circumstances);
        Ok(())
    }

    fn written(&self, request: &BundleRequest<'_>, message: &Message, sink: Sink) -> Result<(Sink, Bundled), Error> {
        let (session, context) = (self.session, self.context);
        match message {
            Message::Detached { signature, content } => {
                let octets = fuin::storage::read_limited(signature, MAX_DETACHED)?;
                let (input, len) = open_content(content)?;
                bundle_detached(context, request, &octets, &mut Progress::new(input, len, &session.talk), sink)
            }
            Message::Attached(path) | Message::Bundle(path) => {
                let (input, len) = open_content(path)?;
                let mut input = Progress::new(input, len, &session.talk);
                bundle_attached(context, request, &mut input, sink).map_err(|error| unsuitable(error, path))
            }
        }
    }

    fn report(&self, file: &Path, target: &Target, bundled: &Bundled, circumstances: &Circumstances) {
        let talk = &self.session.talk;
        report::timestamps(talk, &bundled.extended.statement);
        report::warnings(talk, &bundled.permission);
        report::lapses(talk, bundled.lapses, self.session.knows_timestamp_authority());
        for certificate in &bundled.extended.unknown {
            talk.warn(&talk.messages().text("warn-bundle-revocation", &[("certificate", certificate)]));
        }
        for policy in &bundled.absent {
            let name = talk.messages().policy(&policy.id, policy.serial);
            talk.warn(&talk.messages().text("warn-bundle-policy", &[("policy", &name)]));
        }
        let vocabulary = self.context.policies.vocabulary();
        let report = report::bundle::Report { file, target, bundled, vocabulary, circumstances };
        talk.result_for(target, &report.text(talk.language), &report.json());
    }
}

/// Says what to do where a message cannot be bundled by its kind.
fn unsuitable(error: Error, path: &Path) -> Error {
    if error.is_sealed_message() { Error::usage("usage-bundle-sealed", &[("path", &path.display())]) } else { error }
}

/// The name of the document that a message holds inside, by the message's own.
fn without_ending(message: &Path) -> PathBuf {
    let name = message.file_name().unwrap_or_default().to_string_lossy();
    let document = [".signed.p7m", ".p7m"].iter().find_map(|ending| name.strip_suffix(ending));
    document.filter(|name| !name.is_empty()).map_or_else(|| message.to_owned(), |name| message.with_file_name(name))
}

/// Whether a file is a bundle, by its name or its beginning.
pub(super) fn is_bundle_file(file: &Path) -> Result<bool, Error> {
    if target::is_pipe(file) {
        return Ok(false);
    }
    if file.to_string_lossy().to_lowercase().ends_with(ENDING) {
        return Ok(true);
    }
    fuin::storage::check_file(file)?;
    let failed = |source| Error::Io { action: "read", path: file.to_owned(), source };
    // A named pipe would lose what is looked at.
    if !file.metadata().map_err(failed)?.is_file() {
        return Ok(false);
    }
    let mut beginning = Vec::new();
    File::open(file).map_err(failed)?.take(BEGINNING as u64).read_to_end(&mut beginning).map_err(failed)?;
    Ok(is_bundle(&beginning))
}

/// Opens a bundle; all but its document is read.
pub(super) fn open_bundle(session: &Session, path: &Path) -> Result<UnverifiedBundle<Progress<File>>, Error> {
    let (input, len) = open_content(path)?;
    UnverifiedBundle::read(Progress::new(input, len, &session.talk))
}

/// Verifies a bundle, and publishes its document where that is asked for.
pub(super) fn verify_to(
    session: &Session,
    context: &Context,
    path: &Path,
    output: Option<&Path>,
    overwrite: bool,
) -> Result<Validation<Verified>, Error> {
    let mut bundle = match open_bundle(session, path) {
        Ok(bundle) => bundle,
        Err(error) => return Ok(Validation::failed(error)),
    };
    for name in bundle.others() {
        session.talk.warn(&session.talk.messages().text("warn-bundle-other", &[("name", name)]));
    }
    let overwrite = target::overwrite(overwrite);
    match target::named(output)? {
        None => Ok(validate_bundle(context, &mut bundle, &mut io::sink())),
        Some(Target::File(out)) => {
            target::check_distinct(path, &out)?;
            publisher::check_absent(&sidecar::path_of(&out), overwrite)?;
            fuin::dispose::permit_replacing(&out, overwrite, context, &Circumstances::default())?;
            let mut draft = Draft::for_target(&out, overwrite)?;
            let validation = validate_bundle(context, &mut bundle, &mut draft);
            let Ok(verified) = &validation.outcome else { return Ok(validation) };
            let (statement, vocabulary) = (&verified.statement, context.policies.vocabulary());
            let encode = |label| sidecar::encode_with_original(label, statement.original.as_ref(), vocabulary);
            let label = statement.label.as_ref().map(encode).transpose()?;
            publisher::publish_with_sidecar(draft, &out, label.as_deref(), overwrite)?;
            Ok(validation)
        }
        Some(Target::Stdout) => {
            let mut draft = Draft::in_directory(publisher::parent(path))?;
            let validation = validate_bundle(context, &mut bundle, &mut draft);
            if validation.outcome.is_err() {
                return Ok(validation);
            }
            io::copy(&mut draft.into_reader()?, &mut io::stdout()).map_err(Error::Stream)?;
            Ok(validation)
        }
    }
}

/// Raises the signature in a bundle; the file is replaced when all of it is done.
pub(super) fn extend(
    session: &Session,
    context: &Context,
    path: &Path,
    level: SignatureLevel,
) -> Result<fuin::extend::Extended, Error> {
    let mut bundle = open_bundle(session, path)?;
    let draft = Draft::for_target(path, publisher::Overwrite::Replace)?;
    let (draft, extended) = fuin::bundle::extend_bundle(context, &mut bundle, draft, level)?;
    if !extended.added.is_nothing() {
        draft.publish(path, publisher::Overwrite::Replace, publisher::Access::Ordinary)?;
    }
    Ok(extended)
}
