//! `fuin seal`: label, sign and encrypt a file for recipients.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use fuin::circumstances::Circumstances;
use fuin::home::KeyEntry;
use fuin::label::Label;
use fuin::permission::Permission;
use fuin::received::Received;
use fuin::seal::{MAX_FILE, OPENSSL_LIMIT, SealRequest};
use fuin::{Context, Error, Home, outer_name};

use super::signer::Signer;
use super::{Session, handling, label};
use crate::args::{LevelArg, SealArgs};
use crate::ask::{self, Answers, Item, Stop};
use crate::cover_note::{About, CoverNote, Digesting};
use crate::report;
use crate::target::{self, Target};
use crate::terminal::Progress;

/// The name inside for what comes from a pipe and goes to one.
const UNNAMED: &str = "content";
const ENDING: &str = ".sealed.p7m";

/// What every file of a run has in common.
struct Work<'a> {
    session: &'a Session,
    home: &'a Home,
    context: &'a Context,
    args: &'a SealArgs,
    answers: &'a Answers,
    note: Option<CoverNote>,
    /// What the arguments state about handling.
    stated: Circumstances,
    received: Received,
    /// The neutral name of each file, drawn once: what is confirmed is what is written.
    neutral: Vec<String>,
}

/// What is to be done with one file.
struct Plan {
    target: Target,
    /// The name inside.
    name: String,
    label: Option<Label>,
    circumstances: Circumstances,
}

pub(crate) fn run(session: &Session, args: &SealArgs) -> Result<u8, Error> {
    target::check_count(&args.files, &args.output)?;
    let note = CoverNote::of(args, session.talk.language)?;
    let home = session.home()?;
    let context = session.context(&home)?;
    // Whoever cannot sign is told before, not after the questions.
    let entry = home.signing_key(args.identity.as_deref())?;
    let answers = match ask::for_seal(session, &home, &context, args) {
        Ok(answers) => answers,
        Err(stop) => return Ok(stop.end(session)),
    };
    let stated = handling::confirmed(handling::stated(&context, &args.handling)?, &answers);
    let received = home.received()?;
    let neutral = args.files.iter().map(|_| outer_name::neutral(&context)).collect::<Result<_, _>>()?;
    let answers = &answers;
    let work = Work { session, home: &home, context: &context, args, answers, note, stated, received, neutral };
    if answers.are_to_be_confirmed()
        && let Err(stop) = work.confirm(&entry)
    {
        return Ok(stop.end(session));
    }
    let mut signer = Signer::new(&entry);
    Ok(session.each(&args.files, |file| {
        let label = work.seal(&mut signer, file)?;
        answers.remember(session, &home, &context, file, &label);
        Ok(0)
    }))
}

impl Work<'_> {
    fn plan(&self, file: &Path) -> Result<Plan, Error> {
        let piped = target::is_pipe(file);
        let target = match target::named(self.args.output.output.as_deref())? {
            Some(target) => target,
            None if piped => {
                return Err(Error::usage("usage-pipe-unnamed", &[]));
            }
            None => Target::File(target::with_ending(file, ENDING)),
        };
        let name = inside_name(file, &target)?;
        let label = self.answers.label(self.context, &self.args.label, (!piped).then_some(file))?;
        let label = label.map(|label| handling::with_members(label, self.context, self.home)).transpose()?;
        let mut circumstances = Circumstances {
            places: handling::places_of(&target),
            level: self.args.level.map(LevelArg::level),
            ..self.stated.clone()
        };
        // What comes through a pipe is recognised when it is sealed.
        if !piped {
            self.received.add_to(&mut circumstances, file, self.context)?;
        }
        Ok(Plan { target, name, label, circumstances })
    }

    fn request<'a>(&'a self, plan: &'a Plan, signer: &'a KeyEntry) -> SealRequest<'a> {
        SealRequest { label: plan.label.as_ref(), recipients: &self.answers.recipients, signer, file_name: &plan.name }
    }

    /// Where the result goes, once it is known whether its name may tell of the file; checks that it can be put there.
    fn target(&self, file: &Path, plan: &Plan, permission: &Permission) -> Result<Target, Error> {
        let mut target = plan.target.clone();
        if let Target::File(path) = &mut target
            && outer_name::is_hidden(permission)
            && !target::is_pipe(file)
        {
            let at = self.args.files.iter().position(|known| known == file);
            match at.and_then(|at| self.neutral.get(at)).filter(|_| self.args.output.output.is_none()) {
                Some(name) => path.set_file_name(name),
                None => outer_name::check(path, &plan.name, permission, self.context)?,
            }
        }
        let overwrite = self.args.output.overwrite;
        target.check(file, target::overwrite(overwrite))?;
        handling::check_replaced(&target, overwrite, self.context, &plan.circumstances)?;
        self.note.as_ref().map_or(Ok(()), |note| note.check(file, &target))?;
        Ok(target)
    }

    /// One confirmation for all files, once the policy permits every one of them.
    fn confirm(&self, signer: &KeyEntry) -> Result<(), Stop> {
        let plans = self.args.files.iter().map(|file| self.plan(file)).collect::<Result<Vec<Plan>, Error>>()?;
        let mut targets = Vec::new();
        for (file, plan) in self.args.files.iter().zip(&plans) {
            let permitted = self.request(plan, signer).judge_under(self.context, &plan.circumstances)?;
            targets.push(self.target(file, plan, permitted.permission())?);
            report::warnings(&self.session.talk, permitted.permission());
        }
        let files = self.args.files.iter().zip(plans.iter().zip(&targets));
        let items: Vec<Item<'_>> =
            files.map(|(file, (plan, target))| Item { file, target, label: plan.label.as_ref(), signer }).collect();
        self.answers.confirm(self.session, self.context, &items)
    }

    /// Seals one file; returns its label.
    fn seal(&self, signer: &mut Signer<'_>, file: &Path) -> Result<Label, Error> {
        let (session, context) = (self.session, self.context);
        let (mut input, len) = open_input(file)?;
        let plan = self.plan(file)?;
        let permitted = self.request(&plan, signer.entry).judge_under(context, &plan.circumstances)?;
        let target = &self.target(file, &plan, permitted.permission())?;
        if let Some(label) = &plan.label {
            label::warn_of_past_dates(session, label);
        }
        if len > OPENSSL_LIMIT {
            session.talk.warn(&session.talk.messages().text("warn-openssl-size", &[]));
        }
        let overwrite = target::overwrite(self.args.output.overwrite);
        let entry = signer.entry;
        let key = signer.key(session, &self.args.pass_phrase)?;
        let input = Progress::new(&mut input, len, &session.talk);
        let mut input = self.received.watch(input, &context.provider)?;
        let piped = target::is_pipe(file);
        let output = Digesting::new(
            if piped { target.hold(overwrite)? } else { target.begin(overwrite)? },
            self.note.as_ref(),
            &context.provider,
        )?;
        let (sealed, output) = permitted.write(context, key, &mut input, output)?;
        let (sink, digest) = output.finish();
        let mut circumstances = plan.circumstances.clone();
        // What came through a pipe is recognised only now; nothing of the result is published yet.
        if piped && self.received.add_watched(&mut circumstances, input, context)? {
            self.request(&plan, signer.entry).judge_under(context, &circumstances)?;
        }
        target.publish(sink, overwrite)?;
        if !self.answers.are_to_be_confirmed() {
            report::warnings(&session.talk, &sealed.permission);
        }
        let (vocabulary, circumstances) = (context.policies.vocabulary(), &plan.circumstances);
        let report = report::seal::Report { file, target, sealed: &sealed, vocabulary, circumstances };
        let (text, json) = (report.text(session.talk.language), report.json());
        if let Some(note) = &self.note {
            note.publish(&About { context, sealed: &sealed, signer: entry, target, digest: &digest })?;
        }
        if self.note.as_ref().is_some_and(CoverNote::is_on_stdout) {
            session.talk.aside(&text, &json);
        } else {
            session.talk.result_for(target, &text, &json);
        }
        Ok(sealed.label)
    }
}

/// The name recipients see: the file's own; for a pipe that of the output without its ending.
fn inside_name(file: &Path, target: &Target) -> Result<String, Error> {
    if !target::is_pipe(file) {
        return target::bare_name(file).map(str::to_owned);
    }
    match target {
        Target::Stdout => Ok(UNNAMED.to_owned()),
        Target::File(path) => {
            let name = target::bare_name(path)?;
            let bare = name.strip_suffix(ENDING).or_else(|| name.strip_suffix(".p7m"));
            // The output's own name would make the opened file replace the sealed one.
            Ok(bare.filter(|bare| !bare.is_empty()).unwrap_or(UNNAMED).to_owned())
        }
    }
}

/// Opens the content and measures it; what is too large is refused before it is read.
pub(crate) fn open_input(file: &Path) -> Result<(Box<dyn Read + Send>, u64), Error> {
    if target::is_pipe(file) {
        return Ok((Box::new(io::stdin()), 0));
    }
    fuin::storage::check_file(file)?;
    let failed = |source| Error::Io { action: "read", path: file.to_owned(), source };
    let input = File::open(file).map_err(failed)?;
    let len = input.metadata().map_err(failed)?.len();
    if len > MAX_FILE {
        return Err(Error::TooLarge { name: file.display().to_string(), limit: MAX_FILE });
    }
    Ok((Box::new(input), len))
}
