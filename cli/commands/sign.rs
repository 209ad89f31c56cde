//! `fuin sign`: an official signature, beside the file or around it.

use std::io::{Read, Write};
use std::path::Path;

use fuin::circumstances::Circumstances;
use fuin::extend::{extend_attached, extend_detached};
use fuin::home::KeyEntry;
use fuin::label::Label;
use fuin::policy::SignatureLevel;
use fuin::publisher::Draft;
use fuin::received::Received;
use fuin::sign::{Content, SignRequest};
use fuin::{Context, Error, Home, Outcome};

use super::signer::Signer;
use super::{Session, handling, label, seal};
use crate::args::{LevelArg, SignArgs};
use crate::ask::{self, Answers, Item, Stop};
use crate::report;
use crate::target::{self, Sink, Target};
use crate::terminal::Progress;

/// What every file of a run has in common.
struct Work<'a> {
    session: &'a Session,
    home: &'a Home,
    context: &'a Context,
    args: &'a SignArgs,
    answers: &'a Answers,
    /// What the arguments state about handling.
    stated: Circumstances,
    received: Received,
}

/// What is to be done with one file.
struct Plan<'a> {
    target: Target,
    name: &'a str,
    label: Option<Label>,
    circumstances: Circumstances,
}

pub(crate) fn run(session: &Session, args: &SignArgs) -> Result<u8, Error> {
    target::check_count(&args.files, &args.output)?;
    let home = session.home()?;
    let context = session.context(&home)?;
    let entry = home.signing_key(args.identity.as_deref())?;
    let answers = match ask::for_sign(session, &home, &context, args) {
        Ok(answers) => answers,
        Err(stop) => return Ok(stop.end(session)),
    };
    let stated = handling::confirmed(handling::stated(&context, &args.handling)?, &answers);
    let received = home.received()?;
    let work = Work { session, home: &home, context: &context, args, answers: &answers, stated, received };
    if answers.are_to_be_confirmed()
        && let Err(stop) = work.confirm(&entry)
    {
        return Ok(stop.end(session));
    }
    let mut signer = Signer::new(&entry);
    Ok(session.each(&args.files, |file| {
        let label = work.sign(&mut signer, file).inspect_err(|error| {
            if error.outcome() == Outcome::CannotTell {
                crate::report::warn_of_not_fetched(&session.talk, &context);
            }
        })?;
        answers.remember(session, &home, &context, file, &label);
        Ok(0)
    }))
}

impl Work<'_> {
    fn plan<'a>(&self, file: &'a Path) -> Result<Plan<'a>, Error> {
        if target::is_pipe(file) {
            return Err(Error::usage("usage-pipe-unsigned", &[]));
        }
        let ending = if self.args.attached { ".signed.p7m" } else { ".p7s" };
        let target = match target::named(self.args.output.output.as_deref())? {
            Some(target) => target,
            None => Target::File(target::with_ending(file, ending)),
        };
        let label = self.answers.label(self.context, &self.args.label, Some(file))?;
        let label = label.map(|label| handling::with_members(label, self.context, self.home)).transpose()?;
        let mut circumstances = Circumstances {
            places: handling::places_of(&target),
            level: self.args.level.map(LevelArg::level),
            ..self.stated.clone()
        };
        self.received.add_to(&mut circumstances, file, self.context)?;
        handling::check_replaced(&target, self.args.output.overwrite, self.context, &circumstances)?;
        Ok(Plan { target, name: target::bare_name(file)?, label, circumstances })
    }

    /// One confirmation for all files, once the policy permits every one of them.
    fn confirm(&self, signer: &KeyEntry) -> Result<(), Stop> {
        let mut plans = Vec::new();
        for file in &self.args.files {
            let plan = self.plan(file)?;
            let request = SignRequest { label: plan.label.as_ref(), signer, file_name: plan.name };
            let permission = request.judge_under(self.context, &plan.circumstances)?.permission().clone();
            plan.target.check(file, target::overwrite(self.args.output.overwrite))?;
            report::warnings(&self.session.talk, &permission);
            plans.push(plan);
        }
        let files = self.args.files.iter().zip(&plans);
        let items: Vec<Item<'_>> =
            files.map(|(file, plan)| Item { file, target: &plan.target, label: plan.label.as_ref(), signer }).collect();
        self.answers.confirm(self.session, self.context, &items)
    }

    /// Signs one file; returns its label.
    fn sign(&self, signer: &mut Signer<'_>, file: &Path) -> Result<Label, Error> {
        let (session, context) = (self.session, self.context);
        let Plan { target, name, label, circumstances } = self.plan(file)?;
        let content = if self.args.attached { Content::Attached } else { Content::Detached };
        let overwrite = target::overwrite(self.args.output.overwrite);
        let (input, len) = seal::open_input(file)?;
        let request = SignRequest { label: label.as_ref(), signer: signer.entry, file_name: name };
        let permitted = request.judge_under(context, &circumstances)?;
        target.check(file, overwrite)?;
        if let Some(label) = &label {
            label::warn_of_past_dates(session, label);
        }
        let key = signer.key(session, &self.args.pass_phrase)?;
        let mut input = Progress::new(input, len, &session.talk);
        let level = permitted.level();
        let mut signed = if level > SignatureLevel::T {
            let directory = handling::directory_of(&target);
            let (mut signed, draft) =
                permitted.write(context, key, content, &mut input, Draft::in_directory(&directory)?)?;
            let sink = raised(&Session::at_present(context), content, file, draft, level, target.begin(overwrite)?)?;
            target.publish(sink, overwrite)?;
            signed.level = level;
            signed
        } else {
            let (signed, sink) = permitted.write(context, key, content, &mut input, target.begin(overwrite)?)?;
            target.publish(sink, overwrite)?;
            signed
        };
        drop(input);
        report::lapses(&session.talk, signed.lapses.take(), session.knows_timestamp_authority());
        if !self.answers.are_to_be_confirmed() {
            report::warnings(&session.talk, &signed.permission);
        }
        let (vocabulary, circumstances) = (context.policies.vocabulary(), &circumstances);
        let report = report::sign::Report { file, target: &target, signed: &signed, vocabulary, circumstances };
        session.talk.result_for(&target, &report.text(session.talk.language), &report.json());
        Ok(signed.label)
    }
}

/// The signature at a level that takes more than signing it, from a draft that nobody has seen.
fn raised(
    context: &Context,
    content: Content,
    file: &Path,
    draft: Draft,
    level: SignatureLevel,
    mut sink: Sink,
) -> Result<Sink, Error> {
    let mut message = draft.into_reader()?;
    match content {
        Content::Attached => extend_attached(context, message, sink, level).map(|(sink, _)| sink),
        Content::Detached => {
            let mut signature = Vec::new();
            message.read_to_end(&mut signature).map_err(Error::Stream)?;
            let (mut input, _) = seal::open_input(file)?;
            let (raised, _) = extend_detached(context, &signature, &mut input, level)?;
            sink.write_all(&raised).map_err(Error::Stream)?;
            Ok(sink)
        }
    }
}
