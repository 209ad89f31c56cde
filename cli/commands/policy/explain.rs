//! `fuin policy explain`: what the policies would decide about a request or a file, step by step.

use std::io::{self, IsTerminal, Seek};
use std::path::Path;

use fuin::crypto::AlgorithmUse;
use fuin::explain::{Explanation, Judged, explain_message, explain_request};
use fuin::home::KeyEntry;
use fuin::policy::{
    Acknowledged, LabelFact, Listing, Operation, Place, RecipientFacts, RecipientKind, Request, known_use,
};
use fuin::{Context, Error, Outcome};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::alone::Judging;
use super::super::open::open_message;
use super::super::{Session, label};
use crate::args::{LabelOptions, OperationArg, PlaceArg, PolicyExplainArgs, RecipientKindArg};
use crate::exit;
use crate::report::explain::{About, Report};

/// Whose algorithms a request without a file talks about.
const SUBJECT: &str = "this request";

pub(super) fn run(session: &Session, args: &PolicyExplainArgs) -> Result<u8, Error> {
    let Judging { mut context, uninstalled } = session.judging(&args.alone)?;
    if let Some(at) = &args.at {
        context.now = instant(at)?;
    }
    let (explanation, about) = match &args.file {
        Some(file) => match of_message(session, &context, file, args)? {
            Some((explanation, judged)) => (explanation, About::Message { file, judged }),
            None => (of_options(&context, args, Some(file))?, About::File(file)),
        },
        None => (of_options(&context, args, None)?, About::Request),
    };
    let report =
        Report { explanation: &explanation, about, policies: &context.policies, uninstalled: uninstalled.as_deref() };
    session.talk.result(&report.text(session.talk.messages()), &report.json());
    match explanation.decision {
        Ok(_) => Ok(0),
        // A script finds the refusal where every verb says it; a person has just read it.
        Err(refusal) if !session.talk.json && !io::stdout().is_terminal() => Err(refusal.into()),
        Err(refusal) => Ok(exit::code(Error::from(refusal).outcome())),
    }
}

/// The explanation of a sealed or signed file; none for any other file.
fn of_message(
    session: &Session,
    context: &Context,
    file: &Path,
    args: &PolicyExplainArgs,
) -> Result<Option<(Explanation, Judged)>, Error> {
    let (mut input, _) = open_message(file)?;
    let is_named_so = file.extension().is_some_and(|ending| ending == "p7m" || ending == "p7s");
    let explained = match explain_message(context, &own_keys(session)?, &mut input) {
        Ok(explained) => explained,
        Err(error) if error.outcome() == Outcome::Malformed && !is_named_so => return Ok(None),
        Err(error) => return Err(error),
    };
    input.rewind().map_err(Error::Stream)?;
    if args.describes_a_request() {
        return Err(Error::usage("usage-explain-message", &[("file", &file.display())]));
    }
    Ok(Some(explained))
}

impl PolicyExplainArgs {
    /// Whether anything was said that a message says itself.
    fn describes_a_request(&self) -> bool {
        let LabelOptions { label, restrict, keep_until, confidential_until } = &self.label;
        label.is_some()
            || !restrict.is_empty()
            || keep_until.is_some()
            || confidential_until.is_some()
            || !self.algorithm.is_empty()
            || self.operation.is_some()
            || !self.recipient_kind.is_empty()
    }
}

/// The keys of this home, by which a message's recipients are known; none without a home.
pub(crate) fn own_keys(session: &Session) -> Result<Vec<KeyEntry>, Error> {
    match session.home() {
        Ok(home) => home.keys(),
        Err(Error::NoHome { .. }) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The explanation of what the options say, about a plain file with its label where one is named.
fn of_options(context: &Context, args: &PolicyExplainArgs, file: Option<&Path>) -> Result<Explanation, Error> {
    let label = label::of_file(context, &args.label, file)?;
    let fact = label.as_ref().map_or(LabelFact::Missing, LabelFact::Stated);
    let uses = args.algorithm.iter().map(|name| algorithm_use(name)).collect::<Result<Vec<_>, _>>()?;
    let listed = if args.unlisted { Listing::Unlisted } else { Listing::Listed };
    let recipient = |kind: &RecipientKindArg| RecipientFacts {
        name: recipient_kind(*kind).to_string(),
        kind: recipient_kind(*kind),
        listed,
        certificate: None,
    };
    let mut recipients: Vec<RecipientFacts> = args.recipient_kind.iter().map(recipient).collect();
    if recipients.is_empty() && args.unlisted {
        recipients.push(recipient(&RecipientKindArg::Agency));
    }
    let places: Vec<Place> = args.place.iter().map(|place| written_to(*place)).collect();
    let acknowledged = if args.acknowledged { Acknowledged::Yes } else { Acknowledged::No };
    let request = Request::new(args.operation.map_or(Operation::Seal, operation), fact)
        .with_algorithms(&uses)
        .with_recipients(&recipients)
        .with_places(&places)
        .with_acknowledged(acknowledged);
    Ok(explain_request(context, &request))
}

/// The use that an algorithm's name means: a policy's own names, and those of keys.
fn algorithm_use(name: &str) -> Result<AlgorithmUse, Error> {
    let policy_name = match name.strip_prefix("rsa-").filter(|bits| bits.bytes().all(|b| b.is_ascii_digit())) {
        Some(bits) => format!("rsa-pss/{bits}"),
        None => name.to_owned(),
    };
    known_use(&policy_name, SUBJECT).ok_or_else(|| Error::Unknown { kind: "algorithm", name: name.to_owned() })
}

/// A day, from its first moment (UTC), or an instant.
fn instant(text: &str) -> Result<Timestamp, Error> {
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let day: Option<Date> = text.parse().ok();
    let instant = day.and_then(|day| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok());
    instant.ok_or_else(|| Error::usage("usage-explain-day", &[("text", &text)]))
}

const fn operation(operation: OperationArg) -> Operation {
    match operation {
        OperationArg::Seal => Operation::Seal,
        OperationArg::Open => Operation::Open,
        OperationArg::Sign => Operation::Sign,
        OperationArg::Verify => Operation::Verify,
        OperationArg::Dispose => Operation::Dispose,
    }
}

const fn recipient_kind(kind: RecipientKindArg) -> RecipientKind {
    match kind {
        RecipientKindArg::Agency => RecipientKind::Agency,
        RecipientKindArg::Unit => RecipientKind::Unit,
        RecipientKindArg::Contractor => RecipientKind::Contractor,
        RecipientKindArg::External => RecipientKind::External,
    }
}

const fn written_to(place: PlaceArg) -> Place {
    match place {
        PlaceArg::Removable => Place::Removable,
        PlaceArg::SyncFolder => Place::SyncFolder,
        PlaceArg::NetworkShare => Place::NetworkShare,
    }
}
